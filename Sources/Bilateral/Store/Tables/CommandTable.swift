package import BilateralBase

/// Commands and charging profiles that were given or taken, and what became of them.
///
/// Invariant: a row is written before anybody is told of it, so that no order and no result is lost with the process.
package struct CommandTable<Access> {
  let tx: Transaction<Access>

  package func command(_ id: String) throws(SQLiteError) -> CommandRow? {
    try first("WHERE id = ?", id)
  }

  /// The command of ours that awaits its result at an address of this end.
  package func awaiting(at callback: String, from partner: String) throws(SQLiteError) -> CommandRow? {
    try first("WHERE direction = 'out' AND callback = ? AND partner = ?", callback, partner)
  }

  /// Commands of ours of one kind that have no end yet, newest first.
  package func open(
    _ kind: String, to partner: String, limit: Int = 2
  ) throws(SQLiteError) -> [CommandRow] {
    try rows(
      """
      WHERE direction = 'out' AND partner = ? AND kind = ? AND phase IN ('sending', 'awaited')
      ORDER BY created_at DESC LIMIT ?
      """, partner, kind, limit)
  }

  /// The same order as it came before: to the same address, about the same thing, with the same words.
  ///
  /// The words of a profile do not say its session: that stands in the address.
  package func repeated(
    _ kind: String, from partner: String, about subject: String, callback: String, body: JSONText
  ) throws(SQLiteError) -> CommandRow? {
    try first(
      """
      WHERE direction = 'in' AND callback = ? AND partner = ? AND kind = ? AND subject = ? AND body = ?
      ORDER BY created_at DESC LIMIT 1
      """, callback, partner, kind, subject, body)
  }

  /// Commands of a kind about one thing, newest first.
  package func about(
    _ subject: String, _ kinds: [String], _ direction: CommandRow.Direction, partner: String,
    since: Timestamp = .epoch, limit: Int = 20
  ) throws(SQLiteError) -> [CommandRow] {
    let found = try rows(
      """
      WHERE partner = ? AND direction = ? AND subject = ? COLLATE NOCASE AND created_at >= ?
      ORDER BY created_at DESC LIMIT ?
      """, partner, direction, subject, since, limit)
    return found.filter { kinds.contains($0.kind) }
  }

  /// Orders about one token, newest first.
  package func with(
    token: String, _ direction: CommandRow.Direction, partner: String, since: Timestamp
  ) throws(SQLiteError) -> [CommandRow] {
    try rows(
      """
      WHERE partner = ? AND direction = ? AND token != '' AND token = ? COLLATE NOCASE AND created_at >= ?
      ORDER BY created_at DESC LIMIT 20
      """, partner, direction, token, since)
  }

  /// Orders of ours about tokens that were given to a partner in a span of time, newest first.
  package func ofTokens(
    to partner: String, from first: Timestamp, through last: Timestamp
  ) throws(SQLiteError) -> [CommandRow] {
    try rows(
      """
      WHERE partner = ? AND token != '' AND direction = 'out' AND created_at BETWEEN ? AND ?
      ORDER BY created_at DESC LIMIT 500
      """, partner, first, last)
  }

  /// All orders that wait for the answer to one question.
  package func asking(_ ask: String) throws(SQLiteError) -> [CommandRow] {
    try rows("WHERE ask_id = ? AND phase = 'awaited'", ask)
  }

  /// When something is to be done next with a partner's commands.
  package func nextDue(_ partner: String) throws(SQLiteError) -> Timestamp? {
    try tx.first(
      "SELECT due_at FROM commands WHERE partner = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1", partner
    ) { row throws(SQLiteError) in try row.next() }
  }

  /// What is due with a partner's commands, longest overdue first.
  package func due(_ partner: String, limit: Int) throws(SQLiteError) -> [CommandRow] {
    try rows("WHERE partner = ? AND due_at <= ? ORDER BY due_at LIMIT ?", partner, tx.now, limit)
  }

  private func first(_ condition: String, _ arguments: any SQLValue...) throws(SQLiteError) -> CommandRow? {
    try tx.connection.first("SELECT \(CommandRow.columns) FROM commands \(condition)", arguments) {
      row throws(SQLiteError) in try CommandRow(&row)
    }
  }

  private func rows(_ condition: String, _ arguments: any SQLValue...) throws(SQLiteError) -> [CommandRow] {
    try tx.connection.rows("SELECT \(CommandRow.columns) FROM commands \(condition)", arguments) {
      row throws(SQLiteError) in try CommandRow(&row)
    }
  }
}

extension CommandTable where Access == Writing {
  /// Writes a command, new or known, and wakes who carries it.
  package func save(_ row: CommandRow) throws(SQLiteError) {
    if row.dueAt != nil { tx.signal(.commands(partner: row.partner)) }
    try tx.run(
      """
      INSERT OR REPLACE INTO commands (\(CommandRow.columns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, row.id, row.direction, row.partner, row.kind, row.module, row.callback, row.body, row.subject,
      row.token, row.place, row.version, row.correlation, row.createdAt, row.askID, row.phase, row.dueAt,
      row.deadline,
      row.sendBy, row.attempts, row.response, row.outcome, row.endedAt)
  }

  /// Takes up results that were on their way when the process ended; call once at start.
  package func recover(_ partner: String) throws(SQLiteError) {
    try tx.run(
      "UPDATE commands SET due_at = ? WHERE partner = ? AND phase = 'answering' AND due_at IS NULL", tx.now,
      partner)
  }

  /// The number under which charge points know a reservation: the same for the same id of the same partner.
  ///
  /// OCPI's ids are texts, and two partners may choose the same; charge points and OCPI 2.1.1 have whole numbers
  /// (CMD-11, CMD-12).
  package func reservationNumber(
    _ id: String, _ direction: CommandRow.Direction, partner: String
  ) throws(SQLiteError) -> Int64 {
    if let known = try tx.commands.reservationNumber(of: id, direction, partner: partner) { return known }
    let number = try tx.next(in: "reservations")
    try tx.run(
      "INSERT INTO reservations (number, partner, direction, reservation) VALUES (?, ?, ?, ?)", number,
      partner, direction, id)
    return number
  }

  /// Forgets what ended before `time`; returns how many.
  package func trim(before time: Timestamp, limit: Int = 5000) throws(SQLiteError) -> Int {
    try tx.run(
      "DELETE FROM commands WHERE id IN (SELECT id FROM commands WHERE ended_at < ? LIMIT ?)", time, limit)
  }
}

extension CommandTable {
  /// The number of a reservation that is known, nil for any other.
  package func reservationNumber(
    of id: String, _ direction: CommandRow.Direction, partner: String
  ) throws(SQLiteError) -> Int64? {
    try tx.first(
      "SELECT number FROM reservations WHERE partner = ? AND direction = ? AND reservation = ?", partner,
      direction, id
    ) { row throws(SQLiteError) in try row.next() }
  }
}

extension Transaction {
  package var commands: CommandTable<Access> { CommandTable(tx: self) }
}

extension Migration {
  static let commands = Migration(
    "2026-11 commands",
    """
    CREATE TABLE commands (
      id          TEXT PRIMARY KEY,
      direction   TEXT NOT NULL,
      partner     TEXT NOT NULL,
      kind        TEXT NOT NULL,
      module      TEXT NOT NULL,
      callback    TEXT NOT NULL,
      body        TEXT NOT NULL,
      subject     TEXT NOT NULL,
      token       TEXT NOT NULL,
      place       TEXT NOT NULL,
      version     TEXT NOT NULL,
      correlation TEXT NOT NULL,
      created_at  INTEGER NOT NULL,
      ask_id      TEXT,
      phase       TEXT NOT NULL,
      due_at      INTEGER,
      deadline    INTEGER NOT NULL,
      send_by     INTEGER NOT NULL,
      attempts    INTEGER NOT NULL,
      response    TEXT,
      outcome     TEXT,
      ended_at    INTEGER
    ) STRICT;
    CREATE INDEX commands_due ON commands (partner, due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX commands_callback ON commands (callback);
    CREATE INDEX commands_subject ON commands (partner, direction, subject COLLATE NOCASE, created_at);
    CREATE INDEX commands_token ON commands (partner, token COLLATE NOCASE, created_at) WHERE token != '';
    CREATE INDEX commands_ask ON commands (ask_id) WHERE ask_id IS NOT NULL;
    CREATE INDEX commands_ended ON commands (ended_at) WHERE ended_at IS NOT NULL;
    CREATE TABLE reservations (
      number      INTEGER PRIMARY KEY,
      partner     TEXT NOT NULL,
      direction   TEXT NOT NULL,
      reservation TEXT NOT NULL COLLATE NOCASE,
      UNIQUE (partner, direction, reservation)
    ) STRICT;
    """)
}
