import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import Testing

/// What a hub takes: of which sessions, who bears it, and what a file may not say of it.
@Suite struct HubFeeTests {
  typealias Fixture = PricingFixture

  private static func read(
    _ route: String, _ id: String = "acme", roles: String = "NL-ACM:EMSP", more: String = ""
  ) throws -> PartnerFile {
    let text = """
      schema = "bilateral/1"
      id = "\(id)"
      name = "\(id)"
      status = "test"
      [us]
      roles = ["DE-NVO:CPO"]
      [them]
      roles = ["\(roles)"]
      \(more)
      [route]
      \(route)
      """
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/\(id).toml")
    return try #require(file, "\(findings)")
  }

  private static let hub = "hub = \"gireve\"\nhub_fee = \"0.40 EUR/session\"\n"
  private static let start = Timestamp(seconds: 1_800_000_000)

  private func part(_ route: String, _ country: String? = nil, _ group: String? = nil) throws -> String {
    let fee = try #require(try Self.read(Self.hub + route).hubFee)
    let place = ChargePlace(country: country, groups: Set([group].compactMap { $0 }))
    return fee.part(at: place, begun: Self.start)?.rawValue ?? "none"
  }

  // MARK: which sessions

  @Test(arguments: [
    ("kind = \"hub\"", "hub"), ("kind = \"direct\"", "none"),
    ("kind = \"direct-with-hub-fallback\"", "hub-stands-in"),
    (
      "kind = \"direct-with-hub-fallback\"\nper_module = { cdrs = \"direct\", sessions = \"direct\" }", "none"
    ),
    ("kind = \"split\"\nper_module = { cdrs = \"hub\", sessions = \"hub\" }", "hub"),
    ("kind = \"split\"\nper_module = { cdrs = \"direct\", sessions = \"direct\" }", "none"),
    ("kind = \"split\"\nper_country = { NL = \"hub\" }", "by-place"),
    ("kind = \"hub\"\ncut_over = 2027-06-01T00:00:00Z", "none"),
    ("kind = \"direct\"\ncut_over = 2027-06-01T00:00:00Z", "hub"),
  ])
  func `the fee is owed for sessions on the hub's way`(_ route: String, _ expected: String) throws {
    #expect(try part(route) == expected)
  }

  @Test func `a split by country or group owes it there alone`() throws {
    let route = "kind = \"split\"\nper_country = { nl = \"hub\" }\nper_group = { alps = \"hub\" }"
    #expect(try part(route, "NL") == "hub" && part(route, "DE") == "none")
    #expect(try part(route, "DE", "alps") == "hub")
  }

  @Test func `a module with one way of its own keeps it while the hub stands in for the rest`() throws {
    let file = try Self.read(
      """
      kind = "direct-with-hub-fallback"
      hub = "gireve"
      per_module = { cdrs = "direct", sessions = "direct", tokens = ["direct", "hub"] }
      """)
    func way(_ module: String) -> Way { file.route.way(of: .init(module), onHub: true, at: Self.start) }
    #expect(way("cdrs") == .direct && way("sessions") == .direct)
    #expect(way("tokens") == .hub("gireve") && way("locations") == .hub("gireve"))
  }

  // MARK: what it comes to

  private func charge(_ fee: String, _ policy: String, on net: Money?) throws -> HubCharge {
    let route = "kind = \"hub\"\nhub = \"gireve\"\nhub_fee = \"\(fee)\"\nhub_fee_policy = \"\(policy)\""
    let terms = try #require(try Self.read(route).hubFee)
    return try #require(terms.charge(on: net, at: ChargePlace(), begun: Self.start))
  }

  @Test("ruling 24 who bears the fee decides what remains, and whether it is a line of the statement")
  func bearers() throws {
    let net = try Fixture.euros("14.53")
    let ours = try charge("0.40 EUR/session", "absorb", on: net)
    #expect(ours.remaining(of: net, .sell)?.description == "14.13 EUR")
    #expect(ours.remaining(of: net, .buy)?.description == "14.93 EUR")
    #expect(ours.line(.sell) == nil && ours.line(.buy) == nil)
    let theirs = try charge("0.40 EUR/session", "pass-through", on: net)
    #expect(theirs.remaining(of: net, .sell) == net && theirs.remaining(of: net, .buy) == net)
    #expect(theirs.line(.sell)?.amount.description == "0.40 EUR")
    #expect(theirs.line(.buy)?.amount.description == "-0.40 EUR")
    #expect(theirs.line(.retail) == nil)
    let part = try charge("3 %", "absorb", on: net)
    #expect(part.amount?.amount.decimalText(atMost: 6) == "0.4359")
  }

  @Test func `a fee that is not known is no fee of zero`() throws {
    let crowns = Money(100, try #require(Currency("SEK")))
    let foreign = try charge("0.40 EUR/session", "absorb", on: crowns)
    #expect(foreign.amount == nil && foreign.remaining(of: crowns, .sell) == nil)
    let unknown = try charge("3 %", "absorb", on: nil)
    #expect(unknown.amount == nil)
    #expect(try charge("0.40 EUR/session", "absorb", on: nil).amount?.description == "0.40 EUR")
  }

  // MARK: what a file may not say

  private func found(_ route: String, more: String = "") throws -> [String] {
    let around = FleetSurroundings()
    let hub = try Self.read(
      "kind = \"direct\"", "gireve", roles: "FR-GIR:HUB",
      more: "[sync.locations]\nmode = \"off\"\n[sync.tariffs]\nmode = \"off\"")
    return Fleet.check([try Self.read(route, more: more), hub], in: around)
      .filter { $0.code.hasPrefix("BT23") }.map { "\($0.code) \($0.severity) \($0.path ?? "")" }
  }

  @Test(arguments: [
    ("hub_fee = \"3 %\"", ["BT234 error route.hub_fee"]),
    ("kind = \"direct\"\nhub = \"gireve\"\nhub_fee = \"3 %\"", ["BT234 warning route.hub_fee"]),
    ("kind = \"hub\"\nhub = \"gireve\"\nhub_fee = \"3 %\"", []),
    (
      "kind = \"split\"\nhub = \"gireve\"\nper_module = { cdrs = \"direct\", sessions = \"hub\" }",
      ["BT235 error route.per_module.cdrs"]
    ),
    (
      "kind = \"split\"\nhub = \"gireve\"\nper_module = { sessions = \"direct\" }\nper_country = { NL = \"hub\" }",
      ["BT235 error route.per_module.sessions"]
    ),
    ("kind = \"split\"\nhub = \"gireve\"\nper_country = { NL = \"hub\" }", []),
    (
      "kind = \"direct-with-hub-fallback\"\nhub = \"gireve\"\nper_module = { cdrs = \"direct\" }",
      ["BT235 error route.per_module.cdrs"]
    ),
    (
      "kind = \"split\"\nhub = \"gireve\"\nper_country = { NL = \"hub\", XX = \"hub\", SE = \"direct\" }",
      ["BT236 error route.per_country.XX", "BT236 warning route.per_country.SE"]
    ),
  ])
  func `a route that contradicts its money is told of`(_ route: String, _ codes: [String]) throws {
    let more = route.contains("XX") ? "[share]\ncountries = [\"NL\"]" : ""
    #expect(try found(route, more: more).sorted() == codes.sorted())
  }

  @Test func `a group that the route names must exist, and is kept with the terms`() throws {
    let file = try Self.read("kind = \"split\"\nhub = \"gireve\"\nper_group = { \"north sea\" = \"hub\" }")
    #expect(file.groupReferences.map(\.name) == ["north sea"])
    var around = FleetSurroundings()
    around.groups = LocationGroups(texts: ["alps": "locations = [\"L1\"]\n"])
    let missing = Fleet.check([file], in: around).first { $0.code == FindingCode.unknownGroup.id }
    #expect(missing?.message.contains("north sea") == true)
  }

  @Test(arguments: [
    ("", "", ["locations", "tariffs"]), ("[sync.tariffs]\nmode = \"off\"", "", ["locations"]),
    ("", "[sync.locations]\nmode = \"off\"\n[sync.tariffs]\nmode = \"off\"", []),
  ])
  func `two copies under different terms are told of: the hub's broadcast and one's own`(
    _ hub: String, _ partner: String, _ modules: [String]
  ) throws {
    let files = try [
      Self.read("kind = \"direct\"", "gireve", roles: "FR-GIR:HUB", more: hub),
      Self.read("kind = \"hub\"\nhub = \"gireve\"", more: partner),
      Self.read("kind = \"direct\"", "volt", roles: "NL-VLT:EMSP"),
    ]
    let found = Fleet.check(files).filter { $0.code == "BT237" }
    #expect(found.map(\.path) == modules.map { "sync.\($0).mode" })
    #expect(found.allSatisfy { $0.severity == .warning && $0.help?.contains("= \"off\"") == true })
  }

  // MARK: rounding

  @Test("ruling 21 what a statement rounds is the amount of the CDR, with its four decimals")
  func statement() throws {
    let terms = try #require(RoundingTerms("half-up 2 per-statement"))
    #expect(RoundingConvention(terms).places == 4 && terms.digitsInCDR == 4)
    let usual = try #require(RoundingTerms("half-up 2 per-session"))
    #expect(RoundingConvention(usual).places == 2)
    // 1 kWh at 0.00496 is 0.0050 in the CDR, and so a cent on the statement.
    let tariff = try Fixture.tariff {
      $0.replacing("0.49", with: "0.00496").replacing("\"price\":0.35", with: "\"price\":0")
    }
    let session = ChargedSession(
      start: Self.start, energy: .kilowattHours(1), charging: .hours(1), parking: .minutes(0))
    let priced = try TermsExamplesTests.price(tariff, session)
    #expect(terms.net(of: priced)?.decimalText(places: 2) == "0.01")
    #expect(usual.net(of: priced)?.decimalText(places: 2) == "0.00")
  }
}
