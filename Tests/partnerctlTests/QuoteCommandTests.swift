import BilateralBase
import Testing

@testable import partnerctl

@Suite struct QuoteCommandTests {
  @Test func `a described session costs what paper says`() async throws {
    let folder = try ImpactStage.fleet("8 %")
    // 31.417 × 0.4508 = 14.1627836; 20 minutes of parking at 1.104 an hour = 0.368.
    let words = [
      "quote", "acme", "--kwh", "31.417", "--minutes", "95", "--parking", "20", "--at", "2026-11-20T18:10",
    ]
    let outcome = await runAll(words, directory: folder.path)
    #expect(outcome.exit == .done, "\(outcome.talk)")
    for text in ["31.417 kWh × 0.4508 EUR/kWh", "14.162784", "14.53 EUR net", "rule * on list tariff AC-1"] {
      #expect(outcome.output.contains(text), "\(outcome.output)")
    }
    let json = try JSON.parse(await runAll(words + ["--json"], directory: folder.path).output)
    #expect(json["net"]?.string == "14.5307836" && json["rounded"]?["net"]?.string == "14.53")
    #expect(json["components"]?["energy"]?["net"]?.string == "14.1627836")
    let steps = await runAll(words + ["--explain"], directory: folder.path)
    #expect(steps.output.contains("no restrictions"), "\(steps.output)")
  }

  @Test func `one of our EVSEs brings its power, plug and tariff`() async throws {
    let folder = try ImpactStage.fleet(
      "8 %", more: "[[pricing.sell.rule]]\nid = \"slow\"\nwhen.power_max = \"22 kW\"\ndiscount = \"50 %\"\n")
    try folder.write("sites.jsonl", FairnessStage.location(1, watts: 11_000, tariff: "AC-1") + "\n")
    let words = ["quote", "acme", "--kwh", "10", "--minutes", "60", "--locations", "sites.jsonl"]
    let outcome = await runAll(words + ["--evse", "DE*NVO*E1"], directory: folder.path)
    #expect(outcome.output.contains("10 kWh × 0.245 EUR/kWh"), "\(outcome)")
    #expect(outcome.output.contains("rule slow"))
    #expect(await runAll(words + ["--evse", "DE*NVO*E9"], directory: folder.path).exit == .missing)
  }

  @Test("ruling 24 what OCPI cannot say is told beside the CDR: with its amount, or that the period decides")
  func settled() async throws {
    let more = """
      [[pricing.sell.rule]]
      id = "stay"
      discount = "8 %"
      parking_after = "10 min"
      [[pricing.sell.tier]]
      period = "month"
      from = "5 MWh"
      discount = "1 %"

      """
    let folder = try ImpactStage.fleet("8 %", more: more)
    // Energy as before; of 20 minutes 10 are free, and 10 at 1.104 an hour are 0.184.
    let words = [
      "quote", "acme", "--kwh", "31.417", "--minutes", "95", "--parking", "20", "--at", "2026-11-20T18:10",
    ]
    let outcome = await runAll(words, directory: folder.path)
    for text in [
      "14.16 EUR net", "on the statement: parking beyond 10 min (rule stay)", "0.18 EUR net", "14.34 EUR net",
      "not in this amount: volume rebates; a line of the statement at the end of each month, in no CDR",
    ] { #expect(outcome.output.contains(text), "\(outcome.output)\(outcome.talk)") }
    let json = try JSON.parse(await runAll(words + ["--json"], directory: folder.path).output)
    #expect(json["settled"]?[0]?["net"]?.string == "0.184" && json["settled"]?[0]?["rule"]?.string == "stay")
    #expect(json["settled_later"]?[0]?["path"]?.string == "pricing.sell.tier")
  }

  @Test func `what cannot be priced is refused with the reason`() async throws {
    let folder = try ImpactStage.fleet()
    #expect(await run("quote", "acme", "--kwh", "ten", directory: folder.path).exit == .badInput)
    #expect(await run("quote", "acme", "--kwh", "1", "--at", "noon", directory: folder.path).exit == .usage)
    try folder.write("partners/beta.toml", TestFolder.partner("beta"))
    let none = await run("quote", "beta", "--kwh", "1", directory: folder.path)
    #expect(none.exit == .badInput && none.talk.contains("has no prices"))
  }
}
