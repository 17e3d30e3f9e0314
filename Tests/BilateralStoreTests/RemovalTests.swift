import BilateralBase
import BilateralStore
import Testing

@Suite struct RemovalTests {
  let folder = StoreFolder()

  /// Ten objects of generation 1, then a crawl of generation 2 that mentions the first `seen` only.
  private func crawl(seeing seen: Int) throws -> Store {
    let store = try folder.open()
    try store.writeBlocking { tx in
      for id in 0..<10 { _ = try tx.received.put(.test("L\(id)", at: 1, generation: 1)) }
      for id in 0..<seen { _ = try tx.received.put(.test("L\(id)", at: 1, generation: 2)) }
    }
    return store
  }

  private func remove(_ store: Store, maxShrink: Int) throws -> RemovalOutcome {
    try store.writeBlocking { tx in
      try tx.received.removeMissing(
        "locations", from: "acme", generation: 2, maxShrink: maxShrink, reason: "missing")
    }
  }

  @Test func `what a complete crawl did not mention is removed and named`() throws {
    let store = try crawl(seeing: 9)
    #expect(try remove(store, maxShrink: 100) == .removed([RemovedCopy(.test("L9"), of: "acme")]))
    #expect(try store.readBlocking { tx in try tx.received.count("locations", from: "acme") } == 9)
  }

  @Test(arguments: [(8, 100), (0, 999), (9, 99), (9, 0)])
  func `more than the brake allows removes nothing`(seen: Int, brake: Int) throws {
    let store = try crawl(seeing: seen)
    #expect(try remove(store, maxShrink: brake) == .braked(Shrinkage(live: 10, missing: 10 - seen)))
    #expect(try store.readBlocking { tx in try tx.received.count("locations", from: "acme") } == 10)
  }

  @Test func `nothing missing is never braked and a full removal can be allowed`() throws {
    #expect(try remove(crawl(seeing: 10), maxShrink: 0) == .removed([]))
    let other = StoreFolder()
    let store = try other.open()
    try store.writeBlocking { tx in _ = try tx.received.put(.test("L1", at: 1, generation: 1)) }
    #expect(try remove(store, maxShrink: 1000) == .removed([RemovedCopy(.test("L1"), of: "acme")]))
  }

  @Test func `what is pushed during a crawl counts as seen`() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      _ = try tx.received.put(.test("old", at: 1))
      let cursor = try tx.cursors.start(.full, of: "locations", from: "acme", window: (nil, nil), page: "p")
      _ = try tx.received.put(.test("pushed", at: 1))
      let missing = try tx.received.shrinkage("locations", from: "acme", generation: cursor.generation)
      #expect(missing == Shrinkage(live: 2, missing: 1))
    }
  }
}
