import BilateralBase
import BilateralStore
import Glibc
import Testing

@Suite struct SQLiteConnectionTests {
  let folder = StoreFolder()

  private func connection() throws -> SQLiteConnection {
    close(Glibc.open(folder.database, O_CREAT | O_RDWR, 0o600))
    let connection = try SQLiteConnection(path: folder.database, mode: .readWrite)
    try connection.run("CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n TEXT) STRICT")
    return connection
  }

  @Test func `values of every type come back as they went in`() throws {
    let connection = try connection()
    let texts = ["", "a", "\u{0}b", "grün 🔌", "\""]
    for text in texts {
      try connection.run("DELETE FROM t")
      try connection.run("INSERT INTO t VALUES (?, ?, ?, ?)", Int64.min, text, Array(text.utf8), String?.none)
      let row = try connection.first("SELECT i, s, b, n FROM t", []) {
        row throws(SQLiteError) -> (Int64, String, [UInt8], String?) in
        try (row.next(), row.next(), row.next(), row.next())
      }
      #expect(row?.0 == Int64.min)
      #expect(row?.1 == text)
      #expect(row?.2 == Array(text.utf8))
      #expect(row?.3 == nil)
    }
  }

  @Test func `JSON text is stored as text, byte for byte`() throws {
    let connection = try connection()
    let text: JSONText = #"{"a":1.50,"ü":"\u0000"}"#
    try connection.run("INSERT INTO t (s) VALUES (?)", text)
    let back: JSONText? = try connection.first("SELECT s FROM t WHERE typeof(s) = 'text'", []) {
      row throws(SQLiteError) in try row.next()
    }
    #expect(back == text)
  }

  @Test func `an error names the statement and never the values`() throws {
    let connection = try connection()
    try connection.run("CREATE UNIQUE INDEX u ON t (s)")
    try connection.run("INSERT INTO t (s) VALUES (?)", "secret-token")
    let error = #expect(throws: SQLiteError.self) {
      try connection.run("INSERT INTO t (s) VALUES (?)", "secret-token")
    }
    #expect(error?.description.contains("INSERT INTO t (s) VALUES (?)") == true)
    #expect(error?.description.contains("secret-token") == false)
  }

  @Test func `a primary code matches its extended codes and not the other way round`() {
    let unique = ResultCode(rawValue: 2067)
    #expect(ResultCode.constraint ~= unique)
    #expect(!(unique ~= ResultCode.constraint))
    #expect(!(ResultCode.full ~= unique))
  }

  @Test func `a column of another type is an error and not a crash`() throws {
    let connection = try connection()
    try connection.run("INSERT INTO t (i, s) VALUES (1, 'a')")
    #expect(throws: SQLiteError.self) {
      try connection.first("SELECT s FROM t", []) { row throws(SQLiteError) -> Int in try row.next() }
    }
    #expect(throws: SQLiteError.self) {
      try connection.first("SELECT n FROM t", []) { row throws(SQLiteError) -> String in try row.next() }
    }
  }

  @Test func `a wrong number of arguments is an error`() throws {
    let connection = try connection()
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t (i) VALUES (?)") }
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t (i) VALUES (?)", 1, 2) }
  }

  @Test func `one statement may run inside itself`() throws {
    let connection = try connection()
    try connection.run("INSERT INTO t (i) VALUES (1), (2)")
    let sql = "SELECT i FROM t ORDER BY i"
    let pairs = try connection.rows(sql, []) { row throws(SQLiteError) -> [Int] in
      let outer: Int = try row.next()
      return try connection.rows(sql, []) { row throws(SQLiteError) in try row.next() + outer * 10 }
    }
    #expect(pairs == [[11, 12], [21, 22]])
  }
}
