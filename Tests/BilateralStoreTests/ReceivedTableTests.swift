import BilateralBase
import BilateralStore
import Testing

@Suite struct ReceivedTableTests {
  let folder = StoreFolder()

  private func put(_ store: Store, _ objects: [ReceivedObject]) throws -> [ReceivedOutcome] {
    try store.writeBlocking { tx in try objects.map { try tx.received.put($0) } }
  }

  private func stored(_ store: Store, _ id: String = "L1") throws -> ReceivedRow? {
    try store.readBlocking { tx in try tx.received.object("locations", from: "acme", .test(id)) }
  }

  @Test(arguments: [
    (second: ReceivedObject.test("L1", at: 6, "b"), outcome: ReceivedOutcome.updated),
    (second: .test("L1", at: 5, "b"), outcome: .updated),
    (second: .test("L1", at: 4, "b"), outcome: .stale),
    (second: .test("L1", at: 6, "a"), outcome: .unchanged),
    (second: .test("L1", at: 5, "a"), outcome: .unchanged),
    (second: .test("L1", at: 4, "a"), outcome: .unchanged),
    (second: .test("l1", at: 5, "a"), outcome: .unchanged),
    (second: .test("L2", at: 4, "b"), outcome: .created),
    (second: .test("L1", at: 4, "b", partner: "other"), outcome: .created),
    (second: .test("L1", at: 4, "b", module: "tariffs"), outcome: .created),
  ])
  func `newer content wins, equal content is no event, older is ignored`(
    second: ReceivedObject, outcome: ReceivedOutcome
  ) throws {
    let store = try folder.open()
    #expect(try put(store, [.test("L1", at: 5, "a"), second]) == [.created, outcome])
  }

  /// The push of content "b" at 5 stands; `after` is how many seconds later than it the list was asked for.
  @Test(
    "ruling 19 a list that was asked for before a push is older than it, of equal times too",
    arguments: [
      (listed: ReceivedObject.test("L1", at: 5, "a"), after: Int64(-1), outcome: ReceivedOutcome.stale),
      (listed: .test("L1", at: 5, "a"), after: 1, outcome: .updated),
      (listed: .test("L1", at: 4, "a"), after: 1, outcome: .stale),
      (listed: .test("L1", at: 6, "a"), after: -1, outcome: .updated),
      (listed: .test("L1", at: 5, "b"), after: -1, outcome: .unchanged),
    ])
  func overtaken(listed: ReceivedObject, after: Int64, outcome: ReceivedOutcome) throws {
    let store = try folder.open()
    _ = try put(store, [.test("L1", at: 5, "b")])
    var listed = listed
    listed.askedAt = try #require(try stored(store)).heardAt.adding(seconds: after)
    #expect(try put(store, [listed]) == [outcome])
    #expect(try stored(store)?.hash == (outcome == .updated ? listed : .test("L1", at: 5, "b")).hash)
  }

  @Test("TAR-05 a list that was asked for before a removal does not bring the object back")
  func overtakenByRemoval() throws {
    let store = try folder.open()
    _ = try put(store, [.test("L1", at: 5, "a")])
    let asked = try #require(try stored(store)).heardAt
    _ = try store.writeBlocking { tx in
      try tx.received.remove(
        "locations", from: "acme", .test("L1"), at: Timestamp(seconds: 5), reason: "deleted by the partner")
    }
    var listed = ReceivedObject.test("L1", at: 5, "a")
    listed.askedAt = asked
    #expect(try put(store, [listed]) == [.stale])
    listed.askedAt = asked.adding(seconds: 60)
    #expect(try put(store, [listed]) == [.restored])
  }

  @Test("P-44 a restamped object keeps its content and takes the new time over")
  func restamped() throws {
    let store = try folder.open()
    _ = try put(store, [.test("L1", at: 5, "a"), .test("L1", at: 9, "a")])
    let row = try stored(store)
    #expect(row?.lastUpdated == Timestamp(seconds: 9))
    #expect(row?.changedAt == row?.firstSeen)
  }

  @Test("P-32 S-39 any order of deliveries, with repeats, ends in the same state")
  func anyOrder() throws {
    let states = (1...4).map { ReceivedObject.test("L1", at: Int64($0), ["a", "b", "a", "c"][$0 - 1]) }
    let store = try folder.open()
    for (number, order) in permutations(of: states + [states[1]]).enumerated() {
      let partner = "p\(number)"
      _ = try put(
        store,
        order.map { object in
          var object = object
          object.partner = partner
          return object
        })
      let row = try store.readBlocking { tx in try tx.received.object("locations", from: partner, .test("L1"))
      }
      #expect(row?.lastUpdated == Timestamp(seconds: 4))
      #expect(row?.body == states[3].body)
    }
  }

  private func permutations<Element>(of elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
      var rest = elements
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }

  @Test("S-39 a removed object stays removed for what is older and returns with what is newer")
  func removedAndBack() throws {
    let store = try folder.open()
    _ = try put(store, [.test("L1", at: 5)])
    let removed = try store.writeBlocking { tx in
      try tx.received.remove(
        "locations", from: "acme", .test("L1"), at: Timestamp(seconds: 7), reason: "DELETE")
    }
    #expect(removed == .gone)
    #expect(try put(store, [.test("L1", at: 6, "b")]) == [.stale])
    #expect(try stored(store)?.state == .removed)
    #expect(try stored(store)?.removedReason == "DELETE")
    #expect(try put(store, [.test("L1", at: 8)]) == [.restored])
    #expect(try stored(store)?.state == .live)
  }

  @Test("TR-28 a list is cut by time and page, oldest first, with the total of all pages")
  func list() throws {
    let store = try folder.open()
    _ = try put(store, (0..<10).map { .test("L\(9 - $0)", at: Int64($0)) })
    let filter = ListFilter(from: Timestamp(seconds: 2), to: Timestamp(seconds: 9), offset: 3, limit: 2)
    for partner in ["acme", nil] {
      let page = try store.readBlocking { tx in try tx.received.list("locations", from: partner, filter) }
      #expect(page.total == 7)
      #expect(page.rows.map(\.key.id) == ["L4", "L3"])
    }
    let none = try store.readBlocking { tx in try tx.received.list("locations", from: "other", filter) }
    #expect(none == ListPage(rows: [], total: 0))
  }

  @Test func `the canonical order is by bytes, whatever the order of arrival`() throws {
    let store = try folder.open()
    _ = try put(store, ["b", "a", "_", "Z", "É"].map { .test($0, at: 1) })
    let ids = try store.readBlocking { tx in
      var ids: [String] = []
      try tx.received.eachCanonical("locations", from: "acme") { key, _ in ids.append(key.id) }
      return ids
    }
    #expect(ids == ["Z", "_", "a", "b", "É"])
  }

  @Test func `an object is found by its id alone at every partner that sent it`() throws {
    let store = try folder.open()
    _ = try put(
      store, [.test("T1", at: 1, partner: "a"), .test("t1", at: 1, partner: "b"), .test("T2", at: 1)])
    let found = try store.readBlocking { tx in try tx.received.objects("locations", id: "T1") }
    #expect(found.map(\.partner) == ["a", "b"])
  }
}
