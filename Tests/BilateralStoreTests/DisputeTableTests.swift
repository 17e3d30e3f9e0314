import BilateralBase
import BilateralStore
import Testing

@Suite struct DisputeTableTests {
  let folder = StoreFolder()
  private let cdr = ObjectKey(country: "NL", party: "ACM", id: "C1")

  private func row(_ cdr: ObjectKey, state: String = "open", due: Timestamp? = nil) -> DisputeRow {
    DisputeRow(
      partner: "acme", cdr: cdr, direction: "buy", reason: "price-off", currency: "EUR", amount: "0.1",
      silence: nil, state: state, openedAt: folder.clock.now, due: due)
  }

  private func step(_ state: String) -> DisputeStepRow {
    DisputeStepRow(at: folder.clock.now, actor: "Jo", state: state, words: "w")
  }

  @Test func `one dispute about a CDR runs at a time, and its charge is held until it is over or credited`()
    throws
  {
    let store = try folder.open()
    try store.writeBlocking { tx in
      let first = try tx.disputes.open(row(cdr, due: tx.now), [step("open")])
      #expect(try tx.disputes.due(at: tx.now).map(\.number) == [first])
      #expect(throws: SQLiteError.self) { try tx.disputes.open(row(cdr), []) }
      try tx.disputes.add(step("answered"), to: first)
      #expect(try tx.disputes.due(at: tx.now).isEmpty)
      #expect(try tx.disputes.holding("acme").map(\.cdr) == [cdr])
      try tx.disputes.add(step("accepted"), to: first)
      #expect(try tx.disputes.holding("acme").map(\.number) == [first], "its credit is awaited")
      try tx.disputes.credit(first, by: "C1-X")
      #expect(try tx.disputes.holding("acme").isEmpty)
      #expect(try tx.disputes.steps(of: first).map(\.state) == ["open", "answered", "accepted"])
      let second = try tx.disputes.open(row(cdr), [step("open")])
      let newest = try tx.disputes.about(cdr, with: "acme")?.number
      #expect(second > first && newest == second)
      try tx.disputes.add(step("expired"), to: second)
      #expect(try tx.disputes.holding("acme").isEmpty)
      #expect(try tx.disputes.list(partner: "acme", states: ["expired"]).map(\.number) == [second])
      #expect(try tx.disputes.list().count == 2)
      #expect(try tx.disputes.dispute(first)?.credit == "C1-X")
    }
  }

  @Test
  func `repeats and overlaps are found by session, by card and by EVSE, and not once they are credited`()
    throws
  {
    let store = try folder.open()
    let start = folder.clock.now
    @Sendable func times(
      _ id: String, session: String? = nil, evse: String? = "E1", token: String = "T1", at offset: Int64 = 0,
      credits: String? = nil
    ) -> CDRTimes {
      CDRTimes(
        partner: "acme", key: ObjectKey(country: "NL", party: "ACM", id: id), session: session, evse: evse,
        token: token, start: start.adding(seconds: offset), end: start.adding(seconds: offset + 3600),
        credits: credits)
    }
    try store.writeBlocking { tx in
      try tx.cdrTimes.keep(times("C1", session: "S1"))
      func repeated(_ cdr: CDRTimes) throws -> String? {
        try tx.cdrTimes.repeated(by: cdr, since: .epoch, slack: 120)?.id
      }
      #expect(try repeated(times("C2", session: "s1", evse: nil, token: "T9", at: 9999)) == "C1")
      #expect(try repeated(times("C2", at: 60)) == "C1", "same card and EVSE within two minutes")
      #expect(try repeated(times("C2", session: "S2", at: 60)) == nil, "two sessions are two charges")
      #expect(try repeated(times("C1", session: "S1")) == nil, "it is no repeat of itself")
      func overlapping(_ cdr: CDRTimes) throws -> String? {
        try tx.cdrTimes.overlapping(cdr, slack: 0)?.id
      }
      #expect(try overlapping(times("C2", token: "T2", at: 3599)) == "C1")
      #expect(try overlapping(times("C2", token: "T2", at: 3600)) == nil)
      #expect(try overlapping(times("C2", evse: "E2", at: -3599)) == "C1")
      #expect(try overlapping(times("C2", evse: "E2", token: "T2")) == nil)
      try tx.cdrTimes.keep(times("C1-X", session: "S1", credits: "C1"))
      #expect(try overlapping(times("C2")) == nil)
      #expect(try repeated(times("C2", session: "S1")) == nil)
    }
  }
}
