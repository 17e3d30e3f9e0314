import BilateralBase
import BilateralStore
import Glibc
import Testing

@Suite struct DatabaseCopyTests {
  let folder = StoreFolder()

  private func kind(_ body: () throws -> Void) -> StoreError.Kind? {
    do { try body() } catch { return (error as? StoreError)?.kind }
    return nil
  }

  /// A store of some 24 MB, so that a copy takes several pieces.
  private func filled() throws -> Store {
    let store = try folder.open()
    let bulk = String(repeating: "x", count: 60_000)
    try store.writeBlocking { tx in
      for number in 0..<400 { _ = try tx.received.put(.test("L\(number)", at: 5, bulk)) }
      try tx.settings.set("a", to: "0")
      try tx.settings.set("b", to: "0")
    }
    return store
  }

  private func pair(_ path: String) throws -> [String] {
    let connection = try SQLiteConnection(path: path, mode: .readOnly)
    return try connection.rows("SELECT value FROM settings WHERE name IN ('a', 'b') ORDER BY name", []) {
      row throws(SQLiteError) in try row.next()
    }
  }

  @Test func `a copy is of one moment, whatever is written between its pieces, and holds no writer up`()
    throws
  {
    let store = try filled()
    let copy = folder.path + "/other.db"
    var pieces = 0
    var failures = 0
    let facts = try DatabaseCopy(of: folder.database, to: copy).make { _, _ in
      pieces += 1
      let text = String(pieces)
      // Answered here, in the middle of the copy: the writer waits for nobody.
      let write: Void? = try? store.writeBlocking { tx in
        try tx.settings.set("a", to: text)
        try tx.settings.set("b", to: text)
      }
      if write == nil { failures += 1 }
    }
    #expect(pieces >= 3 && failures == 0)
    #expect(facts.number == Migrations.all.count)
    #expect(try pair(copy) == ["0", "0"])
    #expect(try store.readBlocking { tx in try tx.settings.value("b") } == String(pieces))
    #expect(try DatabaseCheck.whole.problems(of: copy).isEmpty)
    #expect(access(copy + "-wal", F_OK) != 0, "one plain file")
    var status = stat()
    stat(copy, &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `what a kill left in the log is in the copy`() throws {
    let wreck = StoreFolder()
    let store = try folder.open()
    try store.writeBlocking { tx in try tx.settings.set("a", to: "late") }
    folder.copy(to: wreck)
    store.close()
    try DatabaseCopy(of: wreck.database, to: wreck.path + "/other.db").make()
    #expect(try pair(wreck.path + "/other.db") == ["late"])
  }

  @Test func `what is not ours, or not there, is not copied`() throws {
    let copy = folder.path + "/other.db"
    #expect(kind { try DatabaseCopy(of: folder.database, to: copy).make() } == .missing)
    try Store(at: folder.database, options: folder.options, migrations: []).close()
    #expect(kind { try DatabaseCopy(of: folder.database, to: copy).make() } == .foreign)
    let connection = try SQLiteConnection(path: folder.database, mode: .readWrite)
    try connection.run("CREATE TABLE theirs (a)")
    #expect(kind { try DatabaseCopy(of: folder.database, to: copy).make() } == .foreign)
    #expect(access(copy, F_OK) != 0)
  }

  @Test func `a page that was overwritten is found`() throws {
    try filled().close()
    #expect(try DatabaseCheck.quick.problems(of: folder.database).isEmpty)
    let file = open(folder.database, O_RDWR)
    defer { close(file) }
    var garbage = [UInt8](repeating: 0xA5, count: 4096)
    // The root page of the first table after the schema, and a few more.
    for page in 2...9 { pwrite(file, &garbage, garbage.count, off_t(page * 4096)) }
    #expect(kind { try DatabaseCheck.quick.demand(of: folder.database) } == .damaged)
    #expect(kind { try DatabaseCopy(of: folder.database, to: folder.path + "/other.db").make() } != nil)
  }
}

@Suite struct StateLossTests {
  let earlier = StoreFolder()
  let later = StoreFolder()

  /// A state, a copy of it, and what happens to it afterwards.
  private func lose(_ since: @escaping @Sendable (WriteTransaction) throws -> Void) throws -> StateLoss {
    let store = try later.open()
    try store.writeBlocking { tx in
      _ = try tx.partners.ensure("acme")
      _ = try tx.events.append(Event(type: "object"))
      _ = try tx.own.put(.test("L1"))
      _ = try tx.statements.nextNumber(in: "ACM-2026")
    }
    try DatabaseCopy(of: later.database, to: earlier.database).make()
    try store.writeBlocking(since)
    store.close()
    return try StateLoss(from: later.database, to: earlier.database)
  }

  @Test func `nothing is lost when nothing happened`() throws {
    let loss = try lose { _ in }
    #expect(loss.floors == NumberFloors())
    #expect(loss.statements.isEmpty && loss.renewed.isEmpty && loss.applied.isEmpty)
    #expect(loss.own.isEmpty && loss.added.isEmpty)
  }

  @Test func `statements, tokens, terms and objects since are named, and their numbers are not given again`()
    throws
  {
    let loss = try lose { tx in
      _ = try tx.statements.nextNumber(in: "ACM-2026")
      _ = try tx.statements.nextNumber(in: "BLU-2026")
      try tx.statements.keep(
        StatementRow(
          number: "ACM-2026-0002", partner: "acme", direction: .sell, period: "2026-10", place: 1,
          issued: "2026-11-04", due: nil, gross: "12.34", currency: "EUR", document: "{}", hash: [1],
          closedAt: tx.now))
      try tx.ourTokens.issue(hash: [1, 2], to: "acme", kind: .session)
      _ = try tx.snapshots.apply("text", to: "blu", hash: [1], technicalHash: [1], moneyHash: [1])
      _ = try tx.own.put(.test("L2"))
      _ = try tx.events.append(Event(type: "object"))
      _ = try tx.events.append(Event(type: "object"))
    }
    #expect(loss.floors.series == ["ACM-2026": 2, "BLU-2026": 1])
    #expect(loss.statements.map(\.number) == ["ACM-2026-0002"])
    #expect(loss.statements.map(\.amount) == ["12.34 EUR"])
    #expect(loss.renewed == ["acme"] && loss.applied == ["blu"])
    #expect(loss.own == ["locations": 1])

    let store = try earlier.open()
    try store.writeBlocking { tx in try tx.raise(to: loss.floors) }
    let (number, other, event) = try store.writeBlocking { tx in
      try (
        tx.statements.nextNumber(in: "ACM-2026"), tx.statements.nextNumber(in: "BLU-2026"),
        tx.events.append(Event(type: "object"))
      )
    }
    #expect(number == 3 && other == 2 && event == 4)
  }

  @Test func `where nobody knows what was given, events go on far beyond`() throws {
    _ = try lose { _ in }
    let floors = NumberFloors.unknown(since: earlier.database)
    #expect(NumberFloors(floors.json) == floors)
    let store = try earlier.open()
    try store.writeBlocking { tx in try tx.raise(to: floors) }
    #expect(try store.writeBlocking { tx in try tx.events.append(Event(type: "object")) } == 1_000_002)
  }
}
