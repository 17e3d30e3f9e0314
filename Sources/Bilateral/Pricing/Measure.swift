import BilateralBase

/// A measured amount in the form that computes fastest: a whole number of small units while it is one, else exact.
///
/// Billionths of a kWh, an ampere or a kW; of hours nanoseconds, so that whole seconds and decimal hours both are whole
/// numbers. What does not fit (thirds of a kWh, huge numbers) is kept as a fraction and priced by fractions.
enum Measure: Hashable, Sendable {
  /// A number of small units.
  case whole(Int64)
  /// The value in its own unit.
  indirect case fraction(Rational)

  /// How many small units make one kWh, ampere or kW.
  static let billionths: Int64 = 1_000_000_000
  /// How many small units make one hour.
  static let nanoseconds: Int64 = 3_600_000_000_000

  /// None of it.
  static let nothing = Measure.whole(0)

  /// That many microseconds as hours.
  static func microseconds(_ count: Int64) -> Measure {
    let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: 1000)
    return overflow
      ? .fraction(Rational(Int128(count), over: 3_600_000_000) ?? .zero) : .whole(nanoseconds)
  }

  /// The form of a value of which one has so many small units.
  init(_ value: Rational, unit: Int64) {
    if let whole = value.whole(of: unit) {
      self = .whole(whole)
    } else {
      self = .fraction(value)
    }
  }

  /// The value in its own unit.
  func value(unit: Int64) -> Rational {
    switch self {
    case .whole(let units): Rational(Int(units), over: Int(unit)) ?? .zero
    case .fraction(let value): value
    }
  }

  /// Whether there is none of it.
  var isZero: Bool { self == .whole(0) }

  /// Whether it is less than none.
  var isNegative: Bool {
    switch self {
    case .whole(let units): units < 0
    case .fraction(let value): value.isNegative
    }
  }
}
