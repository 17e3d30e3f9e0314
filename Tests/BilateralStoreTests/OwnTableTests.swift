import BilateralBase
import BilateralStore
import Testing

@Suite struct OwnTableTests {
  let folder = StoreFolder()

  @Test func `each change takes the next number and equal content none`() throws {
    let store = try folder.open()
    let outcomes = try store.writeBlocking { tx in
      try [.test("A"), .test("B"), .test("a"), .test("A", at: 2, "b"), OwnObject.test("A", at: 3, "b")].map {
        try tx.own.put($0)
      }
    }
    #expect(outcomes == [.created(1), .created(2), .unchanged, .changed(3), .unchanged])
    let changes = try store.readBlocking { tx in try tx.own.changes("locations", after: 1, limit: 10) }
    #expect(changes.map(\.key.id) == ["B", "A"])
  }

  @Test func `a deleted object is still told of, leaves the lists, and may come back`() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      _ = try tx.own.put(.test("A"))
      #expect(try tx.own.delete("locations", .test("A"), at: Timestamp(seconds: 9)) == 2)
      #expect(try tx.own.delete("locations", .test("A"), at: Timestamp(seconds: 9)) == nil)
      #expect(try tx.own.count("locations") == 0)
      let row = try tx.own.changes("locations", after: 1, limit: 10).first
      #expect(row?.isDeleted == true)
      #expect(row?.lastUpdated == Timestamp(seconds: 9))
      #expect(try tx.own.put(.test("A")) == .created(3))
      #expect(try tx.own.count("locations") == 1)
    }
  }

  @Test("TR-28 our list is cut by time and page with the total of all pages")
  func list() throws {
    let store = try folder.open()
    let page = try store.writeBlocking { tx in
      for index in 0..<5 { _ = try tx.own.put(.test("L\(index)", at: Int64(index))) }
      return try tx.own.list("locations", ListFilter(from: Timestamp(seconds: 1), offset: 1, limit: 2))
    }
    #expect(page.total == 4)
    #expect(page.rows.map(\.key.id) == ["L2", "L3"])
  }

  @Test func `a large import is written in chunks and answers in order`() async throws {
    let commits = Box(0)
    let store = try folder.open { options in
      options.onCommit = { moment in if case .after(let count) = moment { commits.set(count) } }
    }
    let objects = (0..<25).map { OwnObject.test("L\($0)") }
    let outcomes = try await store.write(objects, inChunksOf: 10) { tx, object in try tx.own.put(object) }
    #expect(outcomes == (1...25).map { .created(Int64($0)) })
    #expect(commits.current == 3)
  }
}
