import BilateralBase
import BilateralStore
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

/// `doctor tokens` and `doctor tariffs`.
@Suite struct DoctorTopicsTests {
  private func lines(_ topic: String, _ fleet: String, _ words: String...) throws -> (Int32, [String: JSON]) {
    let result = BuiltProgram.run(["doctor", topic, "--json", "-C", fleet] + words)
    let json = try JSON.parse(result.output)
    let lines = (json["lines"]?.elements ?? []).map { ($0["name"]?.string ?? "", $0) }
    return (result.status, Dictionary(lines, uniquingKeysWith: { a, _ in a }))
  }

  private func stage(format: String) throws -> BackupStage {
    let stage = try BackupStage()
    try stage.folder.write(
      "partners/acme.toml", TestFolder.partner("acme") + "[authorization]\nuid_format = \"\(format)\"\n")
    return stage
  }

  private func receive(_ stage: BackupStage, _ uids: [String]) throws {
    try stage.write { tx in
      for uid in uids {
        let text = #"{"uid":"\#(uid)","type":"RFID","contract_id":"NL-ACM-C1","valid":true}"#
        _ = try tx.received.put(
          ReceivedObject(
            module: "tokens", partner: "acme", key: ObjectKey(country: "NL", party: "ACM", id: uid),
            version: "2.2.1",
            body: JSONText(Array(text.utf8)), lastUpdated: Timestamp(seconds: 1_770_000_000),
            hash: Array(uid.utf8)))
      }
    }
  }

  @Test func `cards that are spelled as agreed are good, others are told with the format that fits`() throws {
    let stage = try stage(format: "hex-lower")
    try receive(stage, ["04a1b2c3", "04a1b2c3d4e5f6", "04ffeedd"])
    let (_, good) = try lines("tokens", stage.folder.path)
    #expect(good["cards of acme"]?["verdict"] == "good", "\(good)")
    #expect(good["cards of acme"]?["text"]?.string?.contains("04a1b2c3 for our 04A1B2C3") == true)
    #expect(good["list of acme"]?["verdict"] == "warning", "never fetched")

    let wrong = try self.stage(format: "hex-upper")
    try receive(wrong, ["04a1b2c3", "04a1b2c3d4e5f6", "04ffeedd"])
    let (status, bad) = try lines("tokens", wrong.folder.path)
    #expect(status == 1 && bad["cards of acme"]?["code"] == "BR868")
    #expect(bad["cards of acme"]?["help"]?.string?.contains("uid_format = \"hex-lower\"") == true)
  }

  @Test func `a list of cards that is old is bad, a fresh one good`() throws {
    let stage = try stage(format: "as-is")
    let moment = Timestamp(seconds: 1_770_000_000)
    try stage.write { tx in
      var cursor = CursorRow(partner: "acme", module: "tokens", kind: .delta)
      cursor.lastSuccess = moment
      try tx.cursors.save(cursor)
    }
    let fresh = try lines("tokens", stage.folder.path, "--now", "\(moment.adding(seconds: 600))")
    #expect(fresh.0 == 0 && fresh.1["list of acme"]?["verdict"] == "good")
    let old = try lines("tokens", stage.folder.path, "--now", "\(moment.adding(seconds: 90_000))")
    #expect(old.0 == 1 && old.1["list of acme"]?["verdict"] == "bad")
  }

  @Test func `the corpus of spellings: each format fits its own and no other's`() {
    let corpus: [(TokenUIDFormat, [String])] = [
      (.hexUpper, ["04A1B2C3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F6071829"]),
      (.hexLower, ["04a1b2c3", "04a1b2c3d4e5f6", "04a1b2c3d4e5f607182a"]),
      (.decimal, ["3735928559", "1303641583544822"]),
      (.reversedBytes, ["C3B2A104", "F6E5D4C3B2A104"]),
    ]
    for (format, uids) in corpus {
      for uid in uids { #expect(CardSample.fits(uid, format), "\(uid) is \(format.rawValue)") }
      #expect(CardSample(cards: uids + uids).likelier(than: format) == nil)
    }
    #expect(CardSample(cards: corpus[1].1).likelier(than: .hexUpper) == .hexLower)
    #expect(CardSample(cards: corpus[1].1).likelier(than: .asIs) == .hexLower)
    #expect(CardSample(cards: corpus[2].1 + corpus[2].1).likelier(than: .hexLower) == .decimal)
    for odd in ["04:A1:B2:C3", "4A1B2C3", "NL-ACM-C0023", "", "04A1B2C3D4"] {
      #expect(!CardSample.fits(odd, .hexUpper) && !CardSample.fits(odd, .asIs), "\(odd)")
    }
    let ends = (10...30).map { "A\($0)B2C3D4E5F604".suffix(14).description }
    #expect(CardSample(cards: ends).looksReversed(.hexUpper))
    #expect(!CardSample(cards: ends).looksReversed(.reversedBytes))
    let mixed = CardCheckup.judge(
      "cards", CardSample(cards: ["04A1B2C3", "04A1B2C4", "04A1B2C5", "04:A1"]), .asIs)
    #expect(mixed.verdict == .warning && mixed.text.contains("04:A1"))
  }

  @Test func `tariffs that stations name and that never came are bad`() throws {
    let stage = try BackupStage()
    let location = #"""
      {"country_code":"NL","party_id":"ACM","id":"L1","publish":true,"address":"A","city":"B","country":"NLD",
      "coordinates":{"latitude":"52.1","longitude":"4.1"},"time_zone":"Europe/Amsterdam","evses":[{"uid":"E1",
      "status":"AVAILABLE","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET",
      "power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":16,"tariff_ids":["T1","T9"],
      "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}],
      "last_updated":"2026-01-01T00:00:00Z"}
      """#
    let tariff = #"""
      {"country_code":"NL","party_id":"ACM","id":"T1","currency":"EUR","elements":[{"price_components":
      [{"type":"ENERGY","price":0.4,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
      """#
    try stage.write { tx in
      for (module, id, text) in [("locations", "L1", location), ("tariffs", "T1", tariff)] {
        _ = try tx.received.put(
          ReceivedObject(
            module: module, partner: "acme", key: ObjectKey(country: "NL", party: "ACM", id: id),
            version: "2.2.1",
            body: JSONText(Array(text.utf8)), lastUpdated: Timestamp(seconds: 1_770_000_000), hash: [1]))
      }
    }
    let (status, lines) = try lines("tariffs", stage.folder.path)
    #expect(status == 1 && lines["named by acme"]?["code"] == "BR869", "\(lines)")
    #expect(lines["named by acme"]?["text"]?.string?.contains("T9: 1 connector") == true)
  }

  @Test func `our own cards are judged, and connectors of ours that have no price for a partner are bad`()
    throws
  {
    let stage = try BackupStage()
    let rules = "[pricing.sell]\nbase = \"adhoc\"\n"
    try stage.folder.write("partners/acme.toml", TestFolder.partner("acme") + rules)
    try stage.folder.write("tariffs/adhoc.json", DemoFiles.priceList)
    let location = try #require(DemoObjects.locations(1).split(separator: 0x0A).first.map { Array($0) })
    let bare = String(decoding: location, as: UTF8.self).replacing(
      /"tariff_ids":\[[^\]]*\]/, with: "\"tariff_ids\":[]")
    try stage.write { tx in
      for (module, id, text) in [
        ("locations", "L1", bare), ("tokens", "C1", #"{"uid":"04a1b2c3","type":"RFID"}"#),
      ] {
        _ = try tx.own.put(
          OwnObject(
            module: module, key: ObjectKey(country: "DE", party: "NVO", id: id),
            body: JSONText(Array(text.utf8)),
            lastUpdated: Timestamp(seconds: 1), hash: [1]))
      }
    }
    let (cards, mine) = try lines("tokens", stage.folder.path)
    #expect(cards == 0 && mine["our cards"]?["verdict"] == "warning", "\(mine)")
    let (status, prices) = try lines("tariffs", stage.folder.path)
    #expect(status == 1 && prices["prices for acme"]?["verdict"] == "bad", "\(prices)")
  }

  @Test func `tariffs are judged by who took, named and sent them`() {
    var facts = TariffCheckup.Facts()
    #expect(TariffCheckup.judge("acme", facts).isEmpty)
    (facts.published, facts.received, facts.named) = (3, ["T1"], ["T1": 4])
    #expect(TariffCheckup.judge("acme", facts).map(\.verdict) == [.good, .good])
    (facts.untaken, facts.received) = (1, ["T1", "T2"])
    #expect(
      TariffCheckup.judge("acme", facts).map(\.name) == [
        "published to acme", "named by acme", "sent by acme",
      ])
    #expect(TariffCheckup.judge("acme", facts).map(\.verdict) == [.warning, .good, .warning])
    #expect(TariffCheckup.judge(own: ["T1", "T2"], named: ["T1": 1]).map(\.verdict) == [.warning])
    #expect(TariffCheckup.judge(own: ["T1"], named: ["T1": 1]).map(\.verdict) == [.good])
  }
}
