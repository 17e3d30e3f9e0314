import BilateralBase
import BilateralStore
import Testing

@Suite struct EventTableTests {
  let folder = StoreFolder()

  private func append(_ store: Store, _ count: Int) throws {
    try store.writeBlocking { tx in
      for index in 0..<count { try tx.events.append(Event(type: "object", id: "\(index)")) }
    }
  }

  @Test func `events come back whole, in order, after a number`() throws {
    let store = try folder.open()
    let event = Event(
      type: "ask", partner: "acme", module: "tokens", id: "T1", change: "created", correlation: "c1",
      object: "{\"a\":1}", askID: "q1", deadline: Timestamp(seconds: 99))
    try store.writeBlocking { tx in _ = try tx.events.append(event) }
    try append(store, 3)
    let rows = try store.readBlocking { tx in try tx.events.list(after: 0, limit: 2) }
    #expect(rows.map(\.event) == [event, Event(type: "object", id: "0")])
    #expect(rows.map(\.seq) == [1, 2])
    #expect(rows.first?.at == folder.clock.now)
  }

  @Test func `numbers are not reused after trimming, and a reader can see that it missed some`() throws {
    let store = try folder.open()
    try append(store, 10)
    try store.writeBlocking { tx throws in
      #expect(try tx.events.trim(before: Timestamp(seconds: 0), keeping: 3) == 7)
      #expect(try tx.events.oldest() == 8)
    }
    folder.clock.advance(100)
    try store.writeBlocking { [folder] tx throws in
      #expect(try tx.events.trim(before: folder.clock.now, keeping: 100) == 3)
      #expect(try tx.events.oldest() == nil)
      #expect(try tx.events.newest() == 10)
      #expect(try tx.events.append(Event(type: "object")) == 11)
    }
  }
}
