import BilateralBase

/// A result that is too large for the fast form; the exact one takes over.
struct OutOfRange: Error {}

/// A number that pricing computes with: whole small units while they suffice, fractions beyond (one code for both).
protocol PricingNumber: Comparable, Sendable {
  /// A quantity times a unit price.
  associatedtype Amount: PricingAmount
  /// Nothing.
  static var nothing: Self { get }
  /// Takes a measure of which one has so many small units.
  init(_ measure: Measure, unit: Int64) throws(OutOfRange)
  /// The sum.
  func plus(_ other: Self) throws(OutOfRange) -> Self
  /// The difference.
  func minus(_ other: Self) throws(OutOfRange) -> Self
  /// The next whole multiple of a positive step.
  func steppedUp(to step: Self) throws(OutOfRange) -> Self
  /// The product with a price in billionths, in the common unit of amounts; `scale` brings it there.
  func times(_ price: Self, scale: Int64) throws(OutOfRange) -> Amount
  /// Whether `self / hours` is at least a bound: power of energy, without dividing.
  func isAtLeast(_ bound: Self, times hours: Self, hour: Self) -> Bool
  /// The measure it is.
  func measure(unit: Int64) -> Measure
}

/// A sum of products.
protocol PricingAmount: Sendable {
  /// Nothing.
  static var nothing: Self { get }
  /// The sum.
  func plus(_ other: Self) throws(OutOfRange) -> Self
  /// The amount in the currency's main unit.
  var value: Rational { get }
  /// Keeps sums in this form.
  static func keep(_ sums: PricingSums<Self>) -> PricedSums
}

extension Int64: PricingNumber {
  static var nothing: Int64 { 0 }

  init(_ measure: Measure, unit: Int64) throws(OutOfRange) {
    guard case .whole(let units) = measure else { throw OutOfRange() }
    self = units
  }

  func plus(_ other: Int64) throws(OutOfRange) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw OutOfRange() }
    return sum
  }

  func minus(_ other: Int64) throws(OutOfRange) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard !overflow else { throw OutOfRange() }
    return difference
  }

  func steppedUp(to step: Int64) throws(OutOfRange) -> Int64 {
    let rest = flooredRemainder(by: step)
    return rest == 0 ? self : try plus(step - rest)
  }

  func times(_ price: Int64, scale: Int64) throws(OutOfRange) -> Int128 {
    let (product, overflow) = (Int128(self) * Int128(price)).multipliedReportingOverflow(by: Int128(scale))
    guard !overflow else { throw OutOfRange() }
    return product
  }

  func isAtLeast(_ bound: Int64, times hours: Int64, hour: Int64) -> Bool {
    Int128(self) * Int128(hour) >= Int128(bound) * Int128(hours)
  }

  func measure(unit: Int64) -> Measure { .whole(self) }
}

extension Int128: PricingAmount {
  static var nothing: Int128 { 0 }

  /// Small units of a price (billionths) times those of an hour: the common unit of all amounts.
  static let perUnit = Int128(Measure.billionths) * Int128(Measure.nanoseconds)

  func plus(_ other: Int128) throws(OutOfRange) -> Int128 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw OutOfRange() }
    return sum
  }

  /// What has nine decimals, as nearly all amounts have, is reduced in 64 bits.
  var value: Rational {
    let (billionths, rest) = quotientAndRemainder(dividingBy: Int128(Measure.nanoseconds))
    if rest == 0, let small = Int(exactly: billionths) {
      return Rational(small, over: Int(Measure.billionths)) ?? .zero
    }
    return Rational(self, over: Self.perUnit) ?? .zero
  }

  static func keep(_ sums: PricingSums<Int128>) -> PricedSums { .whole(sums) }
}

extension Rational: PricingNumber {
  static var nothing: Rational { .zero }

  init(_ measure: Measure, unit: Int64) throws(OutOfRange) { self = measure.value(unit: unit) }

  func plus(_ other: Rational) throws(OutOfRange) -> Rational { self + other }

  func minus(_ other: Rational) throws(OutOfRange) -> Rational { self - other }

  func steppedUp(to step: Rational) throws(OutOfRange) -> Rational { roundedUp(toMultipleOf: step) }

  func times(_ price: Rational, scale: Int64) throws(OutOfRange) -> Rational { self * price }

  func isAtLeast(_ bound: Rational, times hours: Rational, hour: Rational) -> Bool { self >= bound * hours }

  func measure(unit: Int64) -> Measure { Measure(self, unit: unit) }
}

extension Rational: PricingAmount {
  var value: Rational { self }

  static func keep(_ sums: PricingSums<Rational>) -> PricedSums { .exact(sums) }
}
