package import BilateralBase

/// Numbers that were given out and may not be given again, after an earlier state came back.
package struct NumberFloors: Hashable, Sendable {
  /// The last number of each series of statements: `ACM-2026` to 17.
  package var series: [String: Int64] = [:]
  /// The last number of each named sequence, such as `own`.
  package var sequences: [String: Int64] = [:]
  /// The last row number of each table whose numbers are never reused, such as `events`.
  package var rows: [String: Int64] = [:]

  package init() {}

  /// The floors where nobody knows which numbers were given since the state at `path`: events are moved on a long way,
  /// since programs that follow them ask for those after a number that this state never reached.
  package static func unknown(since path: String) -> NumberFloors {
    var floors = NumberFloors()
    guard let connection = try? SQLiteConnection(path: path, mode: .readOnly) else { return floors }
    floors.rows["events"] = (read(connection).rows["events"] ?? 0) + leap
    return floors
  }

  private static let leap: Int64 = 1_000_000

  /// The numbers as JSON, for the mark of a restored state.
  package var json: JSON {
    func object(_ numbers: [String: Int64]) -> JSON {
      .object(numbers.sorted { $0.key < $1.key }.map { JSONMember($0.key, .number(String($0.value))) })
    }
    return ["series": object(series), "sequences": object(sequences), "rows": object(rows)]
  }

  /// Reads them back; what is not understood is left out.
  package init(_ json: JSON?) {
    func numbers(_ name: String) -> [String: Int64] {
      (json?[name]?.members ?? []).reduce(into: [:]) { found, member in
        found[member.name] = member.value.int.map { Int64($0) }
      }
    }
    (series, sequences, rows) = (numbers("series"), numbers("sequences"), numbers("rows"))
  }

  /// The floors of a database, as old or new as it may be; empty where it has no such table.
  static func read(_ connection: SQLiteConnection) -> NumberFloors {
    func numbers(_ sql: String) -> [String: Int64] {
      let rows = try? connection.rows(sql, []) { row throws(SQLiteError) -> (String, Int64) in
        try (row.next(), row.next())
      }
      return Dictionary(rows ?? [], uniquingKeysWith: max)
    }
    var floors = NumberFloors()
    floors.series = numbers("SELECT series, last FROM statement_numbers")
    floors.sequences = numbers("SELECT name, value FROM sequences")
    floors.rows = numbers("SELECT name, seq FROM sqlite_sequence")
    return floors
  }

  /// Those that are higher here than in `other`.
  func beyond(_ other: NumberFloors) -> NumberFloors {
    func higher(_ mine: [String: Int64], _ theirs: [String: Int64]) -> [String: Int64] {
      mine.filter { $0.value > theirs[$0.key] ?? 0 }
    }
    var floors = NumberFloors()
    floors.series = higher(series, other.series)
    floors.sequences = higher(sequences, other.sequences)
    floors.rows = higher(rows, other.rows)
    return floors
  }
}

extension Transaction where Access == Writing {
  /// Sees to it that numbers up to the floors are not given again; those that are higher stay.
  package func raise(to floors: NumberFloors) throws(SQLiteError) {
    for (series, last) in floors.series {
      try run(
        """
        INSERT INTO statement_numbers (series, last) VALUES (?, ?)
        ON CONFLICT (series) DO UPDATE SET last = max(last, excluded.last)
        """, series, last)
    }
    for (name, value) in floors.sequences {
      try run(
        """
        INSERT INTO sequences (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
        """, name, value)
    }
    for (table, row) in floors.rows {
      try run("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", row, table)
      try run(
        """
        INSERT INTO sqlite_sequence (name, seq)
        SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)
          AND EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)
        """, table, row)
    }
  }
}
