import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms
import Testing

/// A month from the back office to the closed statement.
@Suite struct SettlementTests {
  @Test(
    "C11 a session over midnight of the month's end and those of the hour that comes twice stand on one statement each"
  )
  func midnight() async throws {
    let stage = try await SettleStage()
    try stage.wait(until: "2026-11-01T08:00:00Z")
    try await stage.write(
      try SettleStage.cdr("LATE", end: "2026-10-31T23:30:00Z", net: "1.00"),
      try SettleStage.cdr("IN", end: "2026-10-31T22:59:59Z", net: "2.00"),
      try SettleStage.cdr("TWICE1", end: "2026-10-25T00:30:00Z", net: "4.00"),
      try SettleStage.cdr("TWICE2", end: "2026-10-25T01:30:00Z", net: "8.00"),
      try SettleStage.cdr("FIRST", end: "2026-09-30T22:00:00Z", net: "16.00"))
    try stage.wait(until: "2026-12-03T08:00:00Z")
    let october = try await stage.settle("2026-10")
    #expect(
      try await stage.charges(of: try #require(october.statements.first))
        == ["FIRST", "TWICE1", "TWICE2", "IN"].map {
          "cdr DE-NVO/\($0)"
        })
    #expect(october.statements.map(\.gross) == ["35.7"])
    let november = try await stage.settle("2026-11")
    #expect(try await stage.charges(of: try #require(november.statements.first)) == ["cdr DE-NVO/LATE"])
    #expect((october.statements + november.statements).map(\.number) == ["ACME-2026-0001", "ACME-2026-0002"])
    await stage.close()
  }

  @Test("C11 closing twice is refused, and so is a month that lasts or that a later one overtook")
  func once() async throws {
    let stage = try await SettleStage()
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "10.00"))
    #expect(try await stage.refusal("2026-09")?.code == "BR702")
    try stage.wait(until: "2026-11-02T08:00:00Z")
    #expect(try await stage.refusal("2026-W40")?.code == "BR701")
    let closed = try await stage.settle("2026-10")
    #expect(closed.statements.count == 1, "what was left of September is on it")
    for period in ["2026-10", "2026-09"] {
      let refusal = try await stage.refusal(period)
      #expect(refusal?.exit == 6 && refusal?.code == (period == "2026-10" ? "BR703" : "BR704"))
    }
    let (chain, entries) = try await stage.pair.house.commons.store.read { tx in
      (try tx.audit.verify(), try tx.audit.list(limit: 100).map(\.entry))
    }
    #expect(
      entries.contains { entry in
        entry.action == "settle.close"
          && String(decoding: entry.detail.bytes, as: UTF8.self).contains("ACME-2026-0001")
      })
    if case .broken = chain { Issue.record("the chain is broken") }
    await stage.close()
  }

  @Test(
    "E19 ruling 22 a credit after the closing stands on the next statement and names the one it takes back from"
  )
  func credit() async throws {
    let stage = try await SettleStage()
    try await stage.write(
      try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "11.75"),
      try SettleStage.cdr("C2", end: "2026-09-25T11:00:00Z", net: "20.00"))
    try stage.wait(until: "2026-10-04T08:00:00Z")
    let september = try await stage.settle("2026-09")
    try await stage.write(
      try SettleStage.credit("X1", of: "C1", end: "2026-09-25T10:00:00Z", net: "-11.75"),
      try SettleStage.cdr("C3", end: "2026-09-26T10:00:00Z", net: "30.00"))
    try stage.wait(until: "2026-11-04T08:00:00Z")
    try await stage.write(try SettleStage.cdr("C4", end: "2026-10-26T10:00:00Z", net: "5.00"))
    let october = try await stage.settle("2026-10")
    let row = try #require(october.statements.first)
    #expect(
      try await stage.charges(of: row) == ["credit DE-NVO/X1", "cdr DE-NVO/C3", "cdr DE-NVO/C4"],
      "what came late is there too")
    let document = try #require(SettledDocument(row))
    #expect(document.statement.net == Money(Rational(2325, over: 100) ?? 0, .euro))
    #expect(document.facts.credited == september.statements.map(\.number))
    #expect(document.statement.lines.map(\.kind) == [.sessions, .credits])
    await stage.close()
  }

  @Test("what the partner has not taken waits, and stands on the statement of the month in which it has it")
  func untold() async throws {
    let stage = try await SettleStage()
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "10.00"), told: false)
    try stage.wait(until: "2026-10-04T08:00:00Z")
    let september = try await stage.settle("2026-09")
    #expect(september.statements.isEmpty, "a month may be closed with nothing on it")
    #expect(
      september.draft.documents.flatMap(\.statement.held).map(\.reason) == [
        "the partner has not taken it yet"
      ])
    try await stage.pair.tell()
    try stage.wait(until: "2026-11-04T08:00:00Z")
    #expect(try await stage.settle("2026-10").statements.count == 1)
    await stage.close()
  }

  @Test(
    "ruling 30 a proof of the reverse charge that ends within the month changes the tax from the day after")
  func proof() async throws {
    let terms = SettleStage.terms(
      "vat_proof = \"USt 1 TH\"\nvat_valid_until = 2026-10-15\n"
    ).replacing("\"domestic\"", with: "\"reverse-charge\"")
    let stage = try await SettleStage(terms)
    try stage.wait(until: "2026-11-04T08:00:00Z")
    try await stage.write(
      try SettleStage.cdr("C1", end: "2026-10-15T21:59:59Z", net: "100.00"),
      try SettleStage.cdr("C2", end: "2026-10-15T22:00:00Z", net: "10.00"))
    let row = try #require(try await stage.settle("2026-10").statements.first)
    let statement = try #require(SettledDocument(row)).statement
    #expect(
      statement.taxes.map { "\($0.position.category.rawValue) \($0.net) \($0.tax)" } == [
        "AE 100.00 EUR 0.00 EUR", "S 10.00 EUR 1.90 EUR",
      ])
    await stage.close()
  }

  @Test("a sum below the least invoice waits for the next period with its charges")
  func minimum() async throws {
    let stage = try await SettleStage(SettleStage.terms("minimum_invoice = \"25.00 EUR\"\n"))
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "20.00"))
    try stage.wait(until: "2026-10-04T08:00:00Z")
    let september = try await stage.settle("2026-09")
    #expect(september.statements.isEmpty && september.draft.documents.map(\.isCarried) == [true])
    try stage.wait(until: "2026-11-04T08:00:00Z")
    try await stage.write(try SettleStage.cdr("C2", end: "2026-10-25T10:00:00Z", net: "5.00"))
    let october = try await stage.settle("2026-10")
    #expect(try await stage.charges(of: try #require(october.statements.first)).count == 2)
    #expect(october.statements.first?.number == "ACME-2026-0001", "no number was spent on nothing")
    await stage.close()
  }

  @Test("what no legal entity answers for is never invoiced, and said to be so")
  func homeless() async throws {
    let stage = try await SettleStage(SettleStage.terms(entities: ""))
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "20.00"))
    try stage.wait(until: "2026-10-04T08:00:00Z")
    let (draft, _) = try await stage.preview("2026-09")
    #expect(draft.documents.isEmpty && draft.due.isEmpty)
    #expect(draft.homeless.map(\.reason) == ["no [[us.entity]] stands behind DE-NVO"])
    await stage.close()
  }
}
