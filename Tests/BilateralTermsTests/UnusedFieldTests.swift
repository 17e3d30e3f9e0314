import BilateralBase
import Foundation
import Testing

@testable import BilateralTerms

@Suite struct UnusedFieldTests {
  @Test func `what has no effect yet is told of, once a section`() throws {
    let text =
      TermsTests.head
      + "[authorization]\ncache_ttl = \"1 h\"\ncheck_digit = \"off\"\n[settlement]\ninvoice_by = \"10 days\"\n"
      + "[route]\nkind = \"direct\"\n"
    let file = try #require(PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").file)
    #expect(
      Fleet.check([file]).map(\.description) == [
        "acme.toml:7:13 BT198 note: [authorization] cache_ttl, check_digit: kept and shown, no effect in this version",
        "acme.toml:10:14 BT198 note: [settlement] invoice_by: kept and shown, no effect in this version",
      ])
  }

  @Test func `every entry names a field or a section`() {
    for entry in FieldTable.unused {
      let isKnown = FieldTable.partner.contains {
        entry.hasSuffix(".") ? $0.path.hasPrefix(entry) : $0.path == entry
      }
      #expect(isKnown, "\(entry)")
    }
  }

  /// Fields that people read and no program needs.
  private static let texts: Set<String> = [
    "connection.environments", "security.our_egress", "them.website", "them.logo", "them.sub_parties",
    "sync.locations.status_freshness", "authorization.risk_bearer",
  ]

  private static func isText(_ path: String) -> Bool {
    texts.contains { path.hasPrefix($0) } || path.contains("entity[]") || path.hasSuffix(".status_freshness")
  }

  @Test
  func
    `every technical field, and those of settlement and disputes, is read somewhere, or told of as having no effect`()
    throws
  {
    let sources = try Self.sources()
    let sections = [
      "us", "them", "connection", "security", "route", "share", "sync", "authorization",
      "settlement", "dispute",
    ]
    for field in FieldTable.partner where sections.contains(field.section) {
      guard !FieldTable.isUnused(field.path), !Self.isText(field.path) else { continue }
      let plain = field.path.replacing(".*", with: "")
      let last = String(plain.split(separator: ".").last ?? "")
      let isRead =
        sources.contains("\"\(plain)") || sources.contains(").\(last)\"") || sources.contains("\"\(last)\"")
      #expect(isRead, "\(field.path) is read nowhere: build it, or enter it in FieldTable.unused")
    }
  }

  private static func sources() throws -> String {
    let root = FixtureFiles.repository.appending(path: "Sources")
    var text = ""
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift", !file.lastPathComponent.hasPrefix("FieldTable") else { continue }
      text += try String(contentsOf: file, encoding: .utf8)
    }
    return text
  }
}
