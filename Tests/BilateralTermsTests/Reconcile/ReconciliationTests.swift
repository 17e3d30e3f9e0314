import BilateralBase
import BilateralTerms
import BilateralTestTools
import Testing

/// Faults that are put into a clean month are found and named, and a clean month has none.
@Suite struct ReconciliationTests {
  private static let start = Timestamp(seconds: 1_790_812_800)
  private static let later = start.adding(seconds: 60 * 86_400)

  private struct Month {
    var sessions: [ReconcileSession] = []
    var cdrs: [ReconcileCDR] = []

    func findings(_ lines: [ReconcileLine]? = nil, at now: Timestamp = later) -> [ReconcileFinding] {
      Reconciliation(sessions, cdrs, against: lines, terms, at: now).findings
    }

    var terms: ReconcileTerms {
      var terms = ReconcileTerms()
      terms.currency = .euro
      terms.amountTolerance = Money(Rational(1, over: 100) ?? .zero, .euro)
      return terms
    }

    var statement: [ReconcileLine] {
      cdrs.enumerated().compactMap { place, cdr in
        cdr.net.map { ReconcileLine("theirs.csv:\(place + 2)", cdr: cdr.id, net: $0) }
      }
    }
  }

  private static func euros(_ cents: Int) -> Money { Money(Rational(cents, over: 100) ?? .zero, .euro) }

  private static func cdr(
    _ session: ReconcileSession, _ id: String, named: String?? = .none, net: Money? = nil, late: Int64 = 300,
    energy: Rational? = nil, credits: String? = nil, _ verdict: ReconcileCDR.Verdict = .agrees,
    objections: [ReconcileCause] = [], evse: String? = nil, token: String? = nil
  ) -> ReconcileCDR {
    let end = session.end ?? session.start.adding(seconds: 3600)
    return ReconcileCDR(
      id, session: named ?? session.id, evse: evse ?? session.evse, token: token ?? session.token,
      from: session.start, to: end, energy: energy ?? session.energy, net: net ?? session.worth,
      told: end.adding(seconds: late), credits: credits, verdict, objections: objections)
  }

  /// A month of charges, one after the other at each EVSE, each with its CDR.
  private static func clean(_ count: Int, seed: UInt64 = 1) -> Month {
    var dice = Dice(seed: seed)
    var month = Month()
    for number in 0..<count {
      let begin = start.adding(seconds: Int64(number / 20) * 7200 + Int64.random(in: 0..<1800, using: &dice))
      let energy = Rational(Int.random(in: 100...6000, using: &dice), over: 100) ?? .one
      let session = ReconcileSession(
        "DE-NVO/S\(number)", evse: "E\(number % 20)", token: "T\(number)", from: begin,
        to: begin.adding(seconds: Int64.random(in: 600..<5000, using: &dice)), energy: energy,
        worth: euros(Int.random(in: 50...5000, using: &dice)))
      month.sessions.append(session)
      month.cdrs.append(cdr(session, "DE-NVO/C\(number)"))
    }
    return month
  }

  @Test("a clean month has no findings, with the partner's statement too")
  func cleanMonth() {
    let month = Self.clean(2000)
    let result = Reconciliation(
      month.sessions, month.cdrs, against: month.statement, month.terms, at: Self.later)
    #expect(result.findings == [] && result.matched == 2000 && result.counted == 2000 && result.leakage == [])
  }

  @Test("each fault that is put into a month is found, named, and nothing else is")
  func seeded() throws {
    var month = Self.clean(400)
    let sessions = month.sessions
    month.cdrs.removeAll { $0.id == "DE-NVO/C10" }
    month.sessions[20] = ReconcileSession(
      sessions[20].id, evse: "E0", token: "T20", from: sessions[20].start, to: nil, energy: 3,
      worth: Self.euros(100))
    month.cdrs.removeAll { $0.id == "DE-NVO/C20" }
    month.sessions.removeAll { $0.id == "DE-NVO/S30" }
    month.cdrs.append(Self.cdr(sessions[40], "DE-NVO/C40B"))
    func change(_ number: Int, _ cdr: ReconcileCDR) {
      month.cdrs[month.cdrs.firstIndex { $0.id == cdr.id } ?? 0] = cdr
    }
    let dearer = Self.euros(9999)
    change(
      50,
      Self.cdr(
        sessions[50], "DE-NVO/C50", net: dearer, .differs(ours: sessions[50].worth, reason: "unit price")))
    change(60, Self.cdr(sessions[60], "DE-NVO/C60", .unpriceable("no tariff")))
    change(70, Self.cdr(sessions[70], "DE-NVO/C70", energy: sessions[70].energy + 1))
    change(80, Self.cdr(sessions[80], "DE-NVO/C80", late: 90_000))
    change(90, Self.cdr(sessions[90], "DE-NVO/C90", objections: [.unknownToken]))
    let kronor = Money(10, try #require(Currency("SEK")))
    change(100, Self.cdr(sessions[100], "DE-NVO/C100", net: kronor))
    change(110, Self.cdr(sessions[110], "DE-NVO/C110", named: .some(nil)))
    // At the time of charge 120, elsewhere, by the same card.
    let elsewhere = ReconcileSession(
      "DE-NVO/S900", evse: "E77", token: "T120", from: sessions[120].start, to: sessions[120].end, energy: 5,
      worth: Self.euros(500))
    month.sessions.append(elsewhere)
    month.cdrs.append(Self.cdr(elsewhere, "DE-NVO/C900"))
    let told = month.findings().map { "\($0.cause.rawValue) \($0.session ?? "-") \($0.record ?? "-")" }
    #expect(
      told == [
        "missing-cdr DE-NVO/S10 -", "ghost-session DE-NVO/S20 -", "cdr-without-session - DE-NVO/C30",
        "duplicate-cdr DE-NVO/S40 DE-NVO/C40B", "overlap DE-NVO/S900 DE-NVO/C900",
        "price-off DE-NVO/S50 DE-NVO/C50", "unpriceable DE-NVO/S60 DE-NVO/C60",
        "energy-off DE-NVO/S70 DE-NVO/C70",
        "late-cdr DE-NVO/S80 DE-NVO/C80", "unknown-token DE-NVO/S90 DE-NVO/C90",
        "wrong-currency DE-NVO/S100 DE-NVO/C100",
      ])
    let result = Reconciliation(month.sessions, month.cdrs, month.terms, at: Self.later)
    #expect(result.leakage == [try #require(sessions[10].worth)])
    let price = try #require(result.findings.first { $0.cause == .price })
    #expect(price.money == (try dearer - (try #require(sessions[50].worth))))
  }

  @Test("a CDR is not missing before it is due, nor is a session a ghost while it may last")
  func deadlines() {
    var month = Self.clean(1)
    month.cdrs = []
    let end = month.sessions[0].end ?? .epoch
    #expect(month.findings(at: end.adding(seconds: 86_400)) == [])
    #expect(month.findings(at: end.adding(seconds: 86_401)).map(\.cause) == [.missingCDR])
    let open = ReconcileSession(
      "DE-NVO/S1", evse: "E1", token: "T", from: Self.start, to: nil, energy: 0)
    month.sessions = [open]
    #expect(month.findings(at: Self.start.adding(seconds: 259_200)) == [])
    #expect(month.findings(at: Self.start.adding(seconds: 259_201)).map(\.cause) == [.ghost])
    month.sessions = [
      ReconcileSession(
        "DE-NVO/S1", evse: nil, token: "T", from: Self.start, to: Self.start, energy: 0, isVoid: true)
    ]
    #expect(month.findings() == [])
  }

  @Test("what a credit took back counts for nothing, and the CDR that replaces it does")
  func credits() {
    var month = Self.clean(3)
    let session = month.sessions[1]
    month.cdrs.append(
      Self.cdr(session, "DE-NVO/X1", net: session.worth.map { -$0 }, late: 200_000, credits: "DE-NVO/C1"))
    #expect(month.findings().map(\.cause) == [.missingCDR])
    month.cdrs.append(Self.cdr(session, "DE-NVO/C1B", net: Self.euros(1)))
    #expect(month.findings() == [])
    #expect(month.findings(month.statement) == [])
    let without = month.statement.filter { $0.cdr != "DE-NVO/C1" && $0.cdr != "DE-NVO/X1" }
    #expect(month.findings(without) == [], "a pair that takes itself back may be left out")
  }

  @Test("C12 a credit of a part leaves the CDR for the rest, and mends a price that was too high by as much")
  func partialCredit() throws {
    var month = Self.clean(3)
    let session = month.sessions[1]
    let worth = try #require(session.worth)
    let dear = Money(worth.amount + 3, .euro)
    month.cdrs[1] = Self.cdr(
      session, "DE-NVO/C1", net: dear, .differs(ours: worth, reason: "unit price"))
    #expect(month.findings().map(\.cause) == [.price])
    month.cdrs.append(
      Self.cdr(session, "DE-NVO/X1", net: Money(-2, .euro), late: 200_000, credits: "DE-NVO/C1"))
    #expect(month.findings().map(\.money) == [Money(1, .euro)])
    month.cdrs.append(
      Self.cdr(session, "DE-NVO/X2", net: Money(-1, .euro), late: 200_000, credits: "DE-NVO/C1"))
    #expect(month.findings() == [])
  }

  @Test("the partner's statement is held against the CDRs line by line")
  func statement() {
    let month = Self.clean(50)
    var lines = month.statement
    lines.remove(at: 7)
    let dearer = Money(lines[3].net.amount + 1, .euro)
    lines[3] = ReconcileLine(lines[3].place, cdr: lines[3].cdr, net: dearer)
    lines.append(ReconcileLine("theirs.csv:99", cdr: "DE-NVO/C999", net: Self.euros(700)))
    let bySession = lines[5]
    lines[5] = ReconcileLine(bySession.place, cdr: nil, session: "DE-NVO/S5", net: bySession.net)
    let found = month.findings(lines)
    #expect(found.map(\.cause) == [.onlyTheirs, .notOnTheirs, .statementAmount])
    #expect(found[0].money == Self.euros(700) && found[0].other == "theirs.csv:99")
    #expect(found[1].record == "DE-NVO/C7" && found[2].money == Money(1, .euro))
  }

  @Test("the order in which sessions, CDRs and lines come changes nothing")
  func order() {
    var month = Self.clean(300, seed: 7)
    month.cdrs.removeAll { $0.id.hasSuffix("3") }
    month.sessions.removeAll { $0.id.hasSuffix("5") }
    let first = month.findings(month.statement)
    var dice = Dice(seed: 3)
    month.sessions.shuffle(using: &dice)
    month.cdrs.shuffle(using: &dice)
    #expect(month.findings(month.statement.shuffled(using: &dice)) == first && first.count == 60)
  }
}
