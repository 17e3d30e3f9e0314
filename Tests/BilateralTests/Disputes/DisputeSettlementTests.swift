import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// Disputes and the statements around them.
@Suite struct DisputeSettlementTests {
  @Test(
    "C13 a dispute runs from reconcile to its credit and the next statement; one that expires is owed there")
  func nextStatement() async throws {
    let terms = SettleStage.terms(more: "[dispute]\nanswer_within = \"20 days\"\n")
    let stage = try await SettleStage(terms)
    let house = stage.pair.house
    try stage.wait(until: "2026-10-20T08:00:00Z")
    try await stage.write(
      try SettleStage.cdr("C1", end: "2026-10-10T10:00:00Z", net: "2.00"),
      try SettleStage.cdr("C1B", end: "2026-10-10T10:00:00Z", net: "4.00", session: "C1"),
      try SettleStage.cdr("C2", end: "2026-10-12T10:00:00Z", net: "8.00"))
    try stage.wait(until: "2026-11-02T08:00:00Z")
    var order = ReconcileRun.Order(partner: "acme", period: try #require(SettlementPeriod("2026-10")))
    order.direction = .sell
    let part = try #require(try await ReconcileRun(on: house.platform).run(order).first)
    let doubled = try #require(part.result.findings.first { $0.cause == .overlap })
    #expect(doubled.record == "DE-NVO/C1B", "\(part.result.findings)")
    for (cdr, reason) in [(doubled.record ?? "", doubled.cause.rawValue), ("C2", "price-off")] {
      let body = "{\"partner\":\"acme\",\"cdr\":\"\(cdr)\",\"reason\":\"\(reason)\"}"
      #expect(try await house.office(.post, "/disputes", body).status == 201)
    }
    let october = try #require(try await stage.settle("2026-10").statements.first)
    #expect(try await stage.charges(of: october) == ["cdr DE-NVO/C1"], "what is disputed is held")
    let accepted = try await house.office(.post, "/disputes/1/accept", "{\"words\":\"told twice\"}").json
    #expect(accepted["credit"]?.string == "C1B-X", "\(accepted.text)")
    try stage.wait(until: "2026-12-03T08:00:00Z")
    try await stage.pair.tell()
    #expect(try await DisputeClock(commons: house.commons).round() == 1)
    let november = try #require(try await stage.settle("2026-11").statements.first)
    let billed = try await stage.charges(of: november)
    #expect(Set(billed) == ["cdr DE-NVO/C1B", "credit DE-NVO/C1B-X", "cdr DE-NVO/C2"], "\(billed)")
    #expect(november.gross == "9.52", "4.00 and its credit are nothing; 8.00 with 19 %")
    await stage.close()
  }
}
