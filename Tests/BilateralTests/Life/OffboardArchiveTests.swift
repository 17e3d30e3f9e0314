import BilateralBase
import BilateralStore
import Foundation
import Synchronization
import Testing

@testable import Bilateral

/// The archive of a partnership with some thousand CDRs: complete, in order, and never held as a whole.
@Suite struct OffboardArchiveTests {
  private static let count = 3217
  private static let page = 500

  private func key(_ number: Int) -> ObjectKey { ObjectKey(country: "NL", party: "ACM", id: "C\(number)") }

  private func house() async throws -> PublishHouse {
    let house = try await PublishHouse([
      "acme": Sample.partner("acme"), "other": Sample.partner("other", party: "NL-OTH"),
    ])
    try await house.register("acme")
    _ = try await house.commons.store.write { tx in
      for number in 0..<Self.count {
        let body = JSONText(
          Array("{\"id\":\"C\(number)\",\n\"total_cost\":{\"excl_vat\":\(number).\(number % 10)}}".utf8))
        _ = try tx.received.put(
          ReceivedObject(
            module: "cdrs", partner: "acme", key: key(number), version: "2.2.1", body: body,
            lastUpdated: tx.now, hash: [UInt8(number & 0xFF)]))
        try tx.audit.append(AuditEntry(actor: "test", action: "cdr.\(number)", partner: "acme"))
        if number % 3 == 0 { try tx.audit.append(AuditEntry(actor: "test", action: "x", partner: "other")) }
      }
    }
    return house
  }

  @Test("what was kept is written page by page, all of it, once, in the order in which it came")
  func pages() async throws {
    let house = try await house()
    let looks = Mutex<[String: [Int]]>([:])
    var archive = OffboardArchive(commons: house.commons, link: try house.link("acme"))
    archive.pageSize = Self.page
    archive.onLook = { look in looks.withLock { $0[look.file, default: []].append(look.rows) } }
    let ending = Offboarding(begun: house.clock.now, until: house.clock.now, reason: nil)
    let folder = house.folder + "/state/test/" + (try await archive.write(ending))
    let pages = looks.withLock { $0 }
    let full = Array(repeating: Self.page, count: Self.count / Self.page) + [Self.count % Self.page]
    #expect(pages["their-cdrs.jsonl"] == full && pages["our-cdrs.jsonl"] == [0])
    let most = pages.values.flatMap { $0 }.max()
    #expect(most == Self.page)
    let lines = try lines(folder, "their-cdrs.jsonl")
    #expect(lines.compactMap { $0["id"]?.string } == (0..<Self.count).map { "C\($0)" })
    let acts = try self.lines(folder, "audit.jsonl").compactMap { $0["action"]?.string }
    #expect(
      acts.filter { $0.hasPrefix("cdr.") } == (0..<Self.count).map { "cdr.\($0)" } && !acts.contains("x"))
    #expect(try attributes(folder)[.posixPermissions] as? Int == 0o700)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      #expect(try attributes("\(folder)/\(name)")[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    house.close()
  }

  @Test("a folder that a kill left half written is written anew, one that stands is left as it is")
  func again() async throws {
    let house = try await house()
    let archive = OffboardArchive(commons: house.commons, link: try house.link("acme"))
    let ending = Offboarding(begun: house.clock.now, until: house.clock.now, reason: nil)
    let first = try await archive.write(ending)
    let folder = house.folder + "/state/test/" + first
    let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/manifest.json"))
    try FileManager.default.moveItem(atPath: folder, toPath: folder + ".part")
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder + ".part/their-cdrs.jsonl"))
    #expect(try await archive.write(ending) == first)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/manifest.json")) == before)
    #expect(try lines(folder, "their-cdrs.jsonl").count == Self.count)
    _ = try await house.commons.store.write { tx in
      try tx.audit.append(AuditEntry(actor: "test", action: "later", partner: "acme"))
    }
    _ = try await archive.write(ending)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/manifest.json")) == before)
    house.close()
  }

  private func attributes(_ path: String) throws -> [FileAttributeKey: Any] {
    try FileManager.default.attributesOfItem(atPath: path)
  }

  private func lines(_ folder: String, _ name: String) throws -> [JSON] {
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    return try text.split(separator: "\n").map { try JSON.parse(String($0)) }
  }
}
