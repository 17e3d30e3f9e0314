package import BilateralBase

/// A span of time as contracts state it: exact (`3 s`), by the calendar (`12 months`), or in working days.
package struct TermDuration: Hashable, Sendable {
  /// What the amount counts.
  package enum Unit: Hashable, Sendable {
    case exact
    case months
    case workingDays
  }

  /// The amount as it was written, without its unit.
  package let amount: Rational
  /// What `scaled` counts: milliseconds, months, or working days.
  package let unit: Unit
  /// Milliseconds, months or working days, whole.
  package let scaled: Int

  /// The span in whole milliseconds, nil when only a calendar can tell.
  package var milliseconds: Int? { unit == .exact ? scaled : nil }
  /// The span in seconds, rounded up, nil when only a calendar can tell.
  package var seconds: Int? { milliseconds.map { ($0 + 999) / 1000 } }

  /// Reads `30 days`, `1500 ms`, `10 working days`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    guard let (number, word) = UnitText.split(text), let amount = Rational(decimalText: number),
      !amount.isNegative, let (factor, unit) = Self.units[String(word)],
      let scaled = (amount * Rational(factor)).asInt, scaled <= Self.longest
    else { return nil }
    self.amount = amount
    self.unit = unit
    self.scaled = scaled
  }

  /// A thousand years: keeps all arithmetic on durations far from overflow.
  private static let longest = 1000 * 366 * 86_400_000

  /// The words people write, and what they count.
  private static let units: [String: (Int, Unit)] = [
    "ms": (1, .exact), "s": (1000, .exact), "sec": (1000, .exact), "second": (1000, .exact),
    "seconds": (1000, .exact), "min": (60_000, .exact), "minute": (60_000, .exact),
    "minutes": (60_000, .exact), "h": (3_600_000, .exact), "hour": (3_600_000, .exact),
    "hours": (3_600_000, .exact), "day": (86_400_000, .exact), "days": (86_400_000, .exact),
    "week": (604_800_000, .exact), "weeks": (604_800_000, .exact), "month": (1, .months),
    "months": (1, .months), "year": (12, .months), "years": (12, .months),
    "working day": (1, .workingDays), "working days": (1, .workingDays),
  ]
}
