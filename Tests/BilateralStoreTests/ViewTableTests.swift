import BilateralBase
import BilateralStore
import Testing

@Suite struct ViewTableTests {
  let folder = StoreFolder()

  /// Writes our object and shows it to the partner with this hash; returns whether the view changed.
  private func show(_ store: Store, at seconds: Int64, _ content: String, hash: [UInt8]) throws -> Bool {
    try store.writeBlocking { tx in
      _ = try tx.own.put(.test("A", at: seconds, content))
      guard let own = try tx.own.object("locations", .test("A")) else { return false }
      return try tx.views.show(own, to: "acme", hash: hash)
    }
  }

  private func view(_ store: Store) throws -> ViewRow? {
    try store.readBlocking { tx in try tx.views.view(of: "locations", .test("A"), for: "acme") }
  }

  @Test("X-05 a view's time is the later of its object's change and its own")
  func viewTime() throws {
    let store = try folder.open()
    #expect(try show(store, at: 10, "a", hash: [1]))
    #expect(try view(store)?.lastUpdated == Timestamp(seconds: 10))
    // The same view again is no change.
    #expect(try !show(store, at: 10, "a", hash: [1]))
    // A new price rule: the object is as it was, the view is of now.
    #expect(try show(store, at: 10, "a", hash: [2]))
    #expect(try view(store)?.lastUpdated == folder.clock.now)
    // The object changed later than that.
    #expect(try show(store, at: 5000, "b", hash: [3]))
    #expect(try view(store)?.lastUpdated == Timestamp(seconds: 5000))
    // A clock behind the view's time does not take it back.
    #expect(try show(store, at: 5000, "b", hash: [4]))
    #expect(try view(store)?.lastUpdated == Timestamp(seconds: 5000))
  }

  @Test func `a view is stale until exactly it was acknowledged, and after its withdrawal until that was`()
    throws
  {
    let store = try folder.open()
    _ = try show(store, at: 1, "a", hash: [1])
    try store.writeBlocking { tx in
      let stale = { try tx.views.stale("locations", for: "acme", limit: 10).map(\.isStale) }
      #expect(try stale() == [true])
      try tx.views.acknowledge("locations", .test("A"), by: "acme", hash: [0])
      #expect(try stale() == [true])
      try tx.views.acknowledge("locations", .test("A"), by: "acme", hash: [1])
      #expect(try stale() == [])
      #expect(try tx.views.withdraw("locations", .test("A"), from: "acme"))
      #expect(try stale() == [true])
      try tx.views.acknowledge("locations", .test("A"), by: "acme", hash: nil)
      #expect(try stale() == [])
    }
  }

  @Test("S-12 a partner's list holds what it may see and nothing of another's")
  func list() throws {
    let store = try folder.open()
    _ = try show(store, at: 1, "a", hash: [1])
    let page = { (partner: String, filter: ListFilter) in
      try store.readBlocking { tx in try tx.views.list("locations", for: partner, filter) }
    }
    #expect(try page("acme", ListFilter()).rows.map(\.own.key) == [.test("A")])
    #expect(try page("acme", ListFilter(from: Timestamp(seconds: 2))).total == 0)
    #expect(try page("other", ListFilter()).total == 0)
    _ = try store.writeBlocking { tx in try tx.views.withdraw("locations", .test("A"), from: "acme") }
    #expect(try page("acme", ListFilter()).total == 0)
  }
}
