import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

/// All guards over one change, as plan and review ask them.
@Suite struct PriceGuardsTests {
  typealias Fixture = PricingFixture

  private func terms(_ text: String, id: String = "acme") throws -> TermsPrices {
    let text = PriceRulesTests.file(text).replacing("id = \"acme\"", with: "id = \"\(id)\"")
    let (read, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/\(id).toml")
    let file = try #require(read, "\(findings)")
    let list = try Fixture.list([Fixture.retail])
    var sides: [PriceSide: PartnerPricing] = [:]
    for side in PriceSide.allCases {
      sides[side] = PartnerPricing(file, side, list: list, appliedAt: Fixture.applied)
    }
    return TermsPrices(file, sides)
  }

  private func sell(_ discount: String, _ more: String = "") -> String {
    "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"\(discount)\"\n" + more
  }

  private func verdicts(
    _ before: String?, _ after: String, others: [TermsPrices] = []
  ) throws -> [GuardVerdict] {
    PriceGuards(
      from: try before.map { try terms($0) }, to: try terms(after), others: others.compactMap { $0[.sell] },
      now: Fixture.applied
    ).verdicts
  }

  private func words(_ verdicts: [GuardVerdict]) -> [String] {
    verdicts.map { verdict in
      verdict.findings.isEmpty
        ? [verdict.kind.words, verdict.measure].compactMap { $0 }.joined(separator: " ")
        : Set(verdict.findings.map { "\($0.code.id) \($0.state.rawValue)" }).sorted().joined(separator: " ")
    }
  }

  private static let notice = "[agreement]\nprice_change_notice = \"42 days\"\n"

  @Test func `a change that keeps everything is told to hold, guard by guard`() throws {
    let text = sell("8 %", Self.notice)
    #expect(
      words(try verdicts(text, text)) == [
        "notice 42 days", "no price jump", "same currency", "no price lost",
      ])
    #expect(try verdicts(nil, text).isEmpty, "what was never in force cannot change")
    #expect(words(try verdicts(sell("8 %"), sell("8 %"))).first == "no price jump", "no notice was agreed")
  }

  @Test("BT160 BT225 an edit is held to the notice that was agreed before it, and a slip is caught")
  func notice() throws {
    let edited = sell("80 %", Self.notice.replacing("42", with: "0"))
    #expect(
      words(try verdicts(sell("8 %", Self.notice), edited)).prefix(2) == ["BT160 refused", "BT225 refused"])
    let urgent = sell("9 %", Self.notice + "emergency = \"grid prices doubled overnight\"\n")
    #expect(
      words(try verdicts(sell("8 %", Self.notice), urgent)).first
        == "notice set aside: grid prices doubled overnight")
  }

  @Test("BT224 a difference without a reason refuses under AFIR, else it is told; one that was there is told")
  func fairness() throws {
    let afir = "[compliance]\nprofiles = [\"afir-cpo\"]\n"
    let other = [try terms(sell("0 %"), id: "beta")]
    func said(_ before: String, _ after: String) throws -> String? {
      let found = try verdicts(before, after, others: other).first { $0.kind == .fairness }
      return found.map { words([$0])[0] }
    }
    #expect(try said(sell("0 %"), sell("0 %")) == "fairness")
    #expect(try said(sell("0 %"), sell("8 %")) == "BT224 warned")
    #expect(try said(sell("0 %", afir), sell("8 %", afir)) == "BT224 refused")
    #expect(try said(sell("8 %", afir), sell("8 %", afir)) == "BT224 warned")
  }

  @Test("BT170 what drivers pay is held against what we owe, as the partner's tariffs say")
  func margin() throws {
    func text(_ markup: String) -> String {
      "[pricing.buy]\nbase = \"received\"\n[pricing.retail]\nbase = \"received\"\nmarkup = \"\(markup)\"\n"
        + "min_margin = \"3 %\"\n"
    }
    func said(_ markup: String) throws -> String? {
      try verdicts(nil, text(markup)).first { $0.kind == .margin }.map { words([$0])[0] }
    }
    #expect(try said("5 %") == "margin 3 %")
    #expect(try said("2 %")?.hasPrefix("BT170 refused") == true)
    // The fee of the hub counts where sessions go by it, and nowhere else.
    func byHub(_ country: String) throws -> String? {
      let route = """
        [route]
        kind = "split"
        hub = "gireve"
        hub_fee = "5.00 EUR/session"
        per_country = { \(country) = "hub" }

        """
      let after = try terms(text("5 %") + route)
      let places = [TermsExamplesTests.place("NL")]
      return PriceGuards(from: nil, to: after, theirs: places, now: Fixture.applied).verdicts
        .first { $0.kind == .margin }.map { words([$0])[0] }
    }
    #expect(try byHub("NL")?.hasPrefix("BT170 refused") == true)
    #expect(try byHub("SE") == "margin 3 %")
  }

  @Test(
    "notice in months and working days is counted by the calendar",
    arguments: [
      ("42 days", 42), ("6 weeks", 42), ("36 h", 2), ("1 month", 30), ("3 months", 91), ("1 year", 365),
      ("5 working days", 7), ("6 working days", 8), ("4 working days", 4), ("9 working days", 11),
    ])
  func days(_ text: String, _ days: Int) throws {
    // Monday, 21 September 2026.
    #expect(try #require(TermDuration(text)).days(from: Fixture.applied) == days)
  }

  @Test func `connectors that no rule tells apart count as one kind`() throws {
    let places = (1...5).map {
      ChargePlace(evseID: CiString("DE*NVO*E\($0)"), tariffs: [CiString($0 == 5 ? "B" : "A")])
    }
    let plain = try Fixture.pricing(sell("8 %")).rules
    let kinds = PlaceKind.all(of: places, under: [plain])
    #expect(kinds.map(\.count) == [4, 1] && kinds[0].place.evseID == "DE*NVO*E1")
    let single = try Fixture.pricing(
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"one\"\nwhen.evse_ids = [\"DE*NVO*E1\"]\n"
        + "discount = \"8 %\"\n"
    ).rules
    #expect(PlaceKind.all(of: places, under: [plain, single]).count == 5)
  }
}
