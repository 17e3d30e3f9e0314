import BilateralBase
import BilateralCrypto
import BilateralStore
import Foundation

/// What is kept of a partnership that has ended: a folder of plain files, without any secret.
///
/// It is read page by page, each in a moment of its own: what ended does not change any more.
struct OffboardArchive: Sendable {
  /// A look at the store: which file it was for, and how many rows came.
  typealias Look = (file: String, rows: Int)

  let commons: Commons
  let link: PartnerLink
  /// How many rows are held at once.
  var pageSize = 500
  /// Hears of each look.
  var onLook: @Sendable (Look) -> Void = { _ in }

  /// Writes the folder; one that a kill left half written is written anew, and it appears in one step.
  ///
  /// - Returns: its name below the state of the fleet.
  /// - Throws: what the store or the file system throws.
  func write(_ ending: Offboarding) async throws -> String {
    let place = "archive/\(link.id)-\(ending.begun.description.filter { !"-:".contains($0) })"
    let path = "\(commons.fleet().stateFolder)/\(place)"
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return place }
    let draft = path + ".part"
    try? files.removeItem(atPath: draft)
    try files.createDirectory(
      atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var sums = try await terms(into: draft)
    for shelf in Self.shelves(of: link.id) {
      let sum = try await copy(shelf, to: "\(draft)/\(shelf.name)")
      sums.append(JSONMember(shelf.name, .string(sum)))
    }
    var list = try ArchiveFile(at: "\(draft)/manifest.json")
    try list.add(manifest(ending, sums).bytes)
    _ = try list.end()
    ArchiveFile.syncFolder(draft)
    try files.moveItem(atPath: draft, toPath: path)
    ArchiveFile.syncFolder((path as NSString).deletingLastPathComponent)
    return place
  }

  private func manifest(_ ending: Offboarding, _ sums: [JSONMember]) -> JSON {
    [
      "schema": "bilateral.archive/1", "partner": .string(link.id), "begun": .string("\(ending.begun)"),
      "reason": LifeDesk.word(ending.reason), "left": .array(ending.left.map { .string($0) }),
      "statements": .array(ending.statements.map { .string($0) }), "sha256": .object(sums),
    ]
  }

  /// A file for each version of the terms that was in force.
  private func terms(into folder: String) async throws -> [JSONMember] {
    var sums: [JSONMember] = []
    var last: Int64 = 0
    while let row = try await commons.store.read({ [id = link.id, last] tx in
      try tx.snapshots.next(of: id, after: last)
    }) {
      let name = "terms-\(row.number)-\(row.appliedAt.description.prefix(10)).toml"
      onLook((name, 1))
      var file = try ArchiveFile(at: "\(folder)/\(name)")
      try file.add(Array(SnapshotText(row.text).file.utf8))
      sums.append(JSONMember(name, .string(try file.end())))
      last = row.number
    }
    return sums
  }

  private func copy(_ shelf: Shelf, to path: String) async throws -> String {
    var file = try ArchiveFile(at: path)
    var last: Int64 = 0
    while true {
      let lines = try await commons.store.read { [last, pageSize] tx in try shelf.read(tx, last, pageSize) }
      onLook((shelf.name, lines.count))
      for line in lines { try file.add(line: line.bytes) }
      guard lines.count == pageSize, let end = lines.last else { break }
      last = end.number
    }
    return try file.end()
  }
}

extension OffboardArchive {
  /// A line of a file, with the number that the next page begins after.
  private typealias Line = (number: Int64, bytes: [UInt8])

  /// A file of lines, and how a page of it is read: after a number, so many at most.
  private struct Shelf: Sendable {
    let name: String
    let read: @Sendable (ReadTransaction, Int64, Int) throws -> [Line]
  }

  /// Statements, the audit of the partner, sessions and CDRs of both sides.
  private static func shelves(of id: String) -> [Shelf] {
    let books = [
      Shelf(name: "statements.jsonl") { tx, last, limit in
        lines(try tx.statements.page(of: id, after: last, limit: limit))
      },
      Shelf(name: "audit.jsonl") { tx, last, limit in
        try tx.audit.page(of: id, after: last, limit: limit).map { ($0.seq, try line($0)) }
      },
    ]
    return books
      + ["sessions", "cdrs"].flatMap { module in
        [
          Shelf(name: "our-\(module).jsonl") { tx, last, limit in
            lines(try tx.views.page(of: module, for: id, after: last, limit: limit))
          },
          Shelf(name: "their-\(module).jsonl") { tx, last, limit in
            lines(try tx.received.page(of: module, from: id, after: last, limit: limit))
          },
        ]
      }
  }

  private static func lines(_ rows: [KeptRow]) -> [Line] { rows.map { ($0.number, $0.body.bytes) } }

  private static func line(_ row: AuditRow) throws -> [UInt8] {
    let json: JSON = [
      "at": .string("\(row.at)"), "actor": .string(row.entry.actor), "action": .string(row.entry.action),
      "detail": try JSON.parse(row.entry.detail.bytes),
    ]
    return json.bytes
  }
}
