package import BilateralBase

/// Where texts that name a driver stand, and how they are taken out (ruling 33).
///
/// What is money stays: a CDR is a voucher that the law wants kept as it was told, so neither CDRs nor their copies on
/// the way are touched. The audit trail is never touched either: nothing personal is written there.
package struct PersonalDataTable<Access> {
  let tx: Transaction<Access>

  /// One column in which such a text may stand as a JSON string.
  fileprivate struct Place {
    let name: String
    let table: String
    let column: String
    var condition = "1"
    /// Whether the text is the whole value, not a JSON string within it.
    var isWhole = false
  }

  fileprivate static var places: [Place] {
    [
      Place(
        name: "sessions of partners", table: "received", column: "body", condition: "module = 'sessions'"),
      Place(name: "our sessions", table: "own", column: "body", condition: "module = 'sessions'"),
      Place(
        name: "copies told", table: "views", column: "shown", condition: "module IN ('sessions', 'tokens')"),
      Place(
        name: "copies told", table: "views", column: "copy", condition: "module IN ('sessions', 'tokens')"),
      Place(name: "quarantine", table: "quarantine", column: "raw", condition: "module <> 'cdrs'"),
      Place(name: "events", table: "events", column: "object", condition: "module IS NOT 'cdrs'"),
      Place(name: "events", table: "events", column: "id", condition: "module = 'tokens'", isWhole: true),
      Place(name: "questions", table: "asks", column: "question"),
      Place(name: "orders", table: "commands", column: "body"),
      Place(name: "orders", table: "commands", column: "token", isWhole: true),
      Place(name: "orders", table: "commands", column: "subject", isWhole: true),
      Place(name: "charges", table: "statement_charges", column: "contract", isWhole: true),
      Place(name: "authorisations", table: "authorizations", column: "uid", isWhole: true),
    ]
  }

  /// How many rows name a driver, by place; places without any are left out.
  ///
  /// - Parameter texts: each uid, contract id and printed number as it is spelled.
  /// - Returns: what `erase` would change, then what it keeps.
  /// - Throws: what SQLite says.
  package func traces(of texts: [String]) throws(SQLiteError) -> [(place: String, count: Int)] {
    var sums: [(place: String, count: Int)] = []
    for place in Self.places {
      var count = 0
      for text in texts { count += try self.count(place, text) }
      Self.add(count, at: place.name, to: &sums)
    }
    return sums
  }

  /// CDRs that name a driver, and when the last of them was told.
  package func vouchers(of texts: [String]) throws(SQLiteError) -> (count: Int, newest: Timestamp?) {
    var (count, newest): (Int, Int64) = (0, .min)
    for text in texts {
      for table in ["received", "own"] {
        let found: (Int, Int64?)? = try tx.first(
          "SELECT count(*), max(last_updated) FROM \(table) WHERE module = 'cdrs' AND instr(body, ?) > 0",
          Self.quoted(text)
        ) { row throws(SQLiteError) in (try row.next(), try row.next()) }
        count += found?.0 ?? 0
        newest = max(newest, found?.1 ?? .min)
      }
    }
    return (count, count == 0 ? nil : Timestamp(microseconds: newest))
  }

  private func count(_ place: Place, _ text: String) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM \(place.table) WHERE \(place.condition) AND \(place.match)", place.sought(text))
  }

  fileprivate static func add(_ count: Int, at name: String, to sums: inout [(place: String, count: Int)]) {
    guard count > 0 else { return }
    if let place = sums.firstIndex(where: { $0.place == name }) {
      sums[place].count += count
    } else {
      sums.append((name, count))
    }
  }

  fileprivate static func quoted(_ text: String) -> String { JSON.string(text).text }
}

extension PersonalDataTable.Place {
  fileprivate var match: String { isWhole ? "\(column) = ?1" : "instr(\(column), ?1) > 0" }

  fileprivate func sought(_ text: String) -> String { isWhole ? text : JSON.string(text).text }
}

extension PersonalDataTable where Access == Writing {
  /// Puts a mask wherever a driver is named, but for vouchers, and takes removed tokens out.
  ///
  /// - Parameters:
  ///   - texts: each uid, contract id and printed number as it is spelled.
  ///   - mask: what stands there from now on; the same for all, so that what belonged together stays together.
  /// - Returns: how many rows changed, by place.
  /// - Throws: what SQLite says.
  package func erase(_ texts: [String], mask: String) throws(SQLiteError) -> [(place: String, count: Int)] {
    var sums: [(place: String, count: Int)] = []
    for text in texts {
      for place in Self.places {
        let value = place.isWhole ? "?2" : "replace(\(place.column), ?1, ?2)"
        let count = try tx.run(
          "UPDATE \(place.table) SET \(place.column) = \(value) WHERE \(place.condition) AND \(place.match)",
          place.sought(text), place.isWhole ? mask : JSON.string(mask).text)
        Self.add(count, at: place.name, to: &sums)
      }
      let gone =
        try tx.run("DELETE FROM own WHERE module = 'tokens' AND deleted = 1 AND object = ?", text)
        + tx.run("DELETE FROM received WHERE module = 'tokens' AND state = 'removed' AND object = ?", text)
      Self.add(gone, at: "removed tokens", to: &sums)
    }
    return sums
  }

  /// Takes out sessions or CDRs that ended before a time, ours and partners'; returns how many, at most `limit` of each.
  package func forget(_ module: String, before time: Timestamp, limit: Int = 2000) throws(SQLiteError) -> Int
  {
    try tx.run(
      "DELETE FROM received WHERE row IN (SELECT row FROM received WHERE module = ? AND last_updated < ? LIMIT ?)",
      module, time, limit)
      + tx.run(
        "DELETE FROM own WHERE row IN (SELECT row FROM own WHERE module = ? AND last_updated < ? LIMIT ?)",
        module,
        time, limit)
  }
}

extension ExchangeTable where Access == Writing {
  /// Puts a mask wherever a driver is named; returns how many exchanges changed.
  package func erase(_ texts: [String], mask: String) throws(SQLiteError) -> Int {
    var count = 0
    for text in texts where text.utf8.count >= 4 {
      count += try tx.run(
        """
        UPDATE exchanges SET request = replace(request, ?1, ?2), response = replace(response, ?1, ?2),
          path = replace(path, ?1, ?2), error = replace(error, ?1, ?2)
        WHERE instr(path, ?1) > 0 OR instr(coalesce(request, ''), ?1) > 0 OR instr(coalesce(response, ''), ?1) > 0
          OR instr(coalesce(error, ''), ?1) > 0
        """, text, mask)
    }
    return count
  }
}

extension Transaction {
  package var personalData: PersonalDataTable<Access> { PersonalDataTable(tx: self) }
}
