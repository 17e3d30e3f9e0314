import BilateralBase
import Testing

@testable import partnerctl

/// Stations, and files of many partners of which some pay a price that nobody explains.
enum FairnessStage {
  static func location(_ number: Int, watts: Int, tariff: String) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"L\(number)","publish":true,"address":"Street 1","city":"Berlin",\
    "country":"DEU","coordinates":{"latitude":"52.5","longitude":"13.4"},"time_zone":"Europe/Berlin",\
    "evses":[{"uid":"\(number)","evse_id":"DE*NVO*E\(number)","status":"AVAILABLE","connectors":[{"id":"1",\
    "standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,\
    "max_electric_power":\(watts),"tariff_ids":["\(tariff)"],"last_updated":"2026-01-01T00:00:00Z"}],\
    "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}
    """
  }

  /// The terms of a partner: half of them with a justified rule, some at the list's price, the seeded without a reason.
  static func terms(_ number: Int, isSeeded: Bool) -> String {
    let head = TestFolder.partner("p\(number)") + "[pricing.sell]\nbase = \"adhoc\"\n"
    let why = "justification = \"Volume of more than 1 GWh a year, agreed for two years\"\n"
    let rule = "[[pricing.sell.rule]]\nid = \"volume\"\n"
    switch (isSeeded, number % 3) {
    case (true, 0): return head + rule + "discount = \"\(1 + number % 7) %\"\nwhen.power_max = \"22 kW\"\n"
    case (true, _): return head + rule + "discount = \"3 %\"\njustification = \"because\"\n"
    case (false, 0): return head
    case (false, _): return head + rule + "discount = \"\(1 + number % 5) %\"\n" + why
    }
  }
}

@Suite struct FairnessCommandTests {
  @Test func `among fifty files exactly the seeded spreads are unexplained`() async throws {
    let seeded: Set<Int> = [3, 7, 21, 22, 41, 48]
    let folder = try TestFolder.fleet()
    try folder.write("tariffs/adhoc.json", ImpactStage.list)
    for number in 1...50 {
      let text = FairnessStage.terms(number, isSeeded: seeded.contains(number))
      try folder.write("partners/p\(number).toml", text)
    }
    let places = [(1, 11_000), (2, 22_000), (3, 50_000), (4, 11_000)].map {
      FairnessStage.location($0.0, watts: $0.1, tariff: "AC-1") + "\n"
    }
    try folder.write("sites.jsonl", places.joined())
    let outcome = await run("fairness", "--locations", "sites.jsonl", "--json", directory: folder.path)
    #expect(outcome.exit == .findings, "\(outcome.talk)")
    let json = try JSON.parse(outcome.output)
    #expect(json["partners"]?.elements?.count == 50)
    var found: [String: Set<String>] = [:]
    for spread in json["spreads"]?.elements ?? [] {
      for evse in spread["evses"]?.elements?.compactMap(\.string) ?? [] {
        found[evse] = Set(spread["unexplained"]?.elements?.compactMap(\.string) ?? [])
      }
    }
    // The rules of every third seeded file end at 22 kW.
    let slow = Set(seeded.map { "p\($0)" })
    let fast = Set(seeded.filter { $0 % 3 != 0 }.map { "p\($0)" })
    #expect(found == ["DE*NVO*E1": slow, "DE*NVO*E2": slow, "DE*NVO*E4": slow, "DE*NVO*E3": fast])
    let table = await run("fairness", "--locations", "sites.jsonl", directory: folder.path)
    #expect(
      table.output.hasSuffix("2 different sets of prices, 2 not explained on 4 chargers\n"),
      "\(table.output.suffix(300))")
  }

  @Test func `where all pay alike nothing is told; without stations there is nothing to compare`()
    async throws
  {
    let folder = try TestFolder.fleet()
    try folder.write("tariffs/adhoc.json", ImpactStage.list)
    for number in [9, 12] {
      try folder.write("partners/p\(number).toml", FairnessStage.terms(number, isSeeded: false))
    }
    #expect(await run("fairness", directory: folder.path).exit == .missing)
    try folder.write("sites.jsonl", FairnessStage.location(1, watts: 11_000, tariff: "AC-1") + "\n")
    let outcome = await run("fairness", "--locations", "sites.jsonl", directory: folder.path)
    #expect(outcome.exit == .done && outcome.output.contains("0 different sets of prices"))
  }
}
