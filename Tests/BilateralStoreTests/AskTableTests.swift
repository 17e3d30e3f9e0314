import BilateralBase
import BilateralStore
import Testing

@Suite struct AskTableTests {
  let folder = StoreFolder()

  @Test func `a question takes one answer, and none after its deadline`() throws {
    let store = try folder.open()
    let deadline = folder.clock.now.adding(seconds: 5)
    try store.writeBlocking { tx in
      for id in ["q1", "q2"] {
        try tx.asks.put(id: id, kind: "authorize", partner: "acme", question: "{}", deadline: deadline)
      }
      #expect(try tx.asks.open().map(\.id) == ["q1", "q2"])
      #expect(try tx.asks.answer("q1", "{\"a\":1}") == .accepted)
      #expect(try tx.asks.answer("q1", "{\"a\":1}") == .repeated)
      #expect(try tx.asks.answer("q1", "{\"a\":2}") == .conflicting)
      #expect(try tx.asks.answer("q9", "{}") == .unknown)
      #expect(try tx.asks.open().map(\.id) == ["q2"])
    }
    folder.clock.advance(5)
    try store.writeBlocking { tx throws in
      #expect(try tx.asks.answer("q2", "{}") == .late)
      #expect(try tx.asks.ask("q1")?.answer == "{\"a\":1}")
      #expect(try tx.asks.open().isEmpty)
      #expect(try tx.asks.trim(before: tx.now) == 0)
      #expect(try tx.asks.trim(before: tx.now.adding(seconds: 1)) == 2)
    }
  }
}
