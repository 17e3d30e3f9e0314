import BilateralBase
import BilateralStore
import Testing

@Suite struct OutboxOrderTests {
  /// A sender and a partner around one object whose states are numbered.
  private struct Link {
    let outbox: OutboxTable<Writing>
    var newest = 0
    var delivered: [Int] = []
    var sending: (row: OutboxRow, state: Int)?

    mutating func change() throws {
      newest += 1
      try outbox.enqueueState(of: .test("EVSE"), in: "locations", for: "acme")
    }

    mutating func take() throws {
      let rows = try outbox.take("locations", for: "acme", limit: 10)
      guard let row = rows.first else { return }
      #expect(sending == nil && rows.count == 1, "one state at a time")
      // The sender makes the text when it sends.
      sending = (row, newest)
    }

    /// The partner got it; the answer may be lost.
    mutating func deliver() {
      if let sending { delivered.append(sending.state) }
    }

    mutating func report(_ body: (OutboxTicket) throws -> Void) throws {
      if let sending { try body(sending.row.ticket) }
      sending = nil
    }
  }

  @Test("the newest state arrives, never an older after a newer, whatever fails", arguments: 1...40)
  func newestArrives(seed: UInt64) throws {
    let folder = StoreFolder()
    let store = try folder.open()
    try store.writeBlocking { tx in
      var random = Steps(state: seed)
      var link = Link(outbox: tx.outbox)
      try link.change()
      for _ in 0..<60 { try Self.step(&link, random.next() % 8, at: tx.now) }
      _ = try link.outbox.recover()
      link.sending = nil
      _ = try link.outbox.unpark(partner: "acme")
      try link.take()
      link.deliver()
      try link.report { _ = try tx.outbox.acknowledge($0) }
      #expect(link.delivered == link.delivered.sorted())
      #expect(link.delivered.last == link.newest)
      #expect(try tx.outbox.list().isEmpty)
    }
  }

  private static func step(_ link: inout Link, _ choice: UInt64, at now: Timestamp) throws {
    let outbox = link.outbox
    switch choice {
    case 0, 1: try link.change()
    case 2, 3: try link.take()
    case 4:
      link.deliver()
      try link.report { _ = try outbox.acknowledge($0) }
    case 5:
      link.deliver()
      try link.report { try outbox.retry($0, from: now, error: "the answer was lost") }
    case 6: try link.report { try outbox.park($0, error: "2001", hint: nil) }
    default:
      // A crash: what was in flight is taken up again.
      link.sending = nil
      try outbox.recover()
    }
  }

  /// Numbers that look random and are the same in each run.
  private struct Steps {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
