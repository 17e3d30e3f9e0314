import BilateralBase
import Testing

@testable import partnerctl

@Suite struct MarginCommandTests {
  private func folder(_ floor: String) throws -> TestFolder {
    let folder = try BuyStage.fleet(
      """
      [[pricing.buy.rule]]
      id = "night"
      discount = "30 %"
      when.hours = "22:00-06:00"
      [pricing.retail]
      base = "volt"
      markup = "5 %"
      min_margin = "\(floor)"

      """)
    try folder.write("sites.jsonl", FairnessStage.location(1, watts: 50_000, tariff: "T1") + "\n")
    return folder
  }

  private let words = ["margin", "--locations", "sites.jsonl", "--on", "2026-11-20"]

  @Test func `hours with one margin stand together, and the exit says that one is below what is demanded`()
    async throws
  {
    let folder = try folder("0.08 EUR/kWh")
    let outcome = await runAll(words + ["--json"], directory: folder.path)
    #expect(outcome.exit == .findings, "\(outcome.talk)")
    let rows = try JSON.parse(outcome.output)["rows"]?.elements ?? []
    #expect(rows.map { $0["hours"]?.string } == ["00:00-06:00", "06:00-22:00", "22:00-24:00"])
    #expect(rows.map { $0["buy_per_kwh"]?.string } == ["0.343", "0.441", "0.343"])
    #expect(rows.map { $0["retail_per_kwh"]?.string } == ["0.5145", "0.5145", "0.5145"])
    #expect(rows.map { $0["margin_per_kwh"]?.string } == ["0.1715", "0.0735", "0.1715"])
    #expect(rows.map { $0["enough"] } == [true, false, true])
    let table = await runAll(words, directory: folder.path)
    #expect(table.output.contains("06:00-22:00") && table.output.contains("0.0735 EUR"))
  }

  @Test func `margins that are enough end with 0, and places of their stations have to be known`()
    async throws
  {
    let folder = try folder("15 %")
    let outcome = await runAll(words, directory: folder.path)
    #expect(outcome.exit == .done, "\(outcome.output)")
    let unknown = await run("margin", directory: folder.path)
    #expect(unknown.talk.contains("volt is left out: no stations of volt are known"), "\(unknown)")
    let none = try BuyStage.fleet()
    let said = await run("margin", directory: none.path)
    #expect(said.exit == .done && said.output.contains("no partner has both"))
    #expect(await run("margin", "--on", "soon", directory: none.path).exit == .usage)
  }
}
