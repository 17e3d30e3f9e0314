import BilateralBase
import BilateralModel
import BilateralPricing
import Foundation
import Testing

/// Tariffs and sessions written as JSON, for the tests of pricing.
enum PricingFixture {
  /// The folder of this room's own cases.
  static let cases = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/cases")

  /// A zone of this machine.
  static func zone(_ name: String = "Europe/Amsterdam") throws -> ZoneFile { try ZoneCatalog().zone(name) }

  static func number(_ text: String) throws -> Rational { try #require(Rational(decimalText: text)) }

  static func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(ocpi: text)) }

  /// A tariff of elements; `head` goes before them, such as `"tax_included":"NO"`.
  static func tariff(
    _ elements: String, head: String = #""tax_included":"NO""#, version: OCPIVersion = .v2_3_0,
    id: String = "T"
  ) throws -> Tariff {
    let head = version < .v2_3_0 && head == #""tax_included":"NO""# ? "" : head
    return try #require(
      try tariffs(
        """
        [{"country_code":"NL","party_id":"CPO","id":"\(id)","currency":"EUR",\(head.isEmpty ? "" : head + ",")
        "elements":[\(elements)],"last_updated":"2026-01-01T00:00:00Z"}]
        """, version
      ).first)
  }

  static func tariffs(_ text: String, _ version: OCPIVersion) throws -> [Tariff] {
    let root = try JSONDocument(parsing: Array(text.utf8)).root
    var findings: [WireFinding] = []
    let party = PartyID("NL-CPO")
    return try root.elements.map { node in
      try WireReader.read(
        Tariff.self, from: node, version: version, context: WireContext(party: party), findings: &findings)
    }
  }

  /// A session of a CDR's JSON, of which only times, currency, credit and periods are needed.
  static func session(
    _ text: String, _ version: OCPIVersion = .v2_3_0, policy: PricingPolicy = .standard
  ) throws -> ChargedSession {
    let root = try JSONDocument(parsing: Array(text.utf8)).root
    var findings: [WireFinding] = []
    let periods = try (root["charging_periods"]?.elements.map { $0 } ?? []).map { node in
      try WireReader.read(ChargingPeriod.self, from: node, version: version, findings: &findings)
    }
    let end = (root["end_date_time"] ?? root["stop_date_time"])?.string
    return try ChargedSession(
      start: try moment(root["start_date_time"]?.string ?? ""), end: try moment(end ?? ""), reading: periods,
      currency: root["currency"]?.string ?? "EUR", isCredit: root["credit"]?.bool ?? false, policy: policy)
  }

  /// A session of periods, each `2026-06-01T10:00:00Z TIME 1.5 ENERGY 10`.
  static func session(
    _ periods: [String], until end: String, policy: PricingPolicy = .standard
  ) throws -> ChargedSession {
    let texts = periods.map { period in
      let words = period.split(separator: " ").map(String.init)
      let pairs = stride(from: 1, to: words.count - 1, by: 2)
      let dimensions = pairs.filter { words[$0] != "tariff" }.map {
        "{\"type\":\"\(words[$0])\",\"volume\":\(words[$0 + 1])}"
      }
      let tariff = pairs.first { words[$0] == "tariff" }.map { ",\"tariff_id\":\"\(words[$0 + 1])\"" } ?? ""
      return
        "{\"start_date_time\":\"\(words[0])\",\"dimensions\":[\(dimensions.joined(separator: ","))]\(tariff)}"
    }
    let start = periods.first.flatMap { $0.split(separator: " ").first } ?? ""
    return try session(
      """
      {"start_date_time":"\(start)","end_date_time":"\(end)","charging_periods":[\(texts.joined(separator: ","))]}
      """, policy: policy)
  }

  /// Prices a session under tariffs of one version.
  static func price(
    _ session: ChargedSession, _ tariffs: [Tariff], zone: String = "Europe/Amsterdam",
    version: OCPIVersion = .v2_3_0, policy: PricingPolicy = .standard
  ) throws -> PricedSession {
    let pricer = try Pricer(tariffs: tariffs, zone: try Self.zone(zone), version: version, policy: policy)
    return try pricer.price(session)
  }
}
