package import BilateralBase

/// One exchange with a partner as it is kept: redacted before it comes here.
package struct ExchangeRow: Hashable, Sendable {
  /// Who asked whom.
  package enum Direction: String, SQLValue, Sendable, CaseIterable {
    /// The partner called us.
    case inbound = "in"
    /// We called the partner.
    case outbound = "out"
  }

  /// How it went, by the answer's HTTP and OCPI status.
  package enum Level: Int, Sendable, Comparable, CaseIterable {
    case info, warning, error

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// Its number, growing; 0 before it is kept.
  package var seq: Int64 = 0
  package var at: Timestamp
  /// Who it was with.
  package var partner: String
  /// The hub that carried it, by the id of its file; nil on the partner's own connection.
  package var hub: String?
  package var direction: Direction
  /// The module it is about; nil when the address does not tell.
  package var module: String?
  package var method: String
  /// The address with its query.
  package var path: String
  /// HTTP status; nil when there was no answer.
  package var http: Int?
  /// OCPI status; nil when there was no envelope.
  package var ocpi: Int?
  package var level: Level
  package var requestID: String?
  package var correlation: String?
  package var microseconds: Int64
  /// Sizes of the whole bodies in bytes.
  package var requestSize: Int
  package var responseSize: Int
  /// The beginnings of the bodies; nil when empty or not kept.
  package var request: String?
  package var response: String?
  /// Why there was no good answer, in words.
  package var error: String?

  package init(
    at: Timestamp, partner: String, direction: Direction, module: String?, method: String, path: String,
    http: Int?, ocpi: Int?, level: Level, requestID: String?, correlation: String?, microseconds: Int64,
    requestSize: Int, responseSize: Int, request: String?, response: String?, error: String?
  ) {
    self.at = at
    self.partner = partner
    self.direction = direction
    self.module = module
    self.method = method
    self.path = path
    self.http = http
    self.ocpi = ocpi
    self.level = level
    self.requestID = requestID
    self.correlation = correlation
    self.microseconds = microseconds
    self.requestSize = requestSize
    self.responseSize = responseSize
    self.request = request
    self.response = response
    self.error = error
  }

  static let columns = """
    seq, at, partner, direction, module, method, path, http, ocpi, level, request_id, correlation, microseconds,
    request_size, response_size, request, response, error, hub
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    seq = try row.next()
    at = try row.next()
    partner = try row.next()
    direction = try row.next()
    module = try row.next()
    method = try row.next()
    path = try row.next()
    http = try row.next()
    ocpi = try row.next()
    level = Level(rawValue: try row.next()) ?? .info
    requestID = try row.next()
    correlation = try row.next()
    microseconds = try row.next()
    requestSize = try row.next()
    responseSize = try row.next()
    request = try row.next()
    response = try row.next()
    error = try row.next()
    hub = try row.next()
  }
}

/// Which exchanges are asked for; nil does not narrow.
package struct ExchangeFilter: Hashable, Sendable {
  /// A partner, on whatever connection; a hub's id means all that its connection carried.
  package var partner: String?
  package var module: String?
  /// A correlation or request id.
  package var correlation: String?
  /// At least this grave.
  package var level: ExchangeRow.Level?
  package var since: Timestamp?
  package var until: Timestamp?

  package init() {}

  /// Whether an exchange is meant, for those that come live.
  package func fits(_ row: ExchangeRow) -> Bool {
    [nil, row.partner, row.hub].contains(partner) && (module == nil || module == row.module)
      && (correlation == nil || correlation == row.correlation || correlation == row.requestID)
      && row.level >= (level ?? .info) && row.at >= (since ?? row.at) && row.at <= (until ?? row.at)
  }
}

/// The exchange log: a ring on disk in a database of its own, so that nothing important waits for it.
///
/// Invariants: numbers grow and are never given twice. Nothing here is part of "acknowledged is durable".
package struct ExchangeTable<Access> {
  let tx: Transaction<Access>

  private static var ids: IndexParts {
    IndexParts(table: "exchanges", bits: 8, columns: ["correlation", "request_id"])
  }

  /// The newest exchanges that fit, oldest first.
  package func list(_ filter: ExchangeFilter, limit: Int) throws(SQLiteError) -> [ExchangeRow] {
    let (begin, narrowed) =
      filter.correlation == nil ? ("", "?3 IS NULL") : (Self.ids.found("?3"), "seq IN found")
    return try tx.rows(
      """
      \(begin) SELECT \(ExchangeRow.columns) FROM exchanges
      WHERE (?1 IS NULL OR partner = ?1 OR hub = ?1) AND (?2 IS NULL OR module = ?2) AND \(narrowed) AND level >= ?4
        AND at >= ?5 AND at <= ?6 ORDER BY seq DESC LIMIT ?7
      """, filter.partner, filter.module, filter.correlation, (filter.level ?? .info).rawValue,
      filter.since ?? Timestamp(microseconds: 0), filter.until ?? Timestamp(microseconds: .max), limit
    ) { row throws(SQLiteError) in try ExchangeRow(&row) }.reversed()
  }

  /// The bytes that rows and indexes take on disk; freed pages are used again before the file grows.
  package func size() throws(SQLiteError) -> Int {
    let pages = try tx.count("PRAGMA page_count") - tx.count("PRAGMA freelist_count")
    return try pages * tx.count("PRAGMA page_size")
  }
}

extension ExchangeTable where Access == Writing {
  /// Keeps an exchange; its number.
  @discardableResult
  package func append(_ row: ExchangeRow) throws(SQLiteError) -> Int64 {
    try tx.run(
      """
      INSERT INTO exchanges (at, partner, direction, module, method, path, http, ocpi, level, request_id,
        correlation, microseconds, request_size, response_size, request, response, error, hub)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, row.at, row.partner, row.direction, row.module, row.method, row.path, row.http, row.ocpi,
      row.level.rawValue, row.requestID, row.correlation, row.microseconds, row.requestSize,
      row.responseSize, row.request, row.response, row.error,
      row.hub)
    return tx.connection.lastInsertedRow
  }

  /// Forgets the exchanges before a time, and the oldest while more than so many bytes are taken.
  ///
  /// - Returns: how many went, at most `limit`; call it again while it returns that many.
  package func trim(before time: Timestamp, largerThan bytes: Int, limit: Int = 2000) throws(SQLiteError)
    -> Int
  {
    let isTooLarge = try size() > bytes
    let end = isTooLarge ? Timestamp(microseconds: .max) : time
    return try tx.run(
      "DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges WHERE at < ? ORDER BY seq LIMIT ?)",
      end, limit)
  }
}

extension Transaction {
  package var exchanges: ExchangeTable<Access> { ExchangeTable(tx: self) }
}

extension Migrations {
  /// The migrations of the exchange log's own database.
  package static let exchanges: [Migration] = [.exchanges, .exchangesByHub, .exchangesInParts]
}

extension Migration {
  static let exchangesByHub = Migration(
    "2026-11 exchanges by hub", "ALTER TABLE exchanges ADD COLUMN hub TEXT;")

  /// The form of ``IndexParts``; a part has 256 exchanges.
  static let exchangesInParts = Migration(
    "2026-11 exchanges in parts",
    """
    DROP INDEX exchanges_correlation;
    DROP INDEX exchanges_request;
    CREATE INDEX exchanges_correlation ON exchanges (seq >> 8, correlation) WHERE correlation IS NOT NULL;
    CREATE INDEX exchanges_request ON exchanges (seq >> 8, request_id) WHERE request_id IS NOT NULL;
    """)

  static let exchanges = Migration(
    "2026-11 exchanges",
    """
    CREATE TABLE exchanges (
      seq           INTEGER PRIMARY KEY AUTOINCREMENT,
      at            INTEGER NOT NULL,
      partner       TEXT NOT NULL,
      direction     TEXT NOT NULL,
      module        TEXT,
      method        TEXT NOT NULL,
      path          TEXT NOT NULL,
      http          INTEGER,
      ocpi          INTEGER,
      level         INTEGER NOT NULL,
      request_id    TEXT,
      correlation   TEXT,
      microseconds  INTEGER NOT NULL,
      request_size  INTEGER NOT NULL,
      response_size INTEGER NOT NULL,
      request       TEXT,
      response      TEXT,
      error         TEXT
    ) STRICT;
    CREATE INDEX exchanges_correlation ON exchanges (correlation);
    CREATE INDEX exchanges_request ON exchanges (request_id);
    """)
}
