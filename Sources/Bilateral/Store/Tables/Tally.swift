/// How many rows of a kind one partner and module have.
package struct Tally: Hashable, Sendable {
  /// What can be counted for `status`, all partners at once.
  package enum Kind: Sendable {
    /// Live objects of the partner.
    case received
    /// Our objects that the partner may see.
    case shown
    /// Refused objects of the partner.
    case quarantined
  }

  package let partner: String
  package let module: String
  package let count: Int
}

extension Transaction {
  /// Counts rows by partner and module; pairs without any are absent.
  package func tallies(_ kind: Tally.Kind) throws(SQLiteError) -> [Tally] {
    let source =
      switch kind {
      case .received: "received WHERE state = 'live'"
      case .shown: "views WHERE visible = 1"
      case .quarantined: "quarantine"
      }
    return try rows("SELECT partner, module, count(*) FROM \(source) GROUP BY partner, module") {
      row throws(SQLiteError) in
      try Tally(partner: row.next(), module: row.next(), count: row.next())
    }
  }
}
