import BilateralBase
import BilateralStore
import Testing

@testable import Bilateral

/// Facts alone, without a wire: what the judge makes of them.
@Suite struct WhyJudgeTests {
  private static let now = Timestamp(ocpi: "2026-11-21T12:00:00Z") ?? .epoch

  private static func ago(_ minutes: Int64) -> Timestamp { now.adding(seconds: -60 * minutes) }

  private static func facts(_ target: WhyFacts.Target, _ change: (inout WhyFacts) -> Void) -> WhyFacts {
    var question = WhyQuestion()
    question.id = "X"
    var facts = WhyFacts(question, target, time: WhyTime(nil, now: now), now: now)
    facts.partners["acme"] = PartnerFact(
      id: "acme", name: "ACME", state: "registered", status: "live", hub: nil, isDown: false)
    change(&facts)
    return facts
  }

  private static func session(
    _ id: String = "S1", _ status: String = "COMPLETED", from start: Int64 = 180, to end: Int64? = 120,
    odd: [SessionStory.Oddity] = []
  ) -> SessionFact {
    SessionFact(
      owner: "acme", partner: "acme", id: id, uid: "U1", location: "L1", evse: "E1", status: status,
      start: ago(start), end: end.map(ago), energy: "7.5", reference: nil, firstHeard: ago(start),
      lastUpdated: ago(end ?? start),
      oddities: Dictionary(odd.map { ($0, ago(10)) }, uniquingKeysWith: { first, _ in first }))
  }

  private static func cdr(
    _ id: String = "C1", session: String? = "S1", credits: String? = nil, told: Int64 = 60,
    verdict: String? = "exact"
  ) -> CDRFact {
    CDRFact(
      owner: "acme", partner: "acme", id: id, session: session, uid: "U1", evse: "E1", start: ago(180),
      end: ago(120),
      told: ago(told), total: "4.20", currency: "EUR", energy: "7.5", credits: credits, delivery: .received,
      verdict: verdict, dueWithin: 86_400)
  }

  private static func attempt(_ minutes: Int64, _ reason: String?, by source: String = "partner")
    -> AuthorizationRow
  {
    AuthorizationRow(
      at: ago(minutes), partner: "acme", side: .cpo, uid: "U1", type: "RFID", location: "L1", evse: "E1",
      isAllowed: reason == nil, reason: reason ?? "partner-allowed", source: source,
      correlation: "C-\(minutes)",
      microseconds: 3_000_000)
  }

  private static func order(_ outcome: String) -> OrderFact {
    OrderFact(
      partner: "acme", isTheirs: false, kind: "START_SESSION", at: ago(5), response: "ACCEPTED",
      outcome: outcome,
      reason: nil, evse: "E1", correlation: "C")
  }

  private struct Row: CustomStringConvertible, Sendable {
    let description: String
    let facts: WhyFacts
    let cause: WhyCause
    let side: WhyCause.Side

    init(
      _ description: String, _ cause: WhyCause, _ side: WhyCause.Side, _ target: WhyFacts.Target,
      _ change: (inout WhyFacts) -> Void
    ) {
      (self.description, self.cause, self.side) = (description, cause, side)
      facts = WhyJudgeTests.facts(target, change)
    }
  }

  private static let drivers: [Row] = [
    Row("time-out", .partnerSilent, .partner, .driver) {
      $0.authorizations = [attempt(5, "timed-out", by: "fallback")]
    },
    Row("let in, charged, billed", .fine, .nobody, .driver) {
      $0.authorizations = [attempt(175, nil)]
      $0.sessions = [session(from: 175)]
      $0.cdrs = [cdr()]
    },
    Row("let in, and nothing began", .notStarted, .us, .driver) { $0.authorizations = [attempt(30, nil)] },
    Row("let in a moment ago", .noTrace, .nobody, .driver) { $0.authorizations = [attempt(2, nil)] },
    Row("order refused", .orderRefused, .partner, .driver) { $0.orders = [order("rejected")] },
    Row("order without effect", .orderFailed, .partner, .driver) { $0.orders = [order("timed-out")] },
    Row("token gone", .blockedByPartner, .partner, .driver) { facts in
      facts.question.card = "U1"
      facts.tokens = [
        TokenFact(
          owner: "acme", uid: "U1", type: "RFID", contract: "NL-ACM-C1", printed: nil, issuer: "ACME",
          isValid: true,
          whitelist: "NEVER", isBlockedHere: false, isGone: true, lastUpdated: ago(600))
      ]
    },
  ]

  private static let history: [Row] = [
    Row("never began", .neverStarted, .partner, .session) {
      $0.sessions = [session("S1", "PENDING", to: nil, odd: [.neverStarted])]
    },
    Row("reservation", .expiredReservation, .partner, .session) {
      $0.sessions = [session("S1", "RESERVATION", to: nil, odd: [.expiredReservation])]
    },
    Row("silent", .silentSession, .partner, .session) {
      $0.sessions = [session("S1", "ACTIVE", to: nil, odd: [.silent])]
    },
    Row("offline charger, told later", .toldLate, .partner, .session) {
      $0.sessions = [session(odd: [.late])]
      $0.cdrs = [cdr()]
    },
    Row("clock", .brokenClock, .partner, .session) {
      $0.sessions = [session(odd: [.clockReversed])]
      $0.cdrs = [cdr()]
    },
    Row("taken back", .voided, .partner, .session) { $0.sessions = [session("S1", "INVALID")] },
    Row("CDR not due yet", .cdrNotDue, .nobody, .session) { $0.sessions = [session()] },
    Row("two CDRs", .duplicateCDR, .partner, .cdr) { $0.cdrs = [cdr(), cdr("C2", told: 50)] },
    Row("two CDRs, one credited", .credited, .nobody, .cdr) {
      $0.cdrs = [cdr(), cdr("C2", told: 50), cdr("C2-X", credits: "c2", told: 40)]
    },
    Row("credited", .credited, .nobody, .cdr) { $0.cdrs = [cdr(), cdr("C1-X", credits: "C1", told: 40)] },
    Row("price that cannot be checked", .unpriceable, .partner, .cdr) {
      $0.cdrs = [cdr(verdict: "unpriceable")]
    },
    Row("set aside by us", .cdrRefusedByUs, .partner, .cdr) {
      $0.refusals = [
        RefusalFact(
          partner: "acme", module: "cdrs", identity: "NL-ACM/X", at: ago(9), code: "BW101", message: "no id",
          number: 7)
      ]
    },
    Row("no such CDR", .noSuchCDR, .nobody, .cdr) { _ in },
    Row("hub down while a CDR waits", .hubDown, .hub, .cdr) { facts in
      facts.partners["acme"]?.hub = "hub"
      facts.partners["acme"]?.hubIsDown = true
      var waiting = cdr(verdict: nil)
      (waiting.owner, waiting.told, waiting.delivery) = (nil, nil, .waiting(attempts: 4, error: "refused"))
      facts.cdrs = [waiting]
    },
  ]

  @Test("each cause is found from facts alone, with whose matter it is", arguments: drivers + history)
  private func causes(_ row: Row) {
    let first = WhyJudge(row.facts).findings()[0]
    #expect(first.cause == row.cause && first.side == row.side, "\(first)")
  }

  @Test(
    "every cause has a title, a contact of the partner file, and words that ask for something unless it is fine"
  )
  func traits() {
    let contacts = ["technical", "operations", "finance", "driver_hotline"]
    for cause in WhyCause.allCases {
      #expect(!cause.traits.title.isEmpty && contacts.contains(cause.traits.contact))
      #expect(cause.isFine == false || cause.traits.request.isEmpty)
    }
    #expect(Set(WhyCause.allCases.map(\.traits.title)).count == WhyCause.allCases.count)
  }

  @Test("a ticket names contract and ids and never the card; the contact falls back to who is there")
  func ticket() {
    let facts = Self.facts(.driver) { facts in
      facts.authorizations = [Self.attempt(5, "timed-out", by: "fallback")]
      facts.authorizations[0].uid = "04AB12CD34"
      facts.tokens = [
        TokenFact(
          owner: "acme", uid: "04AB12CD34", type: "RFID", contract: "NL-ACM-C0023-4", printed: nil,
          issuer: "ACME",
          isValid: true, whitelist: "NEVER", isBlockedHere: false, isGone: false, lastUpdated: Self.now)
      ]
      facts.partners["acme"]?.contacts = [
        "technical": PartnerFact.Contact(role: "technical", email: "noc@acme.example")
      ]
    }
    let answer = WhyAnswer(facts)
    #expect(answer.ticket.contains("NL-ACM-C0023-4") && answer.ticket.contains("C-5"))
    #expect(!answer.ticket.contains("04AB12CD34") && answer.ticket.contains("noc@acme.example"))
    #expect(answer.json["call"]?["role"] == "technical")
  }
}
