import BilateralBase

/// Amounts as people read them.
enum Amounts {
  /// Millionths of a currency with its minor digits: `1293.47`, `-0.09`; more digits where there are such.
  static func text(_ micros: Int, _ currency: Currency) -> String {
    let amount = value(micros)
    let short = amount.rounded(toPlaces: currency.minorDigits)
    return short == amount ? amount.decimalText(places: currency.minorDigits) : amount.decimalText(atMost: 6)
  }

  /// The same with a sign that says which way it goes.
  static func signed(_ micros: Int, _ currency: Currency) -> String {
    (micros > 0 ? "+" : "") + text(micros, currency)
  }

  /// The amount of millionths.
  static func value(_ micros: Int) -> Rational { Rational(micros, over: 1_000_000) ?? .zero }

  /// How much a difference is of the whole: `-1.1 %`; nothing of nothing.
  static func percent(_ difference: Int, of whole: Int) -> String? {
    guard whole != 0, let share = try? Rational(difference) * 100 / Rational(whole).magnitude else {
      return nil
    }
    let text = share.decimalText(places: 1)
    return (difference > 0 ? "+" : "") + text + " %"
  }

  /// An exact amount as a decimal text for programs: at least the minor digits, at most twelve.
  static func exact(_ amount: Rational?) -> JSON {
    guard let amount else { return .null }
    return .string(amount.exactDecimalText ?? amount.decimalText(atMost: 12))
  }

  /// Millionths for programs.
  static func json(_ micros: Int) -> JSON { .string(value(micros).decimalText(atMost: 6)) }
}
