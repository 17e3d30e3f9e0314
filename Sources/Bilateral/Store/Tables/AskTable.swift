package import BilateralBase

/// A question to our platform.
package struct AskRow: Hashable, Sendable {
  package let id: String
  /// What is asked, such as `authorize`.
  package let kind: String
  package let partner: String
  package let question: JSONText
  package let createdAt: Timestamp
  package let deadline: Timestamp
  /// Nil until the platform answered in time.
  package let answer: JSONText?
  package let answeredAt: Timestamp?

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    id = try row.next()
    kind = try row.next()
    partner = try row.next()
    question = try row.next()
    createdAt = try row.next()
    deadline = try row.next()
    answer = try row.next()
    answeredAt = try row.next()
  }
}

/// What became of an answer.
package enum AskOutcome: Hashable, Sendable {
  case accepted
  /// The same answer came before: harmless.
  case repeated
  /// Another answer came before and stands.
  case conflicting
  /// The deadline has passed; the partner file's fallback has spoken.
  case late
  case unknown
}

/// Questions to our platform and their answers (ruling 12).
///
/// Invariant: a question takes one answer, and none after its deadline.
package struct AskTable<Access> {
  let tx: Transaction<Access>

  package func ask(_ id: String) throws(SQLiteError) -> AskRow? {
    try tx.first(
      """
      SELECT id, kind, partner, question, created_at, deadline, answer, answered_at FROM asks WHERE id = ?
      """, id
    ) { row throws(SQLiteError) in try AskRow(&row) }
  }

  /// Questions without an answer whose deadline lies ahead, most urgent first.
  package func open(limit: Int = 1000) throws(SQLiteError) -> [AskRow] {
    try tx.rows(
      """
      SELECT id, kind, partner, question, created_at, deadline, answer, answered_at FROM asks
      WHERE answer IS NULL AND deadline > ? ORDER BY deadline LIMIT ?
      """, tx.now, limit
    ) { row throws(SQLiteError) in try AskRow(&row) }
  }
}

extension AskTable where Access == Writing {
  /// Asks; the caller appends the event that carries the question in the same transaction.
  package func put(
    id: String, kind: String, partner: String, question: JSONText, deadline: Timestamp
  ) throws(SQLiteError) {
    tx.signal(.asks)
    try tx.run(
      "INSERT INTO asks (id, kind, partner, question, created_at, deadline) VALUES (?, ?, ?, ?, ?, ?)", id,
      kind, partner, question, tx.now, deadline)
  }

  /// Takes the platform's answer.
  package func answer(_ id: String, _ answer: JSONText) throws(SQLiteError) -> AskOutcome {
    guard let ask = try ask(id) else { return .unknown }
    if let known = ask.answer { return known == answer ? .repeated : .conflicting }
    guard tx.now < ask.deadline else { return .late }
    tx.signal(.asks)
    try tx.run("UPDATE asks SET answer = ?, answered_at = ? WHERE id = ?", answer, tx.now, id)
    return .accepted
  }

  /// Forgets questions whose deadline was before `time`; returns how many.
  package func trim(before time: Timestamp) throws(SQLiteError) -> Int {
    try tx.run("DELETE FROM asks WHERE deadline < ?", time)
  }
}

extension Transaction {
  package var asks: AskTable<Access> { AskTable(tx: self) }
}

extension Migration {
  static let asks = Migration(
    "2026-11 asks",
    """
    CREATE TABLE asks (
      id          TEXT PRIMARY KEY,
      kind        TEXT NOT NULL,
      partner     TEXT NOT NULL,
      question    TEXT NOT NULL,
      created_at  INTEGER NOT NULL,
      deadline    INTEGER NOT NULL,
      answer      TEXT,
      answered_at INTEGER
    ) STRICT;
    CREATE INDEX asks_deadline ON asks (deadline);
    """)
}
