import BilateralBase
import BilateralStore
import Testing

@Suite struct GroupCommitTests {
  let folder = StoreFolder()

  /// Starts `writes` while the writer is held, so that they share one commit; returns each one's error.
  private func batch(
    _ store: Store, _ gate: Gate, _ writes: [@Sendable (WriteTransaction) throws -> Void]
  ) async -> [(any Error)?] {
    let first = Task { try await store.write { tx in try tx.settings.set("first", to: "1") } }
    await gate.reached()
    let queued = Box(0)
    return await withTaskGroup(of: (Int, (any Error)?).self) { group in
      for (index, write) in writes.enumerated() {
        group.addTask {
          queued.update { $0 += 1 }
          do { try await store.write(write) } catch { return (index, error) }
          return (index, nil)
        }
      }
      while queued.current < writes.count { await Task.yield() }
      gate.open()
      var errors = [(any Error)?](repeating: nil, count: writes.count)
      for await (index, error) in group { errors[index] = error }
      _ = await first.result
      return errors
    }
  }

  private func set(_ name: String) -> @Sendable (WriteTransaction) throws -> Void {
    { tx in try tx.settings.set(name, to: "1") }
  }

  private func names(_ store: Store) throws -> [String] {
    try store.readBlocking { tx in
      try tx.rows("SELECT name FROM settings ORDER BY name") { row throws(SQLiteError) in try row.next() }
    }
  }

  @Test func `a failing closure takes nothing but its own changes with it`() async throws {
    let gate = Gate()
    let store = try folder.open { options in
      options.onCommit = { moment in if moment == .before(1) { gate.wait() } }
    }
    let failing: @Sendable (WriteTransaction) throws -> Void = { tx in
      try tx.settings.set("bad", to: "1")
      throw Refusal()
    }
    let errors = await batch(store, gate, [set("a"), failing, set("b")])
    #expect(errors.map { $0 == nil } == [true, false, true])
    #expect(try names(store) == ["a", "b", "first"])
  }

  @Test func `a failing statement inside a closure leaves its neighbours and its own earlier work intact`()
    throws
  {
    let store = try folder.open()
    try store.writeBlocking { tx in
      try tx.settings.set("a", to: "1")
      #expect(throws: SQLiteError.self) { try tx.run("INSERT INTO settings VALUES ('a', '2', 0)") }
    }
    #expect(try names(store) == ["a"])
  }

  @Test("S-35 a full disk refuses what does not fit, keeps the rest, and writing resumes when there is room")
  func fullDisk() async throws {
    let gate = Gate()
    let store = try folder.open { options in
      options.onCommit = { moment in if moment == .before(2) { gate.wait() } }
    }
    try store.writeBlocking { tx in
      let pages: Int? = try tx.first("PRAGMA page_count") { row throws(SQLiteError) in try row.next() }
      _ = try tx.first("PRAGMA max_page_count = \((pages ?? 0) + 8)") { row throws(SQLiteError) -> Int in
        try row.next()
      }
    }
    let big: @Sendable (WriteTransaction) throws -> Void = { tx in
      try tx.settings.set("big", to: String(repeating: "x", count: 1 << 20))
    }
    let errors = await batch(store, gate, [set("a"), big, set("b")])
    #expect((errors[1] as? StoreError)?.kind == .full)
    #expect(errors[0] == nil && errors[2] == nil)
    #expect(try names(store) == ["a", "b", "first"])
    try store.writeBlocking { tx in
      _ = try tx.first("PRAGMA max_page_count = 1000000") { row throws(SQLiteError) -> Int in try row.next() }
    }
    try store.writeBlocking(big)
    #expect(try names(store).contains("big"))
  }

  @Test func `many writers at once all arrive, in few commits`() async throws {
    let commits = Box(0)
    let store = try folder.open { options in
      options.onCommit = { moment in if case .after(let count) = moment { commits.set(count) } }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<300 {
        group.addTask { try await store.write { tx in try tx.settings.set("\(index)", to: "1") } }
      }
      try await group.waitForAll()
    }
    #expect(try names(store).count == 300)
    #expect(commits.current < 300)
  }
}
