import BilateralBase
import BilateralCrypto
import BilateralStore
import Foundation

/// What is kept of a partnership that has ended: a folder of plain files, without any secret.
struct OffboardArchive: Sendable {
  let commons: Commons
  let link: PartnerLink

  /// Writes the folder; one that a kill left half written is written anew, and it appears in one step.
  ///
  /// - Returns: its name below the state of the fleet.
  /// - Throws: what the store or the file system throws.
  func write(_ ending: Offboarding) async throws -> String {
    let id = link.id
    let place = "archive/\(id)-\(ending.begun.description.filter { !"-:".contains($0) })"
    let path = "\(commons.fleet().stateFolder)/\(place)"
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return place }
    let draft = path + ".part"
    try? files.removeItem(atPath: draft)
    try files.createDirectory(
      atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let parts = try await commons.store.read { tx in try Self.parts(of: id, ending, in: tx) }
    var sums: [JSONMember] = []
    for part in parts {
      try Data(part.bytes).write(to: URL(fileURLWithPath: "\(draft)/\(part.name)"))
      sums.append(JSONMember(part.name, .string(Hex.encode(SHA256.hash(part.bytes)))))
    }
    let list: JSON = [
      "schema": "bilateral.archive/1", "partner": .string(id), "begun": .string("\(ending.begun)"),
      "reason": LifeDesk.word(ending.reason), "left": .array(ending.left.map { .string($0) }),
      "statements": .array(ending.statements.map { .string($0) }), "sha256": .object(sums),
    ]
    try Data(list.bytes).write(to: URL(fileURLWithPath: "\(draft)/manifest.json"))
    try files.moveItem(atPath: draft, toPath: path)
    return place
  }

  private struct Part: Sendable {
    let name: String
    let bytes: [UInt8]
  }

  /// The files: terms as they were in force, statements, the audit of the partner, sessions and CDRs of both sides.
  private static func parts(of id: String, _ ending: Offboarding, in tx: ReadTransaction) throws -> [Part] {
    var parts: [Part] = []
    for row in try tx.snapshots.list(of: id).reversed() {
      let name = "terms-\(row.number)-\(row.appliedAt.description.prefix(10)).toml"
      parts.append(Part(name: name, bytes: Array(SnapshotText(row.text).file.utf8)))
    }
    parts.append(
      Part(name: "statements.jsonl", bytes: try lines(tx.statements.list(of: id).map(\.document.bytes))))
    let audit = try tx.audit.newest(of: id, limit: 1_000_000).reversed().map { row -> [UInt8] in
      let json: JSON = [
        "at": .string("\(row.at)"), "actor": .string(row.entry.actor), "action": .string(row.entry.action),
        "detail": try JSON.parse(row.entry.detail.bytes),
      ]
      return json.bytes
    }
    parts.append(Part(name: "audit.jsonl", bytes: lines(audit)))
    for module in ["sessions", "cdrs"] {
      parts.append(Part(name: "our-\(module).jsonl", bytes: lines(try tx.views.bodies(of: module, for: id))))
      var bodies: [[UInt8]] = []
      try tx.received.eachCanonical(module, from: id) { _, body in bodies.append(body.bytes) }
      parts.append(Part(name: "their-\(module).jsonl", bytes: lines(bodies)))
    }
    return parts
  }

  /// One value a line: line ends within a text as it came become spaces, which JSON allows between its tokens.
  private static func lines(_ values: [[UInt8]]) -> [UInt8] {
    values.flatMap { value in value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A] }
  }
}
