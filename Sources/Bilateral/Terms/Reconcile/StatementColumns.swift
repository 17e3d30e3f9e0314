import BilateralBase

/// Which columns of a partner's statement hold what (`settlement.import`).
package struct StatementColumns: Hashable, Sendable {
  /// What a column holds.
  package enum Column: String, Hashable, Sendable, CaseIterable {
    /// The CDR's id.
    case cdr
    /// The session's id.
    case session
    /// The net amount.
    case amount
    /// The currency.
    case currency
    /// The owner's party, such as `DE-NVO`.
    case party

    /// The headings that are looked for where none is named, the better ones first.
    var usual: [String] {
      switch self {
      case .cdr: ["cdr_id", "cdr", "id"]
      case .session: ["session_id", "session"]
      // A statement in another currency than its CDRs tells both.
      case .amount: ["net_original", "net", "amount_net", "amount", "total_cost"]
      case .currency: ["currency_original", "currency"]
      case .party: ["party", "cpo", "operator"]
      }
    }
  }

  /// The headings that are named.
  package var named: [Column: String] = [:]
  /// Between cells; nil where the first line tells.
  package var separator: UInt8?
  /// Between whole units and fractions.
  package var decimal = UInt8(ascii: ".")

  /// No heading is named: those that statements usually have are looked for.
  package init() {}

  init(_ terms: TermSet) {
    let at = "settlement.import"
    for column in Column.allCases { named[column] = terms.text("\(at).\(column.rawValue)") }
    separator = terms.text("\(at).separator").flatMap(Self.separator)
    if terms.text("\(at).decimal") == "," { decimal = UInt8(ascii: ",") }
  }

  /// The headings under which a column is looked for.
  func headings(of column: Column) -> [String] { named[column].map { [$0] } ?? column.usual }

  /// The byte of `tab`, or of one character of ASCII.
  static func separator(_ text: String) -> UInt8? {
    if text == "tab" { return 0x09 }
    return text.utf8.count == 1 ? text.utf8.first : nil
  }
}

extension PartnerFile {
  /// Which columns of the partner's statement hold what.
  package var statementColumns: StatementColumns { StatementColumns(terms) }
}
