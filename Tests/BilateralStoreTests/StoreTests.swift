import BilateralBase
import BilateralStore
import Glibc
import Testing

@Suite struct StoreTests {
  let folder = StoreFolder()

  @Test func `a value written is there after closing and opening again`() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in try tx.settings.set("us", to: "DE-NVO") }
    store.close()
    let again = try folder.open()
    #expect(try again.readBlocking { tx in try tx.settings.value("us") } == "DE-NVO")
  }

  @Test func `async writes and reads answer with the closure's value`() async throws {
    let store = try folder.open()
    let answer = try await store.write { tx in
      try tx.settings.set("a", to: "1")
      return 7
    }
    #expect(answer == 7)
    #expect(try await store.read { tx in try tx.settings.value("a") } == "1")
  }

  @Test func `a closure that throws undoes itself and passes its error on`() async throws {
    let store = try folder.open()
    await #expect(throws: Refusal()) {
      try await store.write { tx in
        try tx.settings.set("a", to: "1")
        throw Refusal()
      }
    }
    #expect(try await store.read { tx in try tx.settings.value("a") } == nil)
  }

  @Test func `a closed store refuses instead of hanging`() throws {
    let store = try folder.open()
    store.close()
    #expect { try store.writeBlocking { _ in } } throws: { ($0 as? StoreError)?.kind == .closed }
    #expect { try store.readBlocking { _ in } } throws: { ($0 as? StoreError)?.kind == .closed }
  }

  @Test func `a second runtime on the same database is refused and the lock ends with the store`() throws {
    let store = try folder.open()
    #expect { try folder.open() } throws: { error in
      let refusal = error as? StoreError
      return refusal?.kind == .locked && refusal?.message.contains("\(getpid())") == true
    }
    store.close()
    try folder.open().close()
  }

  @Test("S-40 files are for their owner alone, whatever the umask and whoever made them")
  func modes() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in try tx.settings.set("a", to: "1") }
    for suffix in ["", "-wal", "-shm", ".lock"] {
      #expect(mode(folder.database + suffix) == 0o600, "\(suffix)")
    }
    store.close()
    chmod(folder.database, 0o644)
    try folder.open().close()
    #expect(mode(folder.database) == 0o600)
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  @Test func `a reader beside the runtime sees commits and cannot write`() throws {
    let store = try folder.open()
    let reader = try Store(readingOnly: folder.database)
    try store.writeBlocking { tx in try tx.settings.set("a", to: "1") }
    #expect(try reader.readBlocking { tx in try tx.settings.value("a") } == "1")
    #expect { try reader.writeBlocking { _ in } } throws: { ($0 as? StoreError)?.kind == .readOnly }
    store.close()
    #expect(try reader.readBlocking { tx in try tx.settings.value("a") } == "1")
  }

  @Test func `reading works without a runtime and says so when there is no database`() throws {
    #expect { try Store(readingOnly: folder.database) } throws: { ($0 as? StoreError)?.kind == .missing }
    let store = try folder.open()
    try store.writeBlocking { tx in try tx.settings.set("a", to: "1") }
    store.close()
    let reader = try Store(readingOnly: folder.database)
    #expect(try reader.readBlocking { tx in try tx.settings.value("a") } == "1")
  }

  @Test func `one write more than the queue holds is refused as busy, and those waiting are done`()
    async throws
  {
    let gate = Gate()
    let store = try folder.open { options in
      options.writeQueue = 2
      options.onCommit = { moment in if moment == .before(1) { gate.wait() } }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.write { tx in try tx.settings.set("first", to: "1") } }
      await gate.reached()
      let refused = Box(0)
      for index in 0..<3 {
        group.addTask {
          do {
            try await store.write { tx in try tx.settings.set("\(index)", to: "1") }
          } catch let error as StoreError where error.kind == .busy {
            refused.update { $0 += 1 }
            gate.open()
          }
        }
      }
      try await group.waitForAll()
      #expect(refused.current == 1)
    }
    let stored = try await store.read { tx in
      try tx.rows("SELECT name FROM settings") { row throws(SQLiteError) -> String in try row.next() }
    }
    #expect(stored.count == 3)
  }

  @Test func `listeners wake after the commit and not for what was undone`() async throws {
    let store = try folder.open()
    var wakes = store.wakeUps(of: .events).makeAsyncIterator()
    _ = try? await store.write { tx in
      try tx.events.append(Event(type: "undone"))
      throw Refusal()
    }
    try await store.write { tx in _ = try tx.events.append(Event(type: "done")) }
    await wakes.next()
    let events = try await store.read { tx in try tx.events.list(after: 0, limit: 10) }
    #expect(events.map(\.event.type) == ["done"])
  }
}
