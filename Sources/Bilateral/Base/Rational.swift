/// An exact number: what every price, volume and amount is made of.
///
/// A fraction in lowest terms, in 128 bits as long as it fits and in any size beyond, so that thirds of an hour and 7 %
/// of a cent are exact and nothing ever overflows or drifts. No floating point touches it (S-31). Rounding happens only
/// where ``rounded(toPlaces:_:)`` is called.
package struct Rational: Hashable, Sendable {
  /// Lowest terms, positive denominator; `big` only when `small` cannot hold it, so that equal numbers have equal forms.
  enum Form: Hashable, Sendable {
    case small(Int128, Int128)
    case big(BigInteger, BigInteger)
  }

  let form: Form

  private init(form: Form) {
    self.form = form
  }

  /// A whole number.
  package init(_ value: some BinaryInteger & FixedWidthInteger) {
    if let small = Int128(exactly: value), small != .min {
      form = .small(small, 1)
    } else {
      form = .big(
        BigInteger(limbs: Self.limbs(of: UInt128(truncatingIfNeeded: value)), isNegative: value < 0), .one)
    }
  }

  /// A fraction; nil when the denominator is zero.
  package init?(_ numerator: Int, over denominator: Int) {
    self.init(Int128(numerator), over: Int128(denominator))
  }

  /// A fraction of wide numbers; nil when the denominator is zero.
  package init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0 else { return nil }
    guard numerator != .min, denominator != .min else {
      self.init(reducing: BigInteger(numerator), over: BigInteger(denominator))
      return
    }
    self.init(reducing: numerator, over: denominator)
  }

  /// Lowest terms of a fraction whose parts can be negated and whose denominator is not zero.
  init(reducing numerator: Int128, over denominator: Int128) {
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let shrink = Int128(truncatingIfNeeded: divisor) * (denominator < 0 ? -1 : 1)
    form = shrink == 1 ? .small(numerator, denominator) : .small(numerator / shrink, denominator / shrink)
  }

  /// Lowest terms of a fraction of any size whose denominator is not zero.
  init(reducing numerator: BigInteger, over denominator: BigInteger) {
    let divisor = BigInteger.greatestCommonDivisor(numerator, denominator)
    let top = numerator.dividedMagnitude(by: divisor)?.quotient ?? numerator.magnitude
    let bottom = denominator.dividedMagnitude(by: divisor)?.quotient ?? denominator.magnitude
    let signed = numerator.isNegative != denominator.isNegative ? -top : top
    if let small = signed.asInt128, small != .min, let under = bottom.asInt128 {
      form = .small(small, under)
    } else {
      form = .big(signed, bottom)
    }
  }

  /// Zero.
  package static let zero = Rational(0)
  /// One.
  package static let one = Rational(1)

  /// Whether it is zero.
  package var isZero: Bool { self == .zero }

  /// Whether it is below zero.
  package var isNegative: Bool {
    switch form {
    case .small(let top, _): top < 0
    case .big(let top, _): top.isNegative
    }
  }

  /// The number without its sign.
  package var magnitude: Rational { isNegative ? -self : self }

  /// The whole number it is, if it is one and fits.
  package var asInt: Int? {
    guard case .small(let top, 1) = form else { return nil }
    return Int(exactly: top)
  }

  /// Numerator and denominator in the form without limit.
  package var bigParts: (top: BigInteger, bottom: BigInteger) {
    switch form {
    case .small(let top, let bottom): (BigInteger(top), BigInteger(bottom))
    case .big(let top, let bottom): (top, bottom)
    }
  }

  private static func limbs(of value: UInt128) -> [UInt32] {
    (0..<4).map { UInt32(truncatingIfNeeded: value >> (UInt128($0) * 32)) }
  }

  /// Euclid on magnitudes; in 64 bits as soon as both fit, which is nearly always.
  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (larger, smaller) = (left, right)
    while smaller != 0 {
      if larger <= UInt128(UInt64.max), smaller <= UInt128(UInt64.max) {
        return UInt128(greatestCommonDivisor(UInt64(larger), UInt64(smaller)))
      }
      (larger, smaller) = (smaller, larger % smaller)
    }
    return larger
  }

  /// By halving and subtracting, which is faster than dividing.
  private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    guard left != 0, right != 0 else { return left | right }
    let twos = (left | right).trailingZeroBitCount
    var (odd, rest) = (left &>> UInt64(left.trailingZeroBitCount), right)
    repeat {
      rest &>>= UInt64(rest.trailingZeroBitCount)
      if odd > rest { swap(&odd, &rest) }
      rest &-= odd
    } while rest != 0
    return odd &<< UInt64(twos)
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) {
    self.init(value)
  }
}
