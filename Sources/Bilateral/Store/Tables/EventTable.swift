package import BilateralBase

/// Something that our platform should know.
package struct Event: Hashable, Sendable {
  /// What happened, such as `object` or `ask`.
  package var type: String
  package var partner: String?
  package var module: String?
  /// The object's id, as people write it.
  package var id: String?
  /// How the object changed, such as `created`, `updated` or `removed`.
  package var change: String?
  package var correlation: String?
  package var object: JSONText?
  package var askID: String?
  package var deadline: Timestamp?

  package init(
    type: String, partner: String? = nil, module: String? = nil, id: String? = nil, change: String? = nil,
    correlation: String? = nil, object: JSONText? = nil, askID: String? = nil, deadline: Timestamp? = nil
  ) {
    self.type = type
    self.partner = partner
    self.module = module
    self.id = id
    self.change = change
    self.correlation = correlation
    self.object = object
    self.askID = askID
    self.deadline = deadline
  }
}

/// An event with its place in the sequence.
package struct EventRow: Hashable, Sendable {
  package let seq: Int64
  package let at: Timestamp
  package let event: Event
}

/// The durable sequence that our platform follows.
///
/// Invariants: an event is written in the transaction of the change it tells of, so neither exists without the
/// other. Numbers grow and are never reused, so a reader that remembers one misses nothing; there is one writer,
/// so a lower number never appears after a higher one was seen.
package struct EventTable<Access> {
  let tx: Transaction<Access>

  /// Events after `seq`, oldest first.
  package func list(after seq: Int64, limit: Int) throws(SQLiteError) -> [EventRow] {
    try tx.rows(
      """
      SELECT seq, at, type, partner, module, id, change, correlation, object, ask_id, deadline
      FROM events WHERE seq > ? ORDER BY seq LIMIT ?
      """, seq, limit
    ) { row throws(SQLiteError) in
      try EventRow(
        seq: row.next(), at: row.next(),
        event: Event(
          type: row.next(), partner: row.next(), module: row.next(), id: row.next(), change: row.next(),
          correlation: row.next(), object: row.next(), askID: row.next(), deadline: row.next()))
    }
  }

  /// The number of the newest event ever written, 0 before the first.
  package func newest() throws(SQLiteError) -> Int64 {
    try tx.first("SELECT seq FROM sqlite_sequence WHERE name = 'events'") { row throws(SQLiteError) in
      try row.next()
    } ?? 0
  }

  /// The number of the oldest event that is still kept, nil when there is none.
  ///
  /// A reader whose number lies more than one before it has missed events and must read the lists again.
  package func oldest() throws(SQLiteError) -> Int64? {
    try tx.first("SELECT seq FROM events ORDER BY seq LIMIT 1") { row throws(SQLiteError) in try row.next() }
  }
}

extension EventTable where Access == Writing {
  /// Appends an event and wakes its readers once the transaction is durable; returns its number.
  @discardableResult
  package func append(_ event: Event) throws(SQLiteError) -> Int64 {
    tx.signal(.events)
    try tx.run(
      """
      INSERT INTO events (at, type, partner, module, id, change, correlation, object, ask_id, deadline)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, tx.now, event.type, event.partner, event.module, event.id, event.change, event.correlation,
      event.object, event.askID, event.deadline)
    return tx.connection.lastInsertedRow
  }

  /// Forgets events written before `time`, and the oldest beyond `count`; returns how many went.
  ///
  /// At most `limit` go at once, so that the writer is never held up for long.
  package func trim(before time: Timestamp, keeping count: Int, limit: Int = 5000) throws(SQLiteError) -> Int
  {
    let bounds = [try firstKept(since: time), try firstKept(of: count)].compactMap { $0 }
    guard let bound = bounds.max() else { return 0 }
    return try tx.run(
      "DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq < ? ORDER BY seq LIMIT ?)", bound,
      limit)
  }

  /// The first event at or after `time`; the number to come when all are older.
  private func firstKept(since time: Timestamp) throws(SQLiteError) -> Int64 {
    let first: Int64? = try tx.first("SELECT seq FROM events WHERE at >= ? ORDER BY seq LIMIT 1", time) {
      row throws(SQLiteError) in try row.next()
    }
    if let first { return first }
    return try newest() + 1
  }

  /// The oldest of the newest `count` events, nil when there are fewer.
  private func firstKept(of count: Int) throws(SQLiteError) -> Int64? {
    guard count > 0 else { return try newest() + 1 }
    return try tx.first("SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?", count - 1) {
      row throws(SQLiteError) in try row.next()
    }
  }
}

extension Transaction {
  package var events: EventTable<Access> { EventTable(tx: self) }
}

extension Migration {
  static let events = Migration(
    "2026-11 events",
    """
    CREATE TABLE events (
      seq         INTEGER PRIMARY KEY AUTOINCREMENT,
      at          INTEGER NOT NULL,
      type        TEXT NOT NULL,
      partner     TEXT,
      module      TEXT,
      id          TEXT,
      change      TEXT,
      correlation TEXT,
      object      TEXT,
      ask_id      TEXT,
      deadline    INTEGER
    ) STRICT;
    """)
}
