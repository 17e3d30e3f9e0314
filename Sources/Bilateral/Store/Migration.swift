/// One named step of the schema; once released, neither its name nor its SQL ever changes.
package struct Migration: Sendable {
  package let name: String
  package let sql: String

  package init(_ name: String, _ sql: String) {
    self.name = name
    self.sql = sql
  }
}

/// Every migration in order; new ones are appended, nothing else is done to this list.
package enum Migrations {
  package static let all: [Migration] = [
    .foundation, .partners, .received, .own, .views, .outbox, .cursors, .quarantine, .events, .asks, .audit,
    .crawlProgress,
    .publishing,
    .theirTokens,
    .sightings,
    .alarms,
    .commands,
    .contracts,
    .heldTariffs,
    .priceTexts,
    .cdrPrices,
    .cdrVerdicts,
    .sessionWays,
    .tariffVersions,
    .receivedWays,
    .copyWays,
    .fanOut,
    .outboxDoubt,
    .statements,
    .pushedAt,
    .answers,
    .disputes,
    .authorizationsInParts,
  ]
}

extension Migration {
  static let foundation = Migration(
    "2026-11 foundation",
    """
    CREATE TABLE settings (
      name       TEXT PRIMARY KEY,
      value      TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sequences (
      name  TEXT PRIMARY KEY,
      value INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """)
}
