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
    var text = ""
    for (place, amount) in entry.amounts.enumerated() {
      for cell in cells(entry, amount, place) {
        append(cell, to: &text)
        text += ","
      }
      text.removeLast()
      text += "\n"
    }
    return text
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
  private static func append(_ cell: String, to text: inout String) {
    let bytes = cell.utf8
    if let first = bytes.first, formulas.contains(first), Rational(decimalText: cell) == nil {
      return quote("'" + cell, to: &text)
    }
    if bytes.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 < 0x20 || $0 >= 0x80 }) {
      return quote(cell, to: &text)
    }
    text += cell
  }

  private static let formulas = Array("=+-@".utf8)

  private static func quote(_ cell: String, to text: inout String) {
    let needsQuotes = cell.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    text += needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
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
