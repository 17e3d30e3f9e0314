import BilateralBase
import BilateralTerms
import Testing

/// Who decides when those who talk do not come to an end, and what evidence was agreed.
@Suite struct DisputeLadderTests {
  private static let monday = Timestamp(ocpi: "2026-11-02T08:00:00Z") ?? .epoch

  private func dispute(_ terms: DisputeTerms) throws -> Dispute {
    try Dispute(
      .buy, about: "NL-ACM/C1", reason: "price-off", words: "", amount: nil,
      billedUntil: try #require(CivilDate(year: 2026, month: 10, day: 31)), terms, zone: .utc, by: "Jo",
      at: Self.monday)
  }

  @Test(
    "C13 after the answer both sides have as long again; then it is escalated, and as long after that it is the expert's"
  )
  func rungs() throws {
    var terms = DisputeTerms()
    (terms.answerWithin, terms.escalateTo, terms.expert) = (TermDuration("2 days"), "commercial", "TÜV")
    var dispute = try dispute(terms)
    #expect(dispute.ladder(terms, zone: .utc) == [], "the clock of the answer runs")
    let answered = Self.monday.adding(seconds: 3600)
    _ = try dispute.handle(.answer, at: answered)
    #expect(
      dispute.ladder(terms, zone: .utc) == [
        .init(.escalation, "commercial", at: answered.adding(seconds: 2 * 86_400)),
        .init(.expert, "TÜV", at: answered.adding(seconds: 4 * 86_400)),
      ])
    terms.escalateTo = nil
    #expect(
      dispute.ladder(terms, zone: .utc) == [.init(.expert, "TÜV", at: answered.adding(seconds: 2 * 86_400))])
    _ = try dispute.handle(.reject, at: answered)
    #expect(dispute.ladder(terms, zone: .utc) == [], "what is over goes nowhere")
  }

  @Test(
    "C13 the words of a contract name parts of the bundle, in any case and form",
    arguments: [
      ("session log", EvidencePart.session), ("Meter-Values", .meterValues), ("signed data", .signedData),
      ("tariff snapshot", .tariff), ("tariff snapshots", .tariff), ("exchange_log", .exchanges),
      ("price trace", .price), ("photo of the display", nil),
    ] as [(String, EvidencePart?)])
  func words(text: String, part: EvidencePart?) {
    #expect(EvidencePart(agreed: text) == part)
  }

  @Test("C13 what was agreed and is not in the bundle is told, what no bundle can hold always")
  func lacking() throws {
    let bundle = try JSON.parse(
      """
      {"session":null,"cdr":{"signed_data":{"a":1},"charging_periods":[{}]},"tariffs":[],"price":{},"exchanges":null}
      """)
    let agreed = EvidencePart.allCases.map(\.rawValue) + ["photo"]
    #expect(
      EvidencePart.lacking(agreed, in: bundle) == ["session log", "tariff snapshot", "photo"],
      "that nobody keeps exchanges here says nothing")
  }
}
