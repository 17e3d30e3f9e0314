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

  private static let hub = """
    [route]
    kind = "KIND"
    hub = "gireve"
    hub_fee = "0.40 EUR/session"
    hub_fee_policy = "POLICY"

    """

  private let paper = [
    "quote", "acme", "--kwh", "31.417", "--minutes", "95", "--parking", "20", "--at", "2026-11-20T18:10",
  ]

  @Test(
    "the hub's fee is a line of its own: when it is owed, who bears it, and what remains",
    arguments: [
      (
        "hub", "absorb",
        ["hub gireve: fee 0.40 EUR/session, we bear it", "leaves with the hub", "14.13 EUR net"]
      ),
      (
        "hub", "pass-through",
        ["on the statement: fee of hub gireve, borne by the partner", "acme bears it", "14.93 EUR net"]
      ),
      (
        "direct-with-hub-fallback", "absorb",
        ["when hub gireve stands in: fee 0.40 EUR/session", "leaves then", "14.13 EUR net"]
      ),
    ])
  func hubFee(kind: String, policy: String, texts: [String]) async throws {
    let route = Self.hub.replacing("KIND", with: kind).replacing("POLICY", with: policy)
    let folder = try ImpactStage.fleet("8 %", more: route)
    let outcome = await runAll(paper, directory: folder.path)
    for text in texts { #expect(outcome.output.contains(text), "\(outcome.output)\(outcome.talk)") }
    let json = try JSON.parse(await runAll(paper + ["--json"], directory: folder.path).output)
    #expect(json["hub_fee"]?["net"]?.string == "0.4" && json["hub_fee"]?["hub"]?.string == "gireve")
    #expect(json["hub_fee"]?["remaining"]?.string == (policy == "absorb" ? "14.13" : "14.53"))
    #expect(json["settled"]?.elements?.count == (policy == "absorb" ? 0 : 1))
  }

  @Test func `a direct session owes the hub nothing, and a split says what it would need to know`()
    async throws
  {
    let direct = try ImpactStage.fleet("8 %", more: Self.hub.replacing("KIND", with: "direct"))
    try direct.write(
      "partners/acme.toml", (direct.text("partners/acme.toml") ?? "").replacing("POLICY", with: "absorb"))
    #expect(!(await runAll(paper, directory: direct.path)).output.contains("gireve"))
    let split = Self.hub.replacing("KIND", with: "split").replacing("POLICY", with: "absorb")
    let folder = try ImpactStage.fleet("8 %", more: split + "per_country = { NL = \"hub\" }\n")
    let unknown = await runAll(paper, directory: folder.path)
    #expect(unknown.output.contains("where it goes by hub gireve"), "\(unknown)")
    #expect(unknown.output.contains("--country, --group or --evse say which way"))
    let there = await runAll(paper + ["--country", "NL"], directory: folder.path)
    #expect(there.output.contains("hub gireve: fee"), "\(there)")
    #expect(!(await runAll(paper + ["--country", "DE"], directory: folder.path)).output.contains("gireve"))
  }

  @Test("for a partner of 2.1.1 the limits of a session are a line of the statement")
  func oldVersion() async throws {
    let text =
      TestFolder.partner("acme")
      + "allowed_versions = [\"2.1.1\"]\n[pricing.sell]\nbase = \"adhoc\"\nmin_session = \"5.00 EUR\"\n"
    let folder = try ImpactStage.fleet()
    try folder.write("partners/acme.toml", text)
    let words = ["quote", "acme", "--kwh", "1", "--minutes", "10", "--at", "2026-11-20T18:10"]
    let outcome = await runAll(words, directory: folder.path)
    for text in [
      "0.49 EUR net", "on the statement: a session costs at least 5.00 EUR", "4.51 EUR net", "5.00 EUR net",
    ] {
      #expect(outcome.output.contains(text), "\(outcome.output)\(outcome.talk)")
    }
    try folder.write("partners/acme.toml", text.replacing("2.1.1", with: "2.2.1"))
    let newer = await runAll(words, directory: folder.path)
    #expect(newer.output.contains("5.00 EUR net") && !newer.output.contains("on the statement"), "\(newer)")
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
