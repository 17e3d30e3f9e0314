import BilateralBase

/// A number as it was spelled: exact, never a binary fraction; `0.10` stays `0.10`.
///
/// Prices, energies and volumes are carried as this and computed elsewhere. Equality is by spelling.
package struct WireNumber: Sendable, Hashable {
  /// The spelling, which follows the JSON grammar.
  package let text: String

  /// Wraps a spelling; nothing when it is no JSON number.
  package init?(_ text: String) {
    guard let first = text.utf8.first, first == 0x2D || (first >= 0x30 && first <= 0x39),
      JSONGrammar.accepts(Array(text.utf8))
    else { return nil }
    self.text = text
  }

  /// A whole number.
  package init(_ value: Int) { text = String(value) }

  private init(checked text: String) { self.text = text }

  /// The value when it is whole and fits; `16.0` is 16.
  package var whole: Int? {
    if let value = Int(text) { return value }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.allSatisfy({ $0 == 0x30 }) else { return nil }
    return Int(parts[0])
  }
}

extension WireNumber: ExpressibleByIntegerLiteral, CustomStringConvertible {
  package init(integerLiteral value: Int) { self.init(value) }
  /// The spelling.
  package var description: String { text }
}

extension WireNumber: WireValue {
  package static var wireType: String { "number" }
  package init(blank: Blank) { self.init(0) }

  /// Reads a number; `"0.25"` and `"0,25"` are taken with a finding (P-67).
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    let text = reader.text(at: token)
    switch reader.kind(at: token) {
    case .number: self.init(checked: text)
    case .string:
      let spelling = String(text.map { $0 == "," ? "." : $0 })
      guard let value = WireNumber(spelling) else {
        throw reader.problem(.unreadable(expected: "a number", found: text))
      }
      reader.note(.warning, .looseType, "a string where a number is due", requirement: "TR-73")
      self = value
    default: throw reader.wrongKind("a number", at: token)
    }
  }

  package func write(to writer: inout WireWriter) throws(WireError) { writer.json.number(text) }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    if text.utf8.contains(where: { $0 | 0x20 == 0x65 }) {
      checker.note(.warning, .badNumber, "has an exponent", requirement: "TR-73")
    } else if let dot = text.firstIndex(of: "."), text[dot...].utf8.count > 5 {
      checker.note(.warning, .badNumber, "has more than four decimals", requirement: "TR-73")
    }
  }
}
