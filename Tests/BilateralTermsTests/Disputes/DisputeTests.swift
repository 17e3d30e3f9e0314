import BilateralBase
import BilateralTerms
import Testing

/// The clock and the states of a dispute, by what was agreed.
@Suite struct DisputeTests {
  /// Monday, 2 November 2026, 09:00 in Amsterdam.
  private static let monday = Timestamp(ocpi: "2026-11-02T08:00:00Z") ?? .epoch
  private static let october = CivilDate(year: 2026, month: 10, day: 31) ?? CivilDate(daysSince1970: 0)
  private static let zone = try? ZoneCatalog().zone("Europe/Amsterdam")

  private static func open(
    _ direction: Dispute.Direction = .buy, reason: String = "price-off", cents: Int = 500,
    _ terms: DisputeTerms = DisputeTerms(), at now: Timestamp = monday
  ) throws -> Dispute {
    try Dispute(
      direction, about: "NL-ACM/C1", reason: reason, words: "12 % too dear",
      amount: Money(Rational(cents, over: 100) ?? .zero, .euro), billedUntil: october, terms,
      zone: #require(zone), by: "Jo", at: now)
  }

  @Test("ten working days are counted by the days of the agreement, the last of them whole")
  func clock() throws {
    let dispute = try Self.open()
    // Two weeks later, until midnight of Amsterdam's winter.
    #expect(dispute.due == Timestamp(ocpi: "2026-11-16T23:00:00Z"))
    #expect(dispute.state == .open && dispute.charge == "cdr NL-ACM/C1" && dispute.steps.count == 1)
  }

  @Test("a dispute is opened, answered and accepted: the partner's credit is awaited, one of ours is made")
  func accepted() throws {
    for (direction, action) in [(Dispute.Direction.buy, Dispute.Action.awaitCredit), (.sell, .credit)] {
      var dispute = try Self.open(direction)
      #expect(try dispute.handle(.answer, "we look", by: "Kim", at: Self.monday) == [])
      #expect(dispute.state == .answered)
      #expect(throws: DisputeRefusal.answered) { try dispute.handle(.answer, at: Self.monday) }
      #expect(try dispute.handle(.tick, at: Self.monday.adding(seconds: 90 * 86_400)) == [])
      #expect(try dispute.handle(.accept, "our fault", by: "Kim", at: Self.monday) == [action])
      #expect(dispute.steps.map(\.state) == [.open, .answered, .accepted])
      #expect(throws: DisputeRefusal.over(.accepted)) { try dispute.handle(.reject, at: Self.monday) }
    }
  }

  @Test(
    "silence is what was agreed: accepted, rejected, or nothing, and then it expires",
    arguments: [
      (DisputeTerms.Silence?.none, Dispute.State.expired, [Dispute.Action.release]),
      (.accepted, .accepted, [.awaitCredit]), (.rejected, .rejected, [.release]),
    ])
  func silence(_ silence: DisputeTerms.Silence?, _ state: Dispute.State, _ actions: [Dispute.Action]) throws {
    var terms = DisputeTerms()
    terms.silence = silence
    terms.answerWithin = TermDuration("3 h")
    var dispute = try Self.open(.buy, terms)
    #expect(try dispute.handle(.tick, at: Self.monday.adding(seconds: 10_799)) == [])
    #expect(try dispute.handle(.tick, at: Self.monday.adding(seconds: 10_800)) == actions)
    #expect(dispute.state == state && dispute.steps.last?.actor == "clock")
    #expect(try dispute.handle(.tick, at: Self.monday.adding(seconds: 20_000)) == [], "it is over")
  }

  @Test("after the window, for another reason, or about too little nothing is opened")
  func refused() throws {
    // 60 days after the 31st of October: the 30th of December is the last.
    let last = Timestamp(ocpi: "2026-12-30T22:59:59Z") ?? .epoch
    #expect(try Self.open(at: last).state == .open)
    let late = #expect(throws: DisputeRefusal.self) { try Self.open(at: last.adding(seconds: 1)) }
    #expect(late.map { "\($0)" } == "it could be opened until 2026-12-30")
    var terms = DisputeTerms()
    terms.reasons = ["duplicate", "price-off"]
    let odd = #expect(throws: DisputeRefusal.self) { try Self.open(reason: "mood", terms) }
    #expect(odd.map { "\($0)" } == "mood is no reason that was agreed: duplicate, price-off")
    terms.below = Money(1, .euro)
    terms.small = .accept
    #expect(throws: DisputeRefusal.tooSmall(Money(1, .euro))) { try Self.open(cents: 99, terms) }
    #expect(try Self.open(cents: 100, terms).state == .open)
    terms.small = .reject
    let small = try Self.open(cents: 99, terms)
    #expect(small.state == .accepted && small.following == [.awaitCredit])
  }
}
