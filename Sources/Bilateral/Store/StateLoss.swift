/// What a later state of a database knew that an earlier one does not: what going back to a backup loses.
///
/// Both are read as they are, whatever their schemas; a table that one of them lacks is as good as empty.
package struct StateLoss: Hashable, Sendable {
  /// A statement that was closed since.
  package struct Statement: Hashable, Sendable {
    package let number: String
    package let partner: String
    package let period: String
    /// What is owed, and in which currency.
    package let amount: String
  }

  /// Numbers given since, which may not be given again.
  package let floors: NumberFloors
  /// Statements closed since, by number.
  package let statements: [Statement]
  /// Partners whose tokens were made or renewed since, sorted.
  package let renewed: [String]
  /// Partners whose terms were applied since, sorted.
  package let applied: [String]
  /// Objects of ours that were written since, by module.
  package let own: [String: Int]
  /// Rows added since: `payments`, `disputes`.
  package let added: [String: Int]

  /// Compares two databases that nobody writes to.
  ///
  /// - Parameters:
  ///   - later: the state that is given up.
  ///   - earlier: the state that takes its place.
  /// - Throws: `StoreError` when one of them cannot be read.
  package init(from later: String, to earlier: String) throws(StoreError) {
    do throws(SQLiteError) {
      let late = Side(try SQLiteConnection(path: later, mode: .readOnly))
      let early = Side(try SQLiteConnection(path: earlier, mode: .readOnly))
      _ = try late.connection.rows("SELECT name FROM migrations", []) { row throws(SQLiteError) -> String in
        try row.next()
      }
      self.init(late, early)
    } catch {
      throw StoreError(error)
    }
  }

  private init(_ late: Side, _ early: Side) {
    let known = NumberFloors.read(early.connection)
    floors = NumberFloors.read(late.connection).beyond(known)
    statements = Self.statements(late, early)
    renewed = Self.differing(late.tokens, early.tokens)
    applied = Self.differing(late.terms, early.terms)
    let change = known.sequences["own"] ?? 0
    own = late.counts("SELECT module, count(*) FROM own WHERE change > \(change) GROUP BY module")
    let before = early.sizes
    added = late.sizes.reduce(into: [:]) { found, table in
      let more = table.value - (before[table.key] ?? 0)
      if more > 0 { found[table.key] = more }
    }
  }

  private static func statements(_ late: Side, _ early: Side) -> [Statement] {
    let known = Set(early.texts("SELECT number FROM statements"))
    let rows = try? late.connection.rows(
      "SELECT number, partner, period, gross || ' ' || currency FROM statements ORDER BY number", []
    ) { row throws(SQLiteError) in
      try Statement(number: row.next(), partner: row.next(), period: row.next(), amount: row.next())
    }
    return (rows ?? []).filter { !known.contains($0.number) }
  }

  private static func differing(_ late: [String: Set<String>], _ early: [String: Set<String>]) -> [String] {
    late.filter { !$0.value.isSubset(of: early[$0.key] ?? []) }.keys.sorted()
  }

  /// One of the two databases.
  private struct Side {
    let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) { self.connection = connection }

    func texts(_ sql: String) -> [String] {
      (try? connection.rows(sql, []) { row throws(SQLiteError) -> String in try row.next() }) ?? []
    }

    func counts(_ sql: String) -> [String: Int] {
      let rows = try? connection.rows(sql, []) { row throws(SQLiteError) -> (String, Int) in
        try (row.next(), row.next())
      }
      return Dictionary(rows ?? [], uniquingKeysWith: +)
    }

    private func grouped(_ sql: String) -> [String: Set<String>] {
      let rows = try? connection.rows(sql, []) { row throws(SQLiteError) -> (String, String) in
        try (row.next(), row.next())
      }
      return (rows ?? []).reduce(into: [:]) { found, row in found[row.0, default: []].insert(row.1) }
    }

    /// Hashes of our tokens and the sealed ones of theirs, by partner; sealing never gives the same bytes twice.
    var tokens: [String: Set<String>] {
      let ours = grouped("SELECT partner, hex(hash) FROM our_tokens")
      let theirs = grouped("SELECT id, hex(their_token) FROM partners WHERE their_token IS NOT NULL")
      return ours.merging(theirs) { $0.union($1) }
    }

    var terms: [String: Set<String>] { grouped("SELECT partner, number || ':' || hex(hash) FROM snapshots") }

    var sizes: [String: Int] {
      ["payments", "disputes"].reduce(into: [:]) { found, table in
        found[table] = Int(
          (try? connection.first("SELECT count(*) FROM \(table)", []) { row throws(SQLiteError) -> Int64 in
            try row.next()
          }) ?? 0)
      }
    }
  }
}
