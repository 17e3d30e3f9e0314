package import BilateralBase

/// A span of time in which a charger could not be used.
package struct Outage: Hashable, Sendable {
  /// The partner whose charger it is; empty for ours.
  package var owner: String
  /// The location.
  package var location: ObjectKey
  /// The EVSE by its uid.
  package var evse: String
  /// The status that was told, such as `OUTOFORDER`.
  package var status: String
  package var since: Timestamp
  /// Nil while it goes on.
  package var until: Timestamp?

  package init(
    owner: String, location: ObjectKey, evse: String, status: String, since: Timestamp,
    until: Timestamp? = nil
  ) {
    self.owner = owner
    self.location = location
    self.evse = evse
    self.status = status
    self.since = since
    self.until = until
  }
}

/// When chargers could not be used: one row an outage, open while it lasts.
package struct OutageTable<Access> {
  let tx: Transaction<Access>

  /// Outages that touch a span of time, oldest first.
  package func list(
    of owner: String, from first: Timestamp, until end: Timestamp
  ) throws(SQLiteError) -> [Outage] {
    try rows(
      "WHERE owner = ? AND since < ? AND (until IS NULL OR until > ?) ORDER BY since", owner, end, first)
  }

  /// The outages of one location that touch a span of time, oldest first.
  package func list(
    of owner: String, at location: ObjectKey, from first: Timestamp, until end: Timestamp
  ) throws(SQLiteError) -> [Outage] {
    try rows(
      """
      WHERE owner = ? AND location = ? AND country = ? AND party = ? AND since < ?
        AND (until IS NULL OR until > ?) ORDER BY since
      """, owner, location.id, location.country, location.party, end, first)
  }

  /// Those of one location that have not ended.
  package func open(of owner: String, at location: ObjectKey) throws(SQLiteError) -> [Outage] {
    try rows(
      "WHERE owner = ? AND location = ? AND country = ? AND party = ? AND until IS NULL", owner, location.id,
      location.country, location.party)
  }

  private func rows(_ condition: String, _ arguments: any SQLValue...) throws(SQLiteError) -> [Outage] {
    try tx.connection.rows(
      "SELECT owner, country, party, location, '', evse, status, since, until FROM outages \(condition)",
      arguments
    ) { row throws(SQLiteError) in
      try Outage(
        owner: row.next(), location: ObjectKey(&row), evse: row.next(), status: row.next(), since: row.next(),
        until: row.next())
    }
  }
}

extension OutageTable where Access == Writing {
  /// Begins or ends outages so that exactly these EVSEs of a location are out now.
  ///
  /// - Parameters:
  ///   - down: the status of each EVSE that is out, with the moment since when, by uid.
  ///   - owner: the partner; empty for ours.
  ///   - location: where.
  ///   - moment: when those that are back came back.
  /// - Throws: what SQLite says.
  package func settle(
    _ down: [String: (status: String, since: Timestamp)], of owner: String, at location: ObjectKey,
    as moment: Timestamp
  ) throws(SQLiteError) {
    let open = try open(of: owner, at: location)
    for outage in open where !down.keys.contains(where: { $0.lowercased() == outage.evse.lowercased() }) {
      try tx.run(
        """
        UPDATE outages SET until = max(since, ?)
        WHERE owner = ? AND location = ? AND country = ? AND party = ? AND evse = ? AND until IS NULL
        """, moment, owner, location.id, location.country, location.party, outage.evse)
    }
    for (evse, state) in down where !open.contains(where: { $0.evse.lowercased() == evse.lowercased() }) {
      try tx.run(
        """
        INSERT INTO outages (owner, country, party, location, evse, status, since) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET status = excluded.status, until = NULL
        """, owner, location.country, location.party, location.id, evse, state.status, state.since)
    }
  }
}

extension Transaction {
  package var outages: OutageTable<Access> { OutageTable(tx: self) }
}
