import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

/// What contracts agree for a session and OCPI cannot say, from the back office to the statement.
@Suite struct SessionLinesTests {
  /// Parking is free for 45 minutes, costs 0.10 a minute then and 12.00 at most; failed starts are free.
  private static let sell = """
    [pricing.sell]
    base = "adhoc"
    free_below = "0.5 kWh"
    [[pricing.sell.rule]]
    id = "quayside"
    add = { parking = "0.10 EUR/min" }
    parking_after = "45 min"
    parking_cap = "12.00 EUR"
    """

  /// An operator with one station, on 5 October.
  private func stage(
    _ sell: String
  ) async throws -> SettleStage {
    let pair = try await HistoryPair(SettleStage.terms(more: sell))
    let stage = SettleStage(pair)
    try stage.wait(until: "2026-09-28T08:00:00Z")
    try await pair.house.put("locations", [Sample.location("LOC1", at: pair.house.clock.now)])
    try await pair.house.settle("acme")
    try stage.wait(until: "2026-10-05T08:00:00Z")
    return stage
  }

  /// A CDR that began at ten and charged for an hour, then parked.
  private static func cdr(_ id: String, kwh: String, parked hours: Int = 0, more: String = "") -> String {
    let parking = """
      ,{"start_date_time":"2026-10-04T11:00:00Z","dimensions":[{"type":"PARKING_TIME","volume":\(hours)}]}
      """
    return """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"2026-10-04T10:00:00Z",\
      "end_date_time":"2026-10-04T\(11 + hours):00:00Z","session_id":"S-\(id)","cdr_token":\(HistorySample.token),\
      "auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Kai 7","city":"Kiel","country":"DEU",\
      "coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evse_uid":"LOC1-0","evse_id":"DE*NVO*ELOC10",\
      "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
      "connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[\
      {"start_date_time":"2026-10-04T10:00:00Z","dimensions":[{"type":"ENERGY","volume":\(kwh)},\
      {"type":"TIME","volume":1}]}\(hours == 0 ? "" : parking)],"total_cost":{"excl_vat":0},"total_energy":\(kwh),\
      "total_time":\(1 + hours),\(more)"last_updated":"2026-10-04T\(11 + hours):00:00Z"}
      """
  }

  private func lines(_ row: StatementRow) throws -> [String] {
    try #require(SettledDocument(row)).statement.lines.map { "\($0.group) \($0.count): \($0.net)" }
  }

  @Test(
    "ruling 24 parking beyond its free time and failed starts are charges of their own beside the CDR, once")
  func sold() async throws {
    let stage = try await stage(Self.sell)
    try await stage.write(
      Self.cdr("P1", kwh: "10", parked: 1), Self.cdr("P5", kwh: "10", parked: 5),
      Self.cdr("FAILED", kwh: "0.2"), Self.cdr("PLAIN", kwh: "10"))
    // The same again is the same CDR.
    let again = try await stage.pair.house.office(.post, "/own/cdrs", Self.cdr("P1", kwh: "10", parked: 1))
    #expect(again.status == 200, "\(again.json.text)")
    let trace = try await stage.pair.house.office(.get, "/own/cdrs/DE/NVO/P5?explain=1").json
    #expect(trace["settled"]?[0]?["net"]?.string == "12", "\(trace.text)")
    #expect(trace["settled"]?[0]?["rule"]?.string == "quayside")
    #expect(trace["settled"]?[0]?["reason"]?.string == "parking beyond 45 min, at most 12.00 EUR")
    try stage.wait(until: "2026-11-04T08:00:00Z")
    let october = try await stage.settle("2026-10")
    let row = try #require(october.statements.first)
    #expect(
      try lines(row) == [
        "AC charging, quayside 4: 15.10 EUR", "Failed starts, free of charge 1: -0.10 EUR",
        "Parking beyond the free time, up to its cap 2: 13.50 EUR",
      ])
    #expect(
      try await stage.charges(of: row).filter { $0.hasPrefix("term") } == [
        "term-free-below DE-NVO/FAILED", "term-parking DE-NVO/P1", "term-parking DE-NVO/P5",
      ])
    // 28.50 net at 19 %.
    #expect(row.gross == "33.915" || row.gross == "33.92", "\(row.gross)")
    await stage.close()
  }

  @Test("E19 ruling 24 a credit takes back with its CDR what stood beside it")
  func credited() async throws {
    let stage = try await stage(Self.sell)
    try await stage.write(Self.cdr("P1", kwh: "10", parked: 1))
    try stage.wait(until: "2026-11-04T08:00:00Z")
    #expect(try await stage.settle("2026-10").statements.map(\.gross) == ["7.74"])
    try await stage.write(
      Self.cdr("X1", kwh: "10", parked: 1, more: "\"credit\":true,\"credit_reference_id\":\"P1\","))
    try stage.wait(until: "2026-12-04T08:00:00Z")
    let november = try #require(try await stage.settle("2026-11").statements.first)
    #expect(
      try lines(november) == [
        "Parking beyond the free time, up to its cap 1: -1.50 EUR", "Credits 1: -5.00 EUR",
      ])
    #expect(november.gross == "-7.74")
    #expect(try await stage.charges(of: november) == ["credit DE-NVO/X1", "term-parking DE-NVO/X1"])
    await stage.close()
  }

  @Test("ruling 24 what we owe beside a received CDR is worked out from the terms of its start")
  func bought() async throws {
    let buy = """
      [pricing.buy]
      base = "received"
      [[pricing.buy.rule]]
      id = "city"
      parking_after = "20 min"

      """
    let stage = try await ReceivedStage(buy)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    // 23.4 kWh at 0.4165; of half an hour of parking at 3.00 an hour 20 minutes are free.
    try await stage.send(cost: "9.75")
    let said = try await stage.said()
    #expect(
      said["verdict"]?.string == "exact" && said["settled"]?[0]?["net"]?.string == "0.5", "\(said.text)")
    let now = stage.house.clock.now.adding(seconds: 40 * 86_400)
    let charges = try await stage.house.commons.store.read { tx in
      var charges: [String] = []
      try tx.charges.eachOpen(before: now) { charges.append("\($0.kind) \($0.listed) \($0.parts)") }
      return charges.sorted()
    }
    #expect(
      charges == [
        "cdr AC charging, city 9.75@", "term-parking Parking beyond the free time, up to its cap 0.5@",
      ])
    stage.house.close()
  }
}
