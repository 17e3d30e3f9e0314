import BilateralBase
import BilateralStore
import Testing

@Suite struct AnswerTablesTests {
  let folder = StoreFolder()

  private static let time = Timestamp(seconds: 1_790_000_000)

  private static func refusal(_ uid: String, after seconds: Int64 = 0) -> AuthorizationRow {
    AuthorizationRow(
      at: time.adding(seconds: seconds), partner: "acme", side: .cpo, uid: uid, type: "RFID", location: "L1",
      evse: "E1", isAllowed: false, reason: "partner-refused", source: "partner", answer: "BLOCKED",
      reference: "R-\(uid)", correlation: "C-\(uid)", microseconds: 1200)
  }

  @Test("decisions about drivers are found by token, place and id, whatever the case; old ones go")
  func authorizations() throws {
    let store = try folder.open()
    let counts = try store.writeBlocking { tx in
      for place in 0..<4 {
        try tx.authorizations.append(Self.refusal("card\(place)", after: Int64(place * 60)))
      }
      let end = Self.time.adding(seconds: 3600)
      let (mine, there, named) = (
        try tx.authorizations.of(token: "CARD2", from: Self.time, through: end),
        try tx.authorizations.at(location: "l1", evse: "", from: Self.time, through: end),
        try tx.authorizations.named("C-card1") + tx.authorizations.named("R-card3")
      )
      #expect(mine.map(\.uid) == ["card2"] && mine.first?.answer == "BLOCKED")
      #expect(there.map(\.uid) == ["card3", "card2", "card1", "card0"])
      #expect(named.map(\.uid) == ["card1", "card3"])
      #expect(try tx.authorizations.at(location: "L1", evse: "E2", from: Self.time, through: end).isEmpty)
      #expect(try tx.authorizations.page(of: "acme", from: Self.time, until: end, after: 2).count == 2)
      return (
        try tx.authorizations.trim(before: Self.time.adding(seconds: 60)),
        try tx.authorizations.of(token: "card0", from: .epoch, through: end).count
      )
    }
    #expect(counts == (1, 0))
  }

  @Test("an outage begins once, goes on while it is told again, and ends when the EVSE is back")
  func outages() throws {
    let store = try folder.open()
    let place = ObjectKey(country: "DE", party: "NVO", id: "L1")
    @Sendable func at(_ seconds: Int64) -> Timestamp { Self.time.adding(seconds: seconds) }
    let found = try store.writeBlocking { tx in
      try tx.outages.settle(
        ["E1": ("OUTOFORDER", at(0)), "E2": ("INOPERATIVE", at(5))], of: "", at: place, as: at(5))
      try tx.outages.settle(["e1": ("OUTOFORDER", at(9))], of: "", at: place, as: at(60))
      let during = try tx.outages.list(of: "", from: at(30), until: at(40))
      let later = try tx.outages.list(of: "", at: place, from: at(61), until: at(90))
      try tx.outages.settle([:], of: "", at: place, as: at(100))
      return (during, later, try tx.outages.open(of: "", at: place))
    }
    #expect(found.0.map(\.evse).sorted() == ["E1", "E2"])
    #expect(found.1.map(\.evse) == ["E1"] && found.1.first?.since == at(0))
    #expect(found.2.isEmpty)
  }

  @Test("a session's oddity is noted once and counts while the session runs; measures add up")
  func sessionsAndMeasures() throws {
    let store = try folder.open()
    let key = ObjectKey(country: "DE", party: "NVO", id: "S1")
    try store.writeBlocking { tx in
      try tx.runningSessions.keep(
        RunningSession(
          owner: "volt", key: key, status: "ACTIVE", start: Self.time, energy: "3.5", lastUpdated: Self.time,
          heardAt: Self.time))
      let note = SessionNote(owner: "volt", key: key, word: "ghost", since: Self.time)
      #expect(try tx.sessionNotes.note(note))
      #expect(try tx.sessionNotes.note(note) == false)
      #expect(try tx.sessionNotes.counts().map(\.count) == [1])
      #expect(try tx.runningSessions.session(key, of: "volt")?.energy == "3.5")
      #expect(try tx.runningSessions.list(startedBefore: Self.time, heardBefore: Self.time).isEmpty)
      #expect(try tx.runningSessions.end(key, of: "volt"))
      #expect(try tx.sessionNotes.counts().isEmpty)
      #expect(try tx.sessionNotes.list(key, of: "volt") == [note])
      for count in [1, 2] {
        try tx.measures.add(Measure(day: 7, partner: "volt", name: "calls", count: count))
      }
      #expect(try tx.measures.list(of: "volt", from: 7, through: 7).map(\.count) == [3])
    }
  }

  @Test("ruling 33 a driver is masked wherever it is named, vouchers stay, and the audit chain holds")
  func erase() throws {
    let store = try folder.open()
    let (uid, contract) = ("04AB12CD", "NL-ACM-C0023-4")
    let token = #"{"uid":"\#(uid)","contract_id":"\#(contract)"}"#
    let (traces, gone, left, kept) = try store.writeBlocking { tx in
      for module in ["sessions", "cdrs"] {
        let body = JSONText(#"{"cdr_token":\#(token),"kwh":3}"#)
        _ = try tx.received.put(
          ReceivedObject(
            module: module, partner: "volt", key: ObjectKey(country: "DE", party: "NVO", id: "1"),
            version: "2.2.1",
            body: body, lastUpdated: Self.time, hash: [1]))
      }
      try tx.authorizations.append(Self.refusal(uid))
      try tx.events.append(Event(type: "authorization", module: "tokens", id: uid, object: JSONText(token)))
      try tx.audit.append(AuditEntry(actor: "ops", action: "terms.apply", partner: "volt"))
      let traces = try tx.personalData.traces(of: [uid, contract])
      let gone = try tx.personalData.erase([uid, contract], mask: "ERASED-1")
      #expect(try tx.audit.verify() == .intact(count: 1))
      return (
        traces, gone, try tx.personalData.traces(of: [uid, contract]), try tx.personalData.vouchers(of: [uid])
      )
    }
    #expect(traces.map(\.place) == gone.map(\.place) && traces.map(\.count) == gone.map(\.count))
    #expect(gone.map(\.place) == ["sessions of partners", "events", "authorisations"])
    #expect(left.isEmpty && kept.count == 1 && kept.newest == Self.time)
  }

  @Test("tokens are found by what is printed on the card, hyphens and case not counted")
  func printed() throws {
    let store = try folder.open()
    let found = try store.writeBlocking { tx in
      for (id, number) in [("T1", "NL-ACM-C0023-4"), ("T2", "other")] {
        _ = try tx.received.put(
          ReceivedObject(
            module: "tokens", partner: "acme",
            key: ObjectKey(country: "NL", party: "ACM", id: id, sub: "RFID"),
            version: "2.2.1",
            body: JSONText(#"{"uid":"\#(id)","visual_number":"\#(number)","contract_id":"NLACMC99"}"#),
            lastUpdated: Self.time, hash: [1]))
      }
      return (
        try tx.received.tokens(printed: "nlacm c00234").map(\.key.id),
        try tx.received.tokens(printed: "NL-ACM-C99").map(\.key.id),
        try tx.received.mentioning("tokens", "c0023").map(\.key.id),
        try tx.received.mentioning("tokens", "c%23").map(\.key.id)
      )
    }
    #expect(found == (["T1"], ["T1", "T2"], ["T1"], []))
  }
}
