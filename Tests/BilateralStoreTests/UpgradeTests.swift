import BilateralBase
import BilateralCrypto
import BilateralStore
import BilateralTestTools
import Glibc
import Testing

/// Every schema that was ever released comes up, with its rows.
@Suite struct UpgradeTests {
  static let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }

  /// Databases of all schemas, that have grown with the program: each migration was once the newest, and rows were
  /// written then.
  private static let shelf: [StoreFolder] = {
    let (folder, rows) = (StoreFolder(), try? SchemaRows.read(below: tests))
    return (1...Migrations.all.count).map { count in
      let migrations = Array(Migrations.all.prefix(count))
      var options = folder.options
      options.copiesBeforeUpgrade = false
      options.waitsForDisk = false
      try? Store(at: folder.database, options: options, migrations: migrations).close()
      if let connection = try? SQLiteConnection(path: folder.database, mode: .readWrite) {
        do { try connection.execute(script: rows?[migrations[count - 1].name] ?? "") } catch {
          Issue.record("rows after \(migrations[count - 1].name): \(error)")
        }
      }
      let copy = StoreFolder()
      folder.copy(to: copy)
      return copy
    }
  }()

  private func grown(to schema: Int) throws -> StoreFolder {
    let folder = StoreFolder()
    Self.shelf[schema - 1].copy(to: folder)
    try #require(try SchemaFacts.read(folder.database).number == schema)
    return folder
  }

  private func texts(_ sql: String, in path: String) throws -> [String] {
    let connection = try SQLiteConnection(path: path, mode: .readOnly)
    return try connection.rows(sql, []) { row throws(SQLiteError) in try row.next() }
  }

  private func tables(_ path: String) throws -> [String] {
    try texts(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
      in: path)
  }

  private func columns(_ table: String, _ path: String) throws -> [String] {
    try texts("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid", in: path)
  }

  /// The rows of a table as text, by some of its columns.
  private func rows(_ table: String, _ columns: [String], _ path: String) throws -> Set<String> {
    let line = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
    return Set(try texts("SELECT \(line) FROM \(table)", in: path))
  }

  private func schema(_ path: String) throws -> [String] {
    try texts(
      "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
      in: path)
  }

  @Test(
    "a database of every released schema is brought up to date with all its rows",
    arguments: 1...Migrations.all.count)
  func upgrade(from number: Int) throws {
    let folder = try grown(to: number)
    let fresh = StoreFolder()
    try fresh.open { $0.waitsForDisk = false }.close()
    var before: [String: Set<String>] = [:]
    for table in try tables(folder.database) {
      before[table] = try rows(table, try columns(table, folder.database), folder.database)
      #expect(before[table]?.isEmpty == false, "schema-rows.sql has no row for \(table)")
    }
    let oldColumns = try before.keys.reduce(into: [:]) { $0[$1] = try columns($1, folder.database) }

    let store = try folder.open { $0.waitsForDisk = false }
    #expect(try store.readBlocking { tx in try tx.audit.verify() } == .intact(count: number > 10 ? 2 : 0))
    store.close()

    #expect(try schema(folder.database) == schema(fresh.database))
    #expect(try DatabaseCheck.whole.problems(of: folder.database).isEmpty)
    for (table, old) in before {
      let now = try rows(table, oldColumns[table] ?? [], folder.database)
      var expected = old
      // The fan-out begins with what partners see of locations: their cursors start anew.
      let fanOut = (Migrations.all.firstIndex { $0.name == "2026-11 fan-out" } ?? 0) + 1
      if table == "view_cursors", number < fanOut { expected = old.filter { !$0.contains("'locations'") } }
      #expect(expected.isSubset(of: now), "\(table) lost \(expected.subtracting(now))")
    }
    try expectCopy(of: number, before, in: folder)
  }

  /// The copy beside an upgraded database is the one before.
  private func expectCopy(of number: Int, _ before: [String: Set<String>], in folder: StoreFolder) throws {
    let copies = StoreFolder.names(of: folder.path).filter { $0.hasPrefix("before-upgrade") }
    guard number < Migrations.all.count else { return #expect(copies.isEmpty) }
    #expect(copies == [UpgradeCopy.name(number)])
    let copy = "\(folder.path)/\(UpgradeCopy.name(number))"
    #expect(try SchemaFacts.read(copy).number == number)
    for (table, old) in before { #expect(try rows(table, try columns(table, copy), copy) == old) }
  }

  @Test func `a kill at any migration leaves a database that the next start brings up`() throws {
    let start = 9
    let all = Migrations.all.dropFirst(start).map(\.name)
    let some = [all[0], all[11], all.last ?? ""]
    for name in getenv("BILATERAL_SOAK") == nil ? some : all {
      let folder = try grown(to: start)
      let wreck = StoreFolder()
      var options = folder.options
      options.waitsForDisk = false
      options.willMigrate = { next in if next == name { folder.copy(to: wreck) } }
      try Store(at: folder.database, options: options).close()
      #expect(try SchemaFacts.read(wreck.database).number == start, "whole or not at all")
      try wreck.open { $0.waitsForDisk = false }.close()
      #expect(try schema(wreck.database) == schema(folder.database))
      #expect(
        try tables(wreck.database).allSatisfy { table in
          try rows(table, columns(table, wreck.database), wreck.database).filter { !$0.contains(name) }.count
            == rows(table, columns(table, folder.database), folder.database).filter { !$0.contains(name) }
            .count
        })
    }
  }

  @Test func `a migration that fails takes none of those before it along, and can be tried again`() throws {
    let folder = try grown(to: 20)
    let before = try schema(folder.database)
    var options = folder.options
    options.willMigrate = { name throws(SQLiteError) in
      guard name == Migrations.all[25].name else { return }
      throw SQLiteError(code: .full, message: "database or disk is full")
    }
    #expect(kind { _ = try Store(at: folder.database, options: options) } == .full)
    #expect(try schema(folder.database) == before)
    try folder.open().close()
    #expect(try SchemaFacts.read(folder.database).number == Migrations.all.count)
  }

  @Test func `without room for the copy nothing is upgraded, BS120`() throws {
    let folder = try grown(to: 20)
    mkdir(folder.path + "/before-upgrade.part", 0o700)
    defer { rmdir(folder.path + "/before-upgrade.part") }
    #expect(kind { _ = try folder.open() } == .noCopy)
    #expect(try SchemaFacts.read(folder.database).number == 20)
    rmdir(folder.path + "/before-upgrade.part")
    try folder.open().close()
    #expect(try SchemaFacts.read(folder.database).number == Migrations.all.count)
  }

  @Test func `the newest copy is kept, older ones go`() throws {
    let folder = try grown(to: 20)
    var options = folder.options
    try Store(at: folder.database, options: options, migrations: Array(Migrations.all.prefix(25))).close()
    options.copiesBeforeUpgrade = true
    try folder.open().close()
    let copies = StoreFolder.names(of: folder.path).filter { $0.hasPrefix("before-upgrade") }
    #expect(copies == [UpgradeCopy.name(25)])
    try folder.open().close()
    #expect(
      StoreFolder.names(of: folder.path).contains(UpgradeCopy.name(25)), "a start without upgrade keeps it")
  }

  private func kind(_ body: () throws -> Void) -> StoreError.Kind? {
    do { try body() } catch { return (error as? StoreError)?.kind }
    return nil
  }
}

/// What was released is never changed: its name and SQL are pinned.
@Suite struct ReleasedMigrationTests {
  private static let path = UpgradeTests.tests + "/BilateralStoreTests/Fixtures/migrations.sha256"

  private func pins(_ migrations: [Migration]) -> [String] {
    migrations.map { migration in
      "\(Hex.encode(SHA256.hash(migration.name + "\n" + migration.sql)))  \(migration.name)"
    }
  }

  private func read() -> [String] {
    guard let file = fopen(Self.path, "r") else { return [] }
    defer { fclose(file) }
    var lines: [String] = []
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    while getline(&line, &room, file) > 0 {
      if let line { lines.append(String(String(cString: line).dropLast())) }
    }
    free(line)
    return lines
  }

  @Test func `no released migration of the store or of the exchange log is changed, moved or taken out`()
    throws
  {
    let (store, exchanges) = (pins(Migrations.all), pins(Migrations.exchanges))
    let now = ["# store"] + store + ["# exchanges"] + exchanges
    let released = read()
    let old = released.split(separator: "# exchanges").map { Array($0) }
    let oldStore = Array((old.first ?? []).dropFirst())
    let oldExchanges = old.count > 1 ? old[1] : []
    for (pinned, current) in [(oldStore, store), (oldExchanges, exchanges)] {
      for (place, line) in pinned.enumerated() {
        #expect(
          place < current.count && current[place] == line,
          "migration \(place + 1) \"\(line.dropFirst(66))\" was released: databases out there have it as it was. Put it back, and append a new one."
        )
      }
    }
    if getenv("BILATERAL_UPDATE_SNAPSHOTS") != nil, isExtended(oldStore, store),
      isExtended(oldExchanges, exchanges)
    {
      let file = fopen(Self.path, "w")
      fputs(now.joined(separator: "\n") + "\n", file)
      fclose(file)
    } else {
      #expect(
        released == now,
        "a new migration is pinned by BILATERAL_UPDATE_SNAPSHOTS=1 swift test --filter ReleasedMigrationTests"
      )
    }
  }

  private func isExtended(_ old: [String], _ new: [String]) -> Bool { new.starts(with: old) }
}
