import BilateralBase
import BilateralStore
import Testing

/// Copies of one object that came on the partner's own connection and on a hub's.
@Suite struct ReceivedWaysTests {
  let folder = StoreFolder()

  private func direct(
    _ content: String, at time: Int64, _ precedence: Precedence = .direct, generation: Int64? = nil
  ) -> ReceivedObject {
    .test("L1", at: time, content, generation: generation, precedence: precedence)
  }

  private func carried(
    _ content: String, at time: Int64, _ precedence: Precedence = .direct, generation: Int64? = nil
  ) -> ReceivedObject {
    .test("L1", at: time, content, generation: generation, connection: "hub", precedence: precedence)
  }

  private func put(_ store: Store, _ objects: ReceivedObject...) throws -> [ReceivedOutcome] {
    try store.writeBlocking { tx in try objects.map { try tx.received.put($0) } }
  }

  private func seen(_ store: Store) throws -> String? {
    try store.readBlocking { tx in
      let rows = try tx.received.list("locations", from: "acme", ListFilter(limit: 9)).rows
      #expect(rows.count < 2, "an object is listed once")
      return rows.first.map { String(decoding: $0.hash, as: UTF8.self) }
    }
  }

  @Test(
    "P-120 the copy that counts is the one that the file prefers, in whatever order they come",
    arguments: [
      (Precedence.direct, "d", ReceivedOutcome.beside, ReceivedOutcome.updated),
      (.hub, "h", .updated, .beside), (.newest, "h", .updated, .beside),
    ])
  func preferred(
    rule: Precedence, winner: String, hubSecond: ReceivedOutcome, directSecond: ReceivedOutcome
  ) throws {
    let store = try folder.open()
    #expect(try put(store, direct("d", at: 1, rule), carried("h", at: 2, rule)) == [.created, hubSecond])
    #expect(try seen(store) == winner)
    let other = StoreFolder()
    let reverse = try other.open()
    #expect(
      try put(reverse, carried("h", at: 2, rule), direct("d", at: 1, rule)) == [.created, directSecond])
    #expect(try seen(reverse) == winner)
  }

  @Test func `a copy of a connection that brings none any more never takes the place of one that goes`()
    throws
  {
    let store = try folder.open()
    _ = try put(store, carried("h", at: 1), direct("d", at: 2))
    try store.writeBlocking { tx in
      #expect(try tx.received.retire(of: "acme", on: "hub") == 1)
      let gone = try tx.received.remove(
        "locations", from: "acme", .test("L1"), at: Timestamp(seconds: 9), reason: "test")
      #expect(gone == .gone)
    }
    #expect(try seen(store) == nil)
  }

  @Test("a copy with the same content changes which one counts, and tells nobody")
  func same() throws {
    let store = try folder.open()
    #expect(try put(store, carried("a", at: 1), direct("a", at: 1)) == [.created, .unchanged])
    let copies = try store.readBlocking { tx in
      try tx.received.copies("locations", from: "acme", .test("L1"))
    }
    #expect(copies.map(\.connection) == ["acme", "hub"] && copies.map(\.state) == [.live, .beside])
  }

  @Test("each copy follows its own connection's newest word; one that does not count causes no event")
  func follows() throws {
    let store = try folder.open()
    _ = try put(store, direct("d1", at: 1), carried("h1", at: 1))
    #expect(try put(store, carried("h3", at: 3), carried("h2", at: 2)) == [.beside, .stale])
    #expect(try seen(store) == "d1")
    #expect(try put(store, direct("d2", at: 2)) == [.updated])
    #expect(try seen(store) == "d2")
  }

  @Test(
    "when the copy that counts goes, the one beside it takes its place; the last one's going is the object's")
  func promoted() throws {
    let store = try folder.open()
    _ = try put(store, direct("d", at: 1), carried("h", at: 1))
    func remove(_ connection: String?) throws -> Removal {
      try store.writeBlocking { tx in
        try tx.received.remove(
          "locations", from: "acme", .test("L1"), on: connection, at: Timestamp(seconds: 9), reason: "DELETE")
      }
    }
    #expect(try remove(nil) == .replaced)
    #expect(try seen(store) == "h")
    #expect(try remove(nil) == .none)
    #expect(try put(store, direct("d", at: 10)) == [.updated], "it counts again")
    #expect(try remove("hub") == .unnoticed)
    #expect(try remove(nil) == .none, "older than the copy")
    #expect(try seen(store) == "d")
  }

  @Test("a full crawl of a connection misses what that connection brought, whoever owns it, and nothing else")
  func missing() throws {
    let store = try folder.open()
    _ = try put(
      store, direct("d", at: 1, generation: 1), carried("h", at: 1, generation: 1),
      .test("L2", at: 1, generation: 1, connection: "hub"),
      .test("L3", at: 1, partner: "hub", generation: 1), .test("L3", at: 1, partner: "blue", generation: 1))
    let outcome = try store.writeBlocking { tx in
      try tx.received.removeMissing(
        "locations", from: "hub", generation: 2, maxShrink: 1000, reason: "missing")
    }
    #expect(
      outcome
        == .removed([
          RemovedCopy(.test("L1"), of: "acme", .unnoticed), RemovedCopy(.test("L2"), of: "acme"),
          RemovedCopy(.test("L3"), of: "hub"),
        ]))
    #expect(try seen(store) == "d")
    #expect(try store.readBlocking { tx in try tx.received.count("locations") } == 2)
  }

  @Test("a crawl of one party's list on a hub's connection misses that party's objects alone")
  func missingOfOne() throws {
    let store = try folder.open()
    _ = try put(
      store, carried("h", at: 1, generation: 1),
      .test("B1", at: 1, partner: "blue", generation: 1, connection: "hub"))
    let shrinkage = try store.readBlocking { tx in
      try tx.received.shrinkage("locations", from: "hub", only: "acme", generation: 2)
    }
    #expect(shrinkage == Shrinkage(live: 1, missing: 1))
  }

  @Test("what is told under another id stays beside its entry")
  func twin() throws {
    let store = try folder.open()
    _ = try put(store, direct("d", at: 1))
    var other = ReceivedObject.test("X1", at: 5, "h", connection: "hub", precedence: .newest)
    other.sameAs = "L1"
    #expect(try put(store, other) == [.beside])
    other.hash = [1]
    other.sameAs = nil
    other.lastUpdated = Timestamp(seconds: 6)
    #expect(try put(store, other) == [.beside], "its later states too")
    #expect(try seen(store) == "d")
  }

  @Test("when a relation ends, what its connection brought goes, and copies of other connections count")
  func erased() throws {
    let store = try folder.open()
    _ = try put(store, carried("h", at: 1), direct("d", at: 1))
    #expect(try store.writeBlocking { tx in try tx.received.erase(partner: "acme") } == 1)
    #expect(try seen(store) == "h")
  }
}
