import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

/// Who owes whom: entities, directions, currencies, and terms that stand beside CDRs.
@Suite struct SettledSidesTests {
  private static func terms(_ settlement: String = "", _ more: String = "", us: String? = nil) -> String {
    let ours = "[[us.entity]]\nlegal_name = \"Nordic Volt GmbH\"\ncountry = \"DE\"\n"
    return """
      [settlement]
      who_invoices = "cpo"
      vat_treatment = "domestic"
      \(settlement)
      \(more)
      [[them.entity]]
      legal_name = "ACME GmbH"
      country = "DE"

      """ + (us ?? ours)
  }

  private func parts(_ document: SettledDocument) -> String {
    let statement = document.statement
    return "\(statement.number ?? "?") \(statement.net) \(statement.gross)"
  }

  @Test(
    "ruling 31 two entities of ours on one connection have statements, VAT numbers and series of their own")
  func entities() async throws {
    let us = """
      [[us.entity]]
      parties = ["DE-NVO"]
      legal_name = "Nordic Volt GmbH"
      country = "DE"
      vat_id = "DE123456789"
      number_series = "NV-"
      [[us.entity]]
      parties = ["DE-NV2"]
      legal_name = "Nordic Volt Süd GmbH"
      country = "DE"
      vat_id = "DE987654321"

      """
    let stage = try await SettleColumns(Self.terms("statement_number = \"NW\"\n", us: us))
    try await stage.sold("C1", day: 3, parts: "10@19")
    try await stage.sold("C2", party: "NV2", day: 2, parts: "20@19")
    try await stage.sold("C3", party: "NV2", day: 4, parts: "1@19")
    let october = try await stage.settle()
    #expect(october.map(parts) == ["NV-2026-0001 10.00 EUR 11.90 EUR", "NW-2-2026-0001 21.00 EUR 24.99 EUR"])
    #expect(october.map(\.statement.seller.vatID) == ["DE123456789", "DE987654321"])
    #expect(
      october[1].invoice.contains("Nordic Volt Süd GmbH") && !october[1].invoice.contains("DE123456789"))
    stage.house.close()
  }

  @Test("what we buy is expected under a number of its own; a CDR whose amount is wrong waits")
  func bought() async throws {
    let stage = try await SettleColumns(Self.terms("netting = true\n"))
    try await stage.sold("C1", parts: "100@19")
    try await stage.bought("B1", verdict: "exact", parts: "10@19")
    try await stage.bought("B2", verdict: "explained", parts: "20@19")
    try await stage.bought("B3", verdict: "mismatch", parts: "40@19")
    let october = try await stage.settle()
    #expect(
      october.map(parts) == ["ACME-2026-0001 100.00 EUR 119.00 EUR", "EX-ACME-2026-0001 30.00 EUR 35.70 EUR"])
    #expect(october.map(\.kind) == ["invoice", "expected"])
    #expect(october[1].statement.held.map(\.reason) == ["it asks for another amount than was agreed"])
    let payments = try await stage.house.commons.store.read { tx in try tx.payments.list() }
    #expect(payments.map(\.kind) == [.setOff, .setOff] && payments.map(\.amount) == ["35.7", "35.7"])
    #expect(payments.map(\.note) == ["EX-ACME-2026-0001", "ACME-2026-0001"])
    let standing = try await stage.house.commons.store.read { tx in
      StatementStanding(
        try #require(try tx.statements.statement("ACME-2026-0001")),
        try tx.payments.list(of: "ACME-2026-0001"))
    }
    #expect(standing.open == Rational(833, over: 10))
    stage.house.close()
  }

  @Test("self-billing: we write the invoice for what we buy, and check theirs for what we sell")
  func selfBilling() async throws {
    let stage = try await SettleColumns(Self.terms().replacing("\"cpo\"", with: "\"emsp-self-bill\""))
    try await stage.sold("C1", parts: "100@19")
    try await stage.bought("B1", verdict: "exact", parts: "10@19")
    let october = try await stage.settle()
    #expect(
      october.map { "\($0.statement.number ?? "") \($0.kind)" } == [
        "EX-ACME-2026-0001 expected", "SB-ACME-2026-0001 self-billed invoice",
      ])
    #expect(october[1].invoice.contains("<cbc:InvoiceTypeCode>389<"))
    stage.house.close()
  }

  @Test("E19 a credit in another currency is converted by the rate of what it takes back")
  func exchange() async throws {
    let krona = try #require(Currency("SEK"))
    func rates(_ units: Rational, _ day: Int, _ month: Int) -> ExchangeRates {
      ExchangeRates([
        .init(
          source: "ECB", date: CivilDate(year: 2026, month: month, day: day), base: .euro, currency: krona,
          units: units)
      ])
    }
    let stage = try await SettleColumns(
      Self.terms("currency = \"EUR\"\nfx_source = \"ECB\"\nfx_date = \"invoice\"\n"))
    try await stage.sold("C1", parts: "1000@25", currency: "SEK")
    let october = try await stage.settle(rates: rates(10, 4, 11))
    #expect(october.map(parts) == ["ACME-2026-0001 100.00 EUR 125.00 EUR"])
    stage.house.clock.advance(seconds: 30 * 86_400)
    try await stage.sold("X1", parts: "-1000@25", currency: "SEK", credits: "C1")
    try await stage.sold("X2", parts: "-500@25", currency: "SEK", credits: "NONE")
    let november = try await stage.settle("2026-11", rates: rates(20, 4, 12))
    #expect(november.map(parts) == ["ACME-2026-0002 -100.00 EUR -125.00 EUR"])
    #expect(november.first?.facts.credited == ["ACME-2026-0001"])
    #expect(november.first?.statement.held.map(\.reason) == ["there is no CDR NONE that it takes back"])
    #expect(november.first?.invoice.contains("<CreditNote") == true)
    stage.house.close()
  }

  @Test(
    "E14 volume rebates and a promised volume stand on the statement that ends their time, taxed as the sessions"
  )
  func tiers() async throws {
    let sell = """
      [pricing.sell]
      base = "adhoc"
      commitment = { volume = "100 kWh", period = "month", shortfall = "0.10 EUR/kWh" }
      [[pricing.sell.tier]]
      period = "month"
      from = "20 kWh"
      discount = "10 %"
      applies = "to-units-above"
      """
    let stage = try await SettleColumns(Self.terms("minimum_invoice = \"1000.00 EUR\"\n", sell))
    for (id, day) in [("C1", 1), ("C2", 2), ("C3", 3), ("C4", 4)] {
      try await stage.sold(id, day: day, parts: "10@19")
    }
    try await stage.sold("X4", day: 4, parts: "-10@19", credits: "C4")
    let october = try await stage.settle()
    // 30 kWh count, since the fourth was taken back: 10 above 20 kWh at 10 %, and 70 kWh are missing of 100.
    let lines = october.first?.statement.lines.filter { $0.kind == .terms }.map { "\($0.group): \($0.net)" }
    #expect(
      lines == ["10 % from 20 kWh a month: -1.00 EUR", "70 kWh are missing of 100 kWh a month: 7.00 EUR"])
    #expect(october.map(parts) == ["ACME-2026-0001 36.00 EUR 42.84 EUR"], "not carried, although it is small")
    stage.house.close()
  }

  @Test("a hub's fee that the partner bears is a charge of its own for each session that went by the hub")
  func hubFee() async throws {
    let route = """
      [route]
      kind = "direct-with-hub-fallback"
      hub = "gireve"
      hub_fee = "0.40 EUR/session"
      hub_fee_policy = "pass-through"
      """
    let stage = try await SettleColumns(Self.terms("", route))
    try await stage.sold("C1", day: 1, parts: "10@19", session: "S1", way: "hub:gireve")
    try await stage.sold("C2", day: 1, parts: "10@19", session: "S2", way: "direct")
    try await stage.sold("C3", day: 2, parts: "10@19", session: "S3", way: "hub:gireve")
    let october = try await stage.settle()
    let lines = october.first?.statement.lines.map { "\($0.group) \($0.count): \($0.net)" }
    #expect(lines == ["Charging 3: 30.00 EUR", "Fee of hub gireve 2: 0.80 EUR"])
    let row = try #require(try await stage.house.commons.store.read { tx in try tx.statements.list().first })
    let entries = try await stage.house.commons.store.read { tx in
      var ids: [String] = []
      try tx.eachEntry(of: row) { ids.append($0.charge.id) }
      return ids
    }
    #expect(
      entries == [
        "cdr DE-NVO/C1", "cdr DE-NVO/C2", "term-hub DE-NVO/C1", "cdr DE-NVO/C3", "term-hub DE-NVO/C3",
      ])
    stage.house.close()
  }

  @Test("ruling 22 a month with all held closes with nothing on it; what was held comes with the next")
  func allHeld() async throws {
    let stage = try await SettleColumns(Self.terms())
    try await stage.bought("B1", verdict: "unpriceable", parts: "40@19")
    #expect(try await stage.settle().isEmpty)
    stage.house.clock.advance(seconds: 30 * 86_400)
    try await stage.bought("B1", verdict: "exact", parts: "40@19")
    #expect(try await stage.settle("2026-11").map(parts) == ["EX-ACME-2026-0001 40.00 EUR 47.60 EUR"])
    stage.house.close()
  }
}
