package import BilateralBase

/// What is still to be said to partners: a durable queue per partner and module.
///
/// Guarantee: **at least once, in order per lane**. A row leaves only when its delivery was acknowledged, so a
/// crash repeats a delivery and never loses one. Two kinds of row keep ruling 19:
/// * a *state* says "send the newest state of this object". There is one row per object, and it holds no text:
///   the sender makes it from our own object when it sends, so an older state can never follow a newer one.
/// * a *message* holds its text and is never merged with another: money.
package struct OutboxTable<Access> {
  let tx: Transaction<Access>

  package func row(_ seq: Int64) throws(SQLiteError) -> OutboxRow? {
    try tx.first("SELECT \(OutboxRow.columns) FROM outbox WHERE seq = ?", seq) { row throws(SQLiteError) in
      try OutboxRow(&row)
    }
  }

  /// Rows in queue order, of one partner or all, for people to look at.
  package func list(
    partner: String? = nil, state: OutboxRow.State? = nil, limit: Int = 1000
  ) throws(SQLiteError) -> [OutboxRow] {
    try tx.rows(
      """
      SELECT \(OutboxRow.columns) FROM outbox
      WHERE (?1 IS NULL OR partner = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY seq LIMIT ?3
      """, partner, state, limit
    ) { row throws(SQLiteError) in try OutboxRow(&row) }
  }

  /// How much waits, by partner and module; pairs with nothing in the queue are absent.
  package func backlog() throws(SQLiteError) -> [OutboxBacklog] {
    try tx.rows(
      """
      SELECT partner, module, sum(state <> 'parked'), sum(state = 'parked'),
        min(CASE WHEN state <> 'parked' THEN created_at END)
      FROM outbox GROUP BY partner, module ORDER BY partner, module
      """
    ) { row throws(SQLiteError) in
      try OutboxBacklog(
        partner: row.next(), module: row.next(), waiting: row.next(), parked: row.next(), oldest: row.next())
    }
  }

  /// When the oldest change was asked to be told of a module's objects that the partner has a copy of, by partner.
  ///
  /// What was refused counts, what it is to see for the first time does not.
  package func oldestUntold(_ module: String) throws(SQLiteError) -> [String: Timestamp] {
    let rows = try tx.rows(
      """
      SELECT outbox.partner, min(outbox.created_at) FROM outbox CROSS JOIN views
        ON views.partner = outbox.partner AND views.module = outbox.module AND views.object = outbox.object
        AND views.country = outbox.country AND views.party = outbox.party AND views.sub = outbox.sub
      WHERE outbox.module = ? AND views.acknowledged_hash IS NOT NULL GROUP BY outbox.partner
      """, module
    ) { row throws(SQLiteError) -> (String, Timestamp) in try (row.next(), row.next()) }
    return Dictionary(rows, uniquingKeysWith: min)
  }

  /// The earliest time at which a pending row of this partner may be sent, nil when there is none.
  package func nextDue(partner: String) throws(SQLiteError) -> Timestamp? {
    let due: Timestamp?? = try tx.first(
      "SELECT min(not_before) FROM outbox WHERE partner = ? AND state = 'pending'", partner
    ) { row throws(SQLiteError) in try row.next() }
    return due ?? nil
  }
}

extension Transaction {
  package var outbox: OutboxTable<Access> { OutboxTable(tx: self) }
}

extension Migration {
  /// Bits: 1, an attempt may have arrived; 2, the partner has read another state meanwhile.
  static let outboxDoubt = Migration(
    "2026-11 outbox doubt", "ALTER TABLE outbox ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;")

  static let outbox = Migration(
    "2026-11 outbox",
    """
    CREATE TABLE outbox (
      seq         INTEGER PRIMARY KEY AUTOINCREMENT,
      generation  INTEGER NOT NULL DEFAULT 1,
      partner     TEXT NOT NULL,
      module      TEXT NOT NULL,
      country     TEXT NOT NULL COLLATE NOCASE,
      party       TEXT NOT NULL COLLATE NOCASE,
      object      TEXT NOT NULL COLLATE NOCASE,
      sub         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
      lane        TEXT NOT NULL COLLATE NOCASE,
      coalesced   INTEGER NOT NULL,
      body        TEXT,
      correlation TEXT,
      state       TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'inflight', 'parked')),
      attempts    INTEGER NOT NULL DEFAULT 0,
      not_before  INTEGER NOT NULL DEFAULT 0,
      last_error  TEXT,
      hint        TEXT,
      created_at  INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX outbox_state ON outbox (partner, module, lane) WHERE coalesced = 1;
    CREATE INDEX outbox_lane ON outbox (partner, module, lane, seq);
    CREATE INDEX outbox_due ON outbox (partner, module, state, seq);
    """)
}
