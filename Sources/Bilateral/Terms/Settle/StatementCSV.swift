import BilateralBase

/// The charges of a statement as comma-separated values, one line for each amount: the appendix of an invoice.
package enum StatementCSV {
  /// The heading line.
  package static let heading =
    "id,kind,credits,end,country,group,energy_kwh,net,currency,tax_category,tax_percent,net_original,"
    + "currency_original,exchange_rate,exchange_source,exchange_date"

  /// The text of all entries.
  ///
  /// - Parameter statement: the statement.
  /// - Returns: lines that end with a line feed, the heading first.
  package static func text(of statement: Statement) -> String {
    var text = heading + "\n"
    for entry in statement.entries { text += lines(of: entry) }
    return text
  }

  /// The lines of one entry, for whoever writes a million of them one after the other.
  ///
  /// - Parameter entry: the charge as it was counted.
  /// - Returns: a line for each amount.
  package static func lines(of entry: Statement.Entry) -> String {
    entry.amounts.enumerated().reduce(into: "") { text, amount in
      text += cells(entry, amount.element, amount.offset).map(quoted).joined(separator: ",") + "\n"
    }
  }

  private static func cells(
    _ entry: Statement.Entry, _ amount: Statement.Entry.Amount, _ place: Int
  ) -> [String] {
    let charge = entry.charge
    let (kind, credited) = charge.kind.words
    let given = charge.parts[place].net
    let rate = entry.exchange
    return [
      charge.id, kind, credited ?? "", "\(charge.end)", charge.country ?? "", charge.group,
      // Energy stands once, so that the column can be added up.
      place == 0 ? charge.counted.value.decimalText(atMost: 6) : "", amount.net.figure,
      amount.net.currency.code, amount.position.category.rawValue,
      amount.position.rate.value.decimalText(atMost: 4), given.amount.decimalText(atMost: 10),
      given.currency.code, rate.map { $0.rate.decimalText(atMost: 12) } ?? "", rate?.source ?? "",
      rate?.date.map { "\($0)" } ?? "",
    ]
  }

  /// A cell; what a spreadsheet would run as a formula is made plain text.
  static func quoted(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@".contains($0) } ?? false
    let isNumber = Rational(decimalText: text) != nil
    let safe = isFormula && !isNumber ? "'" + text : text
    let needsQuotes = safe.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
  }
}

extension StatementCharge.Kind {
  /// The word of the kind, and what is credited.
  var words: (kind: String, credited: String?) {
    switch self {
    case .cdr: ("cdr", nil)
    case .credit(let id): ("credit", id)
    case .settled(let kind): ("term-\(kind.rawValue)", nil)
    }
  }
}
