import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// The statement after which there is no other: what waits for a next one otherwise is on it.
@Suite struct LastStatementTests {
  private func close(_ stage: SettleStage) async throws -> SettlementClosing.Outcome {
    try await SettlementClosing(stage.pair.house.commons.store).close(actor: "test") { tx in
      try SettlementOrder("acme", .init(isLast: true), in: tx)
    }
  }

  @Test(
    "it has what the partner has not taken, what was too small before, and what a month left that nobody closed"
  )
  func complete() async throws {
    let stage = try await SettleStage(SettleStage.terms("minimum_invoice = \"250.00 EUR\"\n"))
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-25T10:00:00Z", net: "20.00"))
    try stage.wait(until: "2026-10-04T08:00:00Z")
    let september = try await stage.settle("2026-09")
    #expect(september.statements.isEmpty && september.draft.documents.map(\.isCarried) == [true])
    try stage.wait(until: "2026-11-20T08:00:00Z")
    try await stage.write(try SettleStage.cdr("C2", end: "2026-10-25T10:00:00Z", net: "5.00"))
    try await stage.write(try SettleStage.cdr("C3", end: "2026-11-19T10:00:00Z", net: "1.25"), told: false)
    let last = try await close(stage)
    let row = try #require(last.statements.first)
    #expect(last.statements.count == 1)
    #expect(
      try await stage.charges(of: row) == ["cdr DE-NVO/C1", "cdr DE-NVO/C2", "cdr DE-NVO/C3"])
    let net = try #require(SettledDocument(row)).statement.net
    #expect(net == Money(Rational(2625, over: 100) ?? 0, .euro))
    await stage.close()
  }
}
