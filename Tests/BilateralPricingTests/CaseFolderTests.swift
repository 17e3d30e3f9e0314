import BilateralBase
import BilateralModel
import BilateralPricing
import Foundation
import Testing

/// Each folder of `Fixtures/cases`: tariffs and a CDR as the wire has them, and what is expected, with the reason.
@Suite struct CaseFolderTests {
  struct Expected: Decodable {
    let version: String
    let zone: String
    let net: String?
    let gross: String?
    let findings: [String]
    let interval: [String]?
    let note: String
  }

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: PricingFixture.cases.path)) ?? []).sorted()

  @Test func `there are a dozen cases of each of two versions`() {
    #expect(Self.names.count { $0.hasPrefix("211-") } >= 12)
    #expect(Self.names.count { $0.hasPrefix("230-") } >= 12)
  }

  @Test("R20 CDR-18 TAR-24 a CDR costs what was worked out by hand", arguments: names)
  func folder(name: String) throws {
    func data(_ file: String) throws -> Data {
      try Data(contentsOf: PricingFixture.cases.appending(path: "\(name)/\(file)"))
    }
    let expected = try JSONDecoder().decode(Expected.self, from: try data("expected.json"))
    let version = try #require(OCPIVersion(expected.version))
    let tariffs = try PricingFixture.tariffs(
      String(decoding: try data("tariffs.json"), as: UTF8.self), version)
    var notes: [WireFinding] = []
    let json = try JSONDocument(parsing: Array(try data("cdr.json"))).root
    let cdr = try WireReader.read(
      CDR.self, from: json, version: version,
      context: WireContext(party: PartyID("NL-CPO"), tokenParty: PartyID("NL-EMS")), findings: &notes)
    let session = try ChargedSession(cdr, version: version)
    #expect(try ChargedSession(reading: json, version: version) == session, "both ways to read it agree")
    let priced = try PricingFixture.price(session, tariffs, zone: expected.zone, version: version)
    let note = Comment(rawValue: expected.note)
    #expect(priced.net?.decimalText(atMost: 4) == expected.net, note)
    #expect(priced.gross?.decimalText(atMost: 4) == expected.gross, note)
    #expect(priced.findings.map(\.code.rawValue).sorted() == expected.findings, note)
    #expect(session.isCredit == name.hasSuffix("credit"))
    let interval = priced.findings.compactMap(\.interval).first
    #expect(interval.map { [$0.least.description, $0.most.description] } == expected.interval, note)
  }
}
