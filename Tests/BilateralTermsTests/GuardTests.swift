import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct GuardTests {
  typealias Fixture = PricingFixture
  typealias Examples = TermsExamplesTests

  private func codes(_ findings: [GuardFinding]) -> [String] { findings.map(\.code.id) }

  /// E2's wholesale tariff, and an all-in price for drivers.
  private func pair(_ retail: String, _ price: String = "0.55") throws -> MarginGuard {
    let cost = try Examples.tariff(Examples.wholesale)
    let block =
      "[pricing.retail]\nbase = \"none\"\ncurrency = \"EUR\"\nset = { energy = \"\(price) EUR/kWh\"\(retail) }"
    let text = PriceRulesTests.file(block)
    let file = try #require(PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml").file)
    let list = PriceList.none(party: try Fixture.party(), currency: .euro)
    let pricing = try #require(PartnerPricing(file, .retail, list: list, appliedAt: .epoch))
    return MarginGuard(
      cost: cost, retail: try #require(pricing.tariffs(at: ChargePlace(), moment: .epoch).first))
  }

  @Test("E11 an all-in price earns on energy and loses on parking; the break-even is told")
  func allIn() throws {
    let margin = try pair("")
    let witness = try #require(margin.witnesses.first)
    #expect(margin.witnesses.count == 1 && witness.component == .parking)
    #expect(witness.retail == 0 && witness.cost == 3)
    let hours = try #require(margin.breakEven(witness, energy: Fixture.number("23.4")))
    #expect((hours * 60).decimalText(places: 3) == "62.478")
    #expect(codes(margin.findings) == ["BT170"] && margin.findings[0].state == .refused)
    #expect(margin.findings[0].override == "--override BT170=\"reason\"")
    #expect(try pair(", parking = \"3.00 EUR/h\"").findings.isEmpty)
    for (parking, amount, state) in [
      ("40", "1.1239", SessionMargin.State.sound), ("240", "-8.8761", .negative),
    ] {
      let hours = try Fixture.number(parking) * (Rational(1, over: 60) ?? .zero)
      let cost = try Fixture.number("9.7461") + hours * 3
      let session = try SessionMargin(retail: Fixture.euros("12.87"), cost: Money(cost, .euro))
      #expect(session.margin.amount.decimalText(atMost: 4) == amount && session.state == state)
    }
  }

  @Test("E6 the margin of a session in money and in percent of what it costs")
  func percent() throws {
    let session = try SessionMargin(retail: Fixture.euros("13.545632"), cost: Fixture.euros("11.7461"))
    #expect(session.margin.amount.decimalText(places: 4) == "1.7995")
    #expect(session.percent?.decimalText(places: 2) == "15.32")
  }

  @Test("E12 the least price with a margin of 5 % is rounded up, so that it is kept")
  func leastUnit() throws {
    let wanted = try Fixture.number("0.4165") * Fixture.number("1.05")
    #expect(MarginGuard.leastUnit(wanted).decimalText(atMost: 6) == "0.4374")
    var margin = try pair(", parking = \"3.15 EUR/h\"", "0.4373")
    margin.floor = .percent(try Fixture.percent("5"))
    #expect(codes(margin.findings) == ["BT170"])
    #expect(margin.findings.first?.help == "charge 0.4374 EUR/kWh or more")
    var kept = try pair(", parking = \"3.15 EUR/h\"", "0.4374")
    kept.floor = .percent(try Fixture.percent("5"))
    #expect(kept.findings.isEmpty)
  }

  @Test("E9 a dropped least price is refused, and a fee of the hub counts")
  func limits() throws {
    var margin = try pair(", parking = \"3.00 EUR/h\"")
    margin.cost.minPrice = PriceLimit(beforeTaxes: 1)
    #expect(codes(margin.findings) == ["BT170"])
    margin.retail.minPrice = PriceLimit(beforeTaxes: 1)
    #expect(margin.findings.isEmpty)
    margin.hubFee = .session(SessionPrice(perSession: try Fixture.euros("0.40")))
    #expect(margin.findings.count == 2)
  }

  @Test func `a window in which the driver pays less than is owed is named`() throws {
    let night = try Fixture.pricing(
      "[pricing.retail]\nbase = \"received\"\n[[pricing.retail.rule]]\nid = \"night\"\nwhen = { hours = \"22:00-06:00\" }\n"
        + "discount = \"1 %\"\n[[pricing.retail.rule]]\nid = \"day\"\nmarkup = \"5 %\"", .retail)
    let retail = try #require(night.tariffs(at: Examples.place(), moment: .epoch).first)
    let margin = MarginGuard(cost: try Fixture.tariff(), retail: retail)
    #expect(margin.witnesses.first { $0.component == .energy }?.moment == "at 00:00")
  }

  // MARK: changes

  private func change(_ before: String, _ after: String, days: Int = 42) throws -> PriceChangeGuard {
    PriceChangeGuard(
      from: try Fixture.pricing(before), to: try Fixture.pricing(after), now: Fixture.applied,
      noticeDays: days)
  }

  private static let old =
    "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"standard\"\ndiscount = \"8 %\"\n"

  @Test("BT160 a price may change only after the notice that is agreed")
  func notice() throws {
    #expect(try change(Self.old, Self.old).findings.isEmpty)
    let edited = Self.old.replacing("8 %", with: "10 %")
    let found = try change(Self.old, edited).findings
    #expect(codes(found) == ["BT160"] && found[0].rule == "standard")
    #expect(found[0].help?.contains("from = 2026-11-03") == true)
    func dated(_ day: String) -> String {
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"autumn\"\nfrom = \(day)\ndiscount = \"10 %\"\n"
        + Self.old.dropFirst(30)
    }
    #expect(codes(try change(Self.old, dated("2026-10-01")).findings) == ["BT160"])
    #expect(try change(Self.old, dated("2026-11-03")).findings.isEmpty)
    var emergency = try change(Self.old, edited)
    emergency.emergency = "grid prices doubled overnight"
    #expect(emergency.findings.isEmpty)
    #expect(try change(Self.old, Self.old.replacing("standard", with: "renamed")).findings.isEmpty)
  }

  @Test("BT225 BT226 BT227 a slipped decimal point, another currency and lost prices are caught")
  func jumps() throws {
    let set = "[pricing.sell]\nbase = \"adhoc\"\nset = { energy = \"0.49 EUR/kWh\" }"
    let slipped = try change(set, set.replacing("0.49", with: "4.90"), days: 0).findings
    #expect(codes(slipped) == ["BT225"] && slipped[0].message.contains("from 0.49 to 4.9"))
    #expect(try change(set, set.replacing("0.49", with: "0.60"), days: 0).findings.isEmpty)
    let crowns = try Fixture.pricing(
      "[pricing.sell]\nbase = \"adhoc\"\ncurrency = \"SEK\"", .sell,
      [Fixture.retail.replacing("\"EUR\"", with: "\"SEK\"")])
    let foreign = PriceChangeGuard(from: try Fixture.pricing(set), to: crowns, now: Fixture.applied)
    #expect(Set(codes(foreign.findings)) == ["BT226"])
    let other = try Fixture.pricing(set, .sell, [Fixture.retail.replacing("adhoc-1", with: "adhoc-2")])
    var shrunk = PriceChangeGuard(from: try Fixture.pricing(set), to: other, now: Fixture.applied)
    shrunk.places = [ChargePlace(evseID: "DE*NVO*E1", tariffs: ["adhoc-1"])]
    #expect(codes(shrunk.findings) == ["BT227"])
  }

  // MARK: partners next to each other

  private func partner(_ id: String, _ rule: String) throws -> PartnerPricing {
    let text = PriceRulesTests.file(
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"r\"\n" + rule
    )
    .replacing("id = \"acme\"", with: "id = \"\(id)\"")
    let file = try #require(PartnerFile.read(bytes: Array(text.utf8), file: "partners/\(id).toml").file)
    return try #require(
      PartnerPricing(file, .sell, list: try Fixture.list([Fixture.retail]), appliedAt: Fixture.applied))
  }

  @Test("BT224 partners that pay different prices without a reason are found, and no others")
  func fairness() throws {
    let reason = "\njustification = \"A volume of 1 GWh a year saves terminals\""
    let partners = [
      try partner("plain", "discount = \"0 %\""), try partner("less", "discount = \"8 %\""),
      try partner("same", "discount = \"8 %\""), try partner("reasoned", "discount = \"12 %\"" + reason),
    ]
    let places = [ChargePlace(evseID: "DE*NVO*E1", tariffs: ["adhoc-1"]), ChargePlace(tariffs: ["adhoc-1"])]
    let guarding = FairnessGuard(partners, places: places, moment: Fixture.applied)
    let found = guarding.spreads
    #expect(found.map(\.partner) == ["less", "same"])
    #expect(found.allSatisfy { $0.connectors == 2 })
    #expect(found.first { $0.partner == "less" }?.price == "0.4508 EUR/kWh")
    let alike = FairnessGuard([partners[1], partners[2]], places: places, moment: Fixture.applied)
    #expect(alike.spreads.isEmpty && codes(guarding.findings).allSatisfy { $0 == "BT224" })
  }

  @Test("BT202 BT229 BT230 BT228 what profiles say of prices is told")
  func profiles() throws {
    let minutes = try Fixture.pricing("[pricing.sell]\nbase = \"adhoc\"\nset = { time = \"0.05 EUR/min\" }")
    let german = ProfileGuard(minutes, profiles: ["eichrecht-de", "afir-cpo"])
    #expect(codes(german.findings(at: Fixture.applied)) == ["BT202", "BT229"])
    #expect(ProfileGuard(minutes, profiles: []).findings(at: Fixture.applied).isEmpty)
    let abroad = try Fixture.pricing(
      "[pricing.retail]\nbase = \"received\"\n[[pricing.retail.rule]]\nid = \"abroad\"\nwhen = { countries = [\"NL\"] }\n"
        + "markup = \"10 %\"", .retail)
    let border = ProfileGuard(abroad, profiles: ["afir-msp"], home: "DE")
    #expect(codes(border.findings(at: Fixture.applied)) == ["BT230"])
    #expect(ProfileGuard(abroad, profiles: ["afir-msp"], home: "NL").findings(at: Fixture.applied).isEmpty)
    let taxed = try Fixture.pricing(
      "[pricing.sell]\nbase = \"adhoc\"", .sell, [Fixture.retail.replacing("\"vat\":21", with: "\"vat\":210")]
    )
    #expect(codes(ProfileGuard(taxed, profiles: []).findings(at: Fixture.applied)) == ["BT228"])
  }
}
