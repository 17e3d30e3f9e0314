import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import Testing

/// What a provider says of the CDRs that it receives, and what is left of them.
@Suite struct ReceivedCDRTests {
  // 23.4 kWh at 0.4165 and half an hour at 3.00: 11.2461 net.

  @Test("E6 ruling 29 the retail price and the margin of a received CDR, by the terms of its start")
  func margin() async throws {
    let stage = try await ReceivedStage(ReceivedStage.retail)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: "11.25")
    let said = try await stage.said()
    #expect(said["verdict"]?.string == "exact", "\(said.text)")
    // 0.4665 · 23.4 + 0.39 + 3.36 · 0.5 = 12.9861.
    #expect(
      said["retail"]?["net"]?.string == "12.99" && said["retail"]?["gross"]?.string == "15.71", "\(said.text)"
    )
    #expect(said["margin"]?["amount"]?.string == "1.74" && said["margin"]?["percent"]?.string == "15.47")
    #expect(said["margin"]?["state"]?.string == "ok")
    stage.house.close()
  }

  @Test("R17 BT233 a station without time_zone is priced by the zone of its country, and the verdict says so")
  func noZone() async throws {
    let stage = try await ReceivedStage()
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"], zone: nil)
    try await stage.send(cost: "11.25")
    let said = try await stage.said()
    #expect(said["verdict"]?.string == "exact", "\(said.text)")
    let findings = said["findings"]?.elements?.compactMap(\.string) ?? []
    #expect(findings.count { $0.contains("BT233") && $0.contains("Europe/Amsterdam") } == 1, "\(said.text)")
    stage.house.close()
  }

  @Test("a margin below what the terms demand says so, and the hub's fee is part of the cost")
  func belowFloor() async throws {
    let hub = """
      [route]
      kind = "split"
      hub = "gireve"
      per_module = { cdrs = "hub", sessions = "hub" }
      hub_fee = "0.40 EUR/session"

      """
    let stage = try await ReceivedStage(
      ReceivedStage.retail.replacing("0.03 EUR/kWh", with: "0.10 EUR/kWh") + hub)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: "11.25", over: "gireve")
    let margin = try await stage.said()["margin"]
    #expect(
      margin?["amount"]?.string == "1.34" && margin?["hub_fee"]?.string == "0.4", "\(margin?.text ?? "")")
    #expect(margin?["state"]?.string == "below floor")
    try await stage.send("C2", cost: "11.25", from: "13:00")
    let direct = try await stage.said(of: "C2")["margin"]
    #expect(
      direct?["amount"]?.string == "1.74" && direct?["hub_fee"] == .null,
      "no hub, no fee: \(direct?.text ?? "")")
    stage.house.close()
  }

  @Test("no price is invented: terms that came after the session have none for it")
  func laterTerms() async throws {
    let stage = try await ReceivedStage(ReceivedStage.retail)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    let day = ReceivedStage.time("09:00").adding(seconds: -86_400)
    try await stage.send(cost: "11.25", from: "09:00")
    #expect(try await stage.said()["retail"]?["net"] != nil)
    let early = try await stage.house.commons.store.read { tx in
      try tx.snapshots.snapshot(of: "acme", at: day)
    }
    #expect(early == nil)
    stage.house.close()
    let bare = try await ReceivedStage()
    try await bare.tell(tariff: "0.4165")
    try await bare.tell(station: ["T1"])
    try await bare.send(cost: "11.25")
    let said = try await bare.said()
    #expect(said["retail"] == nil && said["verdict"]?.string == "exact", "\(said.text)")
    bare.house.close()
  }

  @Test(
    "R16 the agreed rounding makes it exact, the agreed tolerance is not minded, and only in its currency",
    arguments: [
      ("11.24", "", "explained"),
      ("11.24", "[pricing.buy]\nbase = \"received\"\nrounding = \"down 2 per-session\"\n", "exact"),
      ("11.28", "", "mismatch"), ("11.28", "[cdr]\namount_tolerance = \"0.05 EUR\"\n", "within-tolerance"),
      ("11.28", "[cdr]\namount_tolerance = \"0.05 SEK\"\n", "mismatch"),
      ("11.35", "[cdr]\namount_tolerance = \"0.05 EUR\"\n", "mismatch"),
      ("10.35", "[pricing.buy]\nbase = \"received\"\ndiscount = \"8 %\"\n", "exact"),
    ])
  func agreed(cost: String, terms: String, word: String) async throws {
    let stage = try await ReceivedStage(terms)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: cost)
    let said = try await stage.said()
    #expect(said["verdict"]?.string == word, "\(said.text)")
    stage.house.close()
  }

  @Test("TAR-07 CDR-22 a CDR that comes late is re-rated by the tariff of its session's start")
  func late() async throws {
    let stage = try await ReceivedStage()
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.tell(tariff: "0.50", at: "10:00")
    // The same content with a later stamp is no other price.
    try await stage.tell(tariff: "0.50", at: "11:00")
    try await stage.send("C1", cost: "11.25", from: "09:00")
    try await stage.send("C2", cost: "13.20", from: "10:30")
    for id in ["C1", "C2"] {
      let said = try await stage.said(of: id)
      #expect(said["verdict"]?.string == "exact", "\(id) \(said.text)")
    }
    stage.house.close()
  }

  @Test(
    "a connector that changed since proves nothing: the CDR's tariff of then counts, a foreign one does not")
  func otherConnector() async throws {
    let stage = try await ReceivedStage()
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(tariff: "0.90", "T2")
    try await stage.tell(station: ["T1"])
    try await stage.send("C1", cost: "22.56", tariff: "T2")
    #expect(try await stage.said(of: "C1")["verdict"]?.string == "mismatch", "T2 never held there")
    try await stage.tell(station: ["T2"], at: "12:00")
    try await stage.send("C2", cost: "11.25", from: "09:00", tariff: "T1")
    let said = try await stage.said(of: "C2")
    #expect(said["verdict"]?.string == "exact", "\(said.text)")
    stage.house.close()
  }

  @Test("CDRs are listed by verdict, and counted in status and metrics")
  func listed() async throws {
    let stage = try await ReceivedStage()
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    for (id, cost) in [("C1", "11.25"), ("C2", "12.00"), ("C3", "11.25"), ("C4", "99.00")] {
      try await stage.send(id, cost: cost)
    }
    let house = stage.house
    func ids(_ query: String) async throws -> [String] {
      let answer = try await house.office(.get, "/partners/acme/cdrs?\(query)")
      return answer.json.elements?.compactMap { $0["id"]?.string } ?? []
    }
    #expect(try await ids("verdict=mismatch") == ["C2", "C4"])
    #expect(try await ids("verdict=mismatch,exact&limit=2&offset=1") == ["C2", "C3"])
    #expect(try await ids("verdict=unpriceable").isEmpty)
    let why = try await house.office(.get, "/partners/acme/cdrs?verdict=mismatch&explain=1").json
    let reason = why[1]?["reason"]?.string ?? ""
    #expect(why[1]?["id"]?.string == "C4" && reason.contains("ours"), "\(why.text)")
    #expect(try await house.office(.get, "/partners/acme/cdrs?verdict=wrong").status == 400)
    let partner = try await house.office(.get, "/partners").json["partners"]?[0]
    #expect(partner?["verdicts"]?["exact"]?.int == 2 && partner?["verdicts"]?["mismatch"]?.int == 2)
    let metrics = try await house.text("/metrics")
    #expect(metrics.contains(#"bilateral_cdr_verdicts{partner="acme",verdict="mismatch"} 2"#), "\(metrics)")
    house.close()
  }
}
