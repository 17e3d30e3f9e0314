import BilateralBase
import BilateralStore
import Testing

@Suite struct DurabilityTests {
  /// A crawl of three pages of two objects, as the sync loop writes it.
  private func crawl(_ store: Store) throws {
    try store.writeBlocking { tx in
      _ = try tx.cursors.start(.full, of: "locations", from: "acme", window: (nil, nil), page: "p1")
    }
    while try page(store) {}
  }

  /// Stores the next page; false when the crawl has ended.
  private func page(_ store: Store) throws -> Bool {
    try store.writeBlocking { tx in
      let cursor = try tx.cursors.cursor(.full, of: "locations", from: "acme")
      guard cursor.isRunning else { return false }
      for index in 0..<2 {
        let id = "L\(cursor.pagesDone)\(index)"
        let outcome = try tx.received.put(.test(id, at: 5, generation: cursor.generation))
        if outcome.isChange { _ = try tx.events.append(Event(type: "object", id: id)) }
      }
      let next = cursor.pagesDone + 1 < 3 ? "p\(cursor.pagesDone + 2)" : nil
      try tx.cursors.advance(cursor, next: next)
      return true
    }
  }

  @Test("S-34 killed before or after any commit, a crawl resumes at its page: nothing lost, nothing twice")
  func crash() throws {
    for kill in 1...4 {
      for moment in [CommitMoment.before(kill), .after(kill)] { try crash(at: moment) }
    }
  }

  private func crash(at moment: CommitMoment) throws {
    let folder = StoreFolder()
    let wreck = StoreFolder()
    let store = try folder.open { options in
      options.onCommit = { now in if now == moment { folder.copy(to: wreck) } }
    }
    try crawl(store)
    store.close()

    let revived = try wreck.open()
    let (cursor, count) = try revived.readBlocking { tx in
      let cursor = try tx.cursors.cursor(.full, of: "locations", from: "acme")
      return (cursor, try tx.received.count("locations", from: "acme"))
    }
    #expect(count == cursor.pagesDone * 2, "a cursor is never ahead of its rows, nor behind")
    let commits = if case .after(let number) = moment { number } else { moment == .before(1) ? 0 : -1 }
    if commits >= 0 { #expect(cursor.pagesDone == max(0, commits - 1), "what was acknowledged is there") }
    if cursor.generation == 0 { return try crawl(revived) }
    while try page(revived) {}
    let events = try revived.readBlocking { tx in try tx.events.list(after: 0, limit: 100) }
    #expect(events.compactMap(\.event.id) == ["L00", "L01", "L10", "L11", "L20", "L21"])
  }

  @Test func `whichever statement fails, a write happens wholly or not at all`() throws {
    var failures = 0
    for number in 1...200 {
      let folder = StoreFolder()
      let steps = Box(0)
      let armed = Box(false)
      let store = try folder.open { options in
        options.willStep = { (sql: String) throws(SQLiteError) in
          guard armed.current else { return }
          steps.update { $0 += 1 }
          guard steps.current == number else { return }
          throw SQLiteError(code: .ioError, message: "injected", sql: sql)
        }
      }
      armed.set(true)
      do { try work(store) } catch { failures += 1 }
      armed.set(false)
      try check(store, whole: steps.current < number)
      if steps.current < number { break }
    }
    #expect(failures > 5)
  }

  private func work(_ store: Store) throws {
    try store.writeBlocking { tx in
      _ = try tx.received.put(.test("L1", at: 5))
      try tx.outbox.enqueueState(of: .test("L1"), in: "locations", for: "acme")
      try tx.events.append(Event(type: "object", id: "L1"))
    }
  }

  private func check(_ store: Store, whole: Bool) throws {
    let counts = try store.readBlocking { tx in
      let tables = ["received", "outbox", "events"]
      return try tables.map { table in
        try tx.first("SELECT count(*) FROM \(table)") { row throws(SQLiteError) -> Int in try row.next() }
          ?? 0
      }
    }
    #expect(Set(counts).count == 1, "\(counts)")
    if whole { #expect(counts == [1, 1, 1]) }
    // The store works on after the fault.
    try work(store)
  }
}
