import BilateralBase
import BilateralStore
import Glibc
import Testing

@Suite struct MigratorTests {
  let folder = StoreFolder()

  private let extra = Migration("9999 later", "CREATE TABLE later (a INTEGER) STRICT;")

  private func open(_ migrations: [Migration]) throws -> Store {
    try Store(at: folder.database, options: folder.options, migrations: migrations)
  }

  private func kind(_ body: () throws -> Void) -> StoreError.Kind? {
    do { try body() } catch { return (error as? StoreError)?.kind }
    return nil
  }

  @Test func `a database of a newer schema is refused, by runtime and reader`() throws {
    try open(Migrations.all + [extra]).close()
    #expect(kind { _ = try folder.open() } == .newerSchema)
    #expect(kind { _ = try Store(readingOnly: folder.database) } == .newerSchema)
  }

  @Test func `a reader does not change an older database`() throws {
    try open(Array(Migrations.all.dropLast())).close()
    #expect(kind { _ = try Store(readingOnly: folder.database) } == .olderSchema)
  }

  @Test func `a database whose migrations are not ours is refused`() throws {
    try open([Migrations.all[0], extra]).close()
    #expect(kind { _ = try folder.open() } == .foreign)
  }

  @Test func `a file that is no database is refused and left as it is`() throws {
    let text = "this is a text file, longer than the head of a database would be: " + folder.database
    guard let file = fopen(folder.database, "w") else { return }
    fputs(String(repeating: text, count: 20), file)
    fclose(file)
    #expect(kind { _ = try folder.open() } == .foreign)
  }

  @Test func `another program's database is refused`() throws {
    try open([]).close()
    let connection = try SQLiteConnection(path: folder.database, mode: .readWrite)
    try connection.run("CREATE TABLE theirs (a)")
    #expect(kind { _ = try folder.open() } == .foreign)
  }

  @Test func `a migration that fails leaves the schema before it and opening can be repeated`() throws {
    let broken = Migration("9999 broken", "CREATE TABLE half (a INTEGER) STRICT; CREATE TABLE half (a);")
    #expect(kind { _ = try open(Migrations.all + [broken]) } == .broken)
    let store = try folder.open()
    let tables = try store.readBlocking { tx in
      try tx.rows("SELECT name FROM sqlite_schema WHERE name = 'half'") { row throws(SQLiteError) -> String in
        try row.next()
      }
    }
    #expect(tables.isEmpty)
  }

  @Test func `every table is strict`() throws {
    let store = try folder.open()
    let loose = try store.readBlocking { tx in
      try tx.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%'"
      ) {
        row throws(SQLiteError) -> String in try row.next()
      }
    }
    #expect(loose.isEmpty)
  }
}
