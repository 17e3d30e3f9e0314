import BilateralBase
import BilateralStore
import Testing

@Suite struct OutboxTableTests {
  let folder = StoreFolder()

  /// Runs on the one writer, so that each test reads like the dialogue it checks.
  private func with(_ body: @escaping @Sendable (OutboxTable<Writing>) throws -> Void) throws {
    let store = try folder.open()
    try store.writeBlocking { tx in try body(tx.outbox) }
  }

  private static func take(_ outbox: OutboxTable<Writing>, _ limit: Int = 10) throws -> [OutboxRow] {
    try outbox.take("locations", for: "acme", limit: limit)
  }

  @discardableResult
  private static func state(_ outbox: OutboxTable<Writing>, _ id: String) throws -> OutboxTicket {
    try outbox.enqueueState(of: .test(id), in: "locations", for: "acme")
  }

  @discardableResult
  private static func message(
    _ outbox: OutboxTable<Writing>, _ id: String, lane: String? = nil
  ) throws -> OutboxTicket {
    try outbox.enqueueMessage("{}", about: .test(id), in: "locations", for: "acme", lane: lane)
  }

  @Test func `many changes of one object are one row, of several objects several, in order`() throws {
    try with { outbox in
      for id in ["A", "B", "A", "a", "C", "B"] { try Self.state(outbox, id) }
      #expect(try Self.take(outbox).map(\.key.id) == ["A", "B", "C"])
    }
  }

  @Test func `messages about money are never merged`() throws {
    try with { outbox in
      for _ in 0..<3 { try Self.message(outbox, "CDR1") }
      #expect(try outbox.list().count == 3)
    }
  }

  @Test func `a row is taken once and leaves only when acknowledged`() throws {
    try with { outbox in
      try Self.state(outbox, "A")
      let row = try #require(try Self.take(outbox).first)
      #expect(try Self.take(outbox).isEmpty)
      #expect(try outbox.list().count == 1)
      #expect(try outbox.acknowledge(row.ticket))
      #expect(try outbox.list().isEmpty)
    }
  }

  @Test func `an acknowledgement of an older state does not delete the newer one`() throws {
    try with { outbox in
      try Self.state(outbox, "A")
      let old = try #require(try Self.take(outbox).first)
      try Self.state(outbox, "A")
      #expect(try Self.take(outbox).isEmpty, "the newer state must not overtake the older one in flight")
      #expect(try !outbox.acknowledge(old.ticket))
      let new = try #require(try Self.take(outbox).first)
      #expect(new.generation == old.generation + 1)
      #expect(try outbox.acknowledge(new.ticket))
      #expect(try outbox.list().isEmpty)
    }
  }

  @Test func `a refusal of an older state does not park the newer one`() throws {
    try with { outbox in
      try Self.state(outbox, "A")
      let old = try #require(try Self.take(outbox).first)
      try Self.state(outbox, "A")
      try outbox.park(old.ticket, error: "2001", hint: nil)
      #expect(try Self.take(outbox).map(\.generation) == [2])
    }
  }

  @Test func `a lane goes on only when its first row is gone, other lanes go on meanwhile`() throws {
    try with { outbox in
      let tickets = try ["A", "B"].map { try Self.message(outbox, $0, lane: "session 1") }
      try Self.message(outbox, "C")
      #expect(try Self.take(outbox).map(\.key.id) == ["A", "C"])
      try outbox.park(tickets[0], error: "refused", hint: "mend it")
      #expect(try Self.take(outbox).isEmpty)
      #expect(try outbox.drop(tickets[0].seq))
      #expect(try Self.take(outbox).map(\.key.id) == ["B"])
    }
  }

  @Test func `a retry waits for its time, and a partner's return makes it due`() throws {
    let store = try folder.open()
    let later = folder.clock.now.adding(seconds: 60)
    try store.writeBlocking { tx in
      try Self.state(tx.outbox, "A")
      let row = try #require(try Self.take(tx.outbox).first)
      try tx.outbox.retry(row.ticket, from: later, error: "503")
      #expect(try Self.take(tx.outbox).isEmpty)
      #expect(try tx.outbox.nextDue(partner: "acme") == later)
      #expect(try tx.outbox.hurry(partner: "acme") == 1)
      #expect(try Self.take(tx.outbox).map(\.attempts) == [2])
      try tx.outbox.retry(row.ticket, from: later, error: "503")
    }
    folder.clock.advance(60)
    try store.writeBlocking { tx throws in #expect(try Self.take(tx.outbox).map(\.lastError) == ["503"]) }
  }

  @Test func `what was in flight at a crash is sent again`() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      try Self.state(tx.outbox, "A")
      _ = try Self.take(tx.outbox)
    }
    store.close()
    let again = try folder.open()
    try again.writeBlocking { tx throws in
      #expect(try tx.outbox.recover() == 1)
      #expect(try Self.take(tx.outbox).map(\.key.id) == ["A"])
    }
  }

  @Test func `a parked row is seen with its hint and comes back by an operator or by a new state`() throws {
    try with { outbox in
      let ticket = try Self.state(outbox, "A")
      for wake in [{ try outbox.unpark(partner: "acme") }, { Int(try Self.state(outbox, "A").seq) }] {
        let row = try #require(try Self.take(outbox).first)
        #expect(row.seq == ticket.seq)
        try outbox.park(row.ticket, error: "2001", hint: "ask them")
        let parked = try outbox.list(partner: "acme", state: .parked)
        #expect(parked.map(\.hint) == ["ask them"])
        #expect(try outbox.backlog().map(\.parked) == [1])
        #expect(try wake() == 1)
      }
      #expect(try Self.take(outbox).count == 1)
    }
  }

  @Test func `the backlog counts by partner and module with the age of the oldest`() throws {
    let store = try folder.open()
    let first = folder.clock.now
    _ = try store.writeBlocking { tx in try Self.state(tx.outbox, "A") }
    folder.clock.advance(5)
    try store.writeBlocking { tx in
      try Self.state(tx.outbox, "B")
      try tx.outbox.enqueueState(of: .test("A"), in: "tariffs", for: "beta")
    }
    let backlog = try store.readBlocking { tx in try tx.outbox.backlog() }
    #expect(backlog.map(\.partner) == ["acme", "beta"])
    #expect(backlog.map(\.waiting) == [2, 1])
    #expect(backlog.first?.oldest == first)
  }

  @Test("S-34 what was on its way at a crash, or whose answer was lost, is in doubt until it is acknowledged")
  func doubt() throws {
    try with { outbox in
      try Self.state(outbox, "A")
      let first = try #require(try Self.take(outbox).first)
      try outbox.retry(first.ticket, from: .epoch, error: "refused")
      let second = try #require(try Self.take(outbox).first)
      #expect(!first.isInDoubt && !second.isInDoubt, "who said no has nothing")
      try outbox.retry(second.ticket, from: .epoch, error: "no answer", isInDoubt: true)
      try outbox.forgetState(of: .test("A"), in: "locations", for: "acme")
      let third = try #require(try Self.take(outbox).first, "it may have arrived, so it is not forgotten")
      #expect(third.isInDoubt)
      try Self.state(outbox, "A")
      #expect(try !outbox.acknowledge(third.ticket))
      #expect(try Self.take(outbox).first?.isInDoubt == false, "an acknowledgement ends the doubt")
      try outbox.recover("locations", for: "acme")
      #expect(try Self.take(outbox).first?.isInDoubt == true)
    }
  }
}
