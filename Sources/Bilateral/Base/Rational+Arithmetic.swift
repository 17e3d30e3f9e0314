/// A calculation that has no answer.
package enum ArithmeticError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something was divided by zero.
  case divisionByZero

  package var description: String {
    switch self {
    case .divisionByZero: "division by zero"
    }
  }
}

extension Rational {
  /// The exact sum.
  package static func + (left: Rational, right: Rational) -> Rational {
    if case (.small(let a, let b), .small(let c, let d)) = (left.form, right.form),
      let (top, bottom) = smallSum(a, b, c, d)
    {
      return Rational(reducing: top, over: bottom)
    }
    let (a, b) = left.bigParts
    let (c, d) = right.bigParts
    return Rational(reducing: a * d + c * b, over: b * d)
  }

  /// The exact difference.
  package static func - (left: Rational, right: Rational) -> Rational { left + (-right) }

  /// The number with the other sign.
  package static prefix func - (value: Rational) -> Rational {
    switch value.form {
    case .small(let top, let bottom): Rational(reducing: -top, over: bottom)
    case .big(let top, let bottom): Rational(reducing: -top, over: bottom)
    }
  }

  /// The exact product.
  package static func * (left: Rational, right: Rational) -> Rational {
    if case (.small(let a, let b), .small(let c, let d)) = (left.form, right.form),
      let top = product(a, c), let bottom = product(b, d)
    {
      return Rational(reducing: top, over: bottom)
    }
    let (a, b) = left.bigParts
    let (c, d) = right.bigParts
    return Rational(reducing: a * c, over: b * d)
  }

  /// The exact quotient; throws when the divisor is zero.
  package static func / (left: Rational, right: Rational) throws(ArithmeticError) -> Rational {
    guard !right.isZero else { throw .divisionByZero }
    if case (.small(let a, let b), .small(let c, let d)) = (left.form, right.form),
      let top = product(a, d), let bottom = product(b, c)
    {
      return Rational(reducing: top, over: bottom)
    }
    let (a, b) = left.bigParts
    let (c, d) = right.bigParts
    return Rational(reducing: a * d, over: b * c)
  }

  /// Adds in place.
  package static func += (left: inout Rational, right: Rational) { left = left + right }

  /// Subtracts in place.
  package static func -= (left: inout Rational, right: Rational) { left = left - right }

  /// The product, unless it overflows or is the one number that cannot be negated.
  private static func product(_ left: Int128, _ right: Int128) -> Int128? {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow || value == .min ? nil : value
  }

  private static func smallSum(_ a: Int128, _ b: Int128, _ c: Int128, _ d: Int128) -> (Int128, Int128)? {
    let isCommon = b == d
    guard let left = isCommon ? a : product(a, d), let right = isCommon ? c : product(c, b),
      let bottom = isCommon ? b : product(b, d)
    else { return nil }
    let (top, overflow) = left.addingReportingOverflow(right)
    return overflow || top == .min ? nil : (top, bottom)
  }
}

extension Rational: Comparable {
  package static func < (left: Rational, right: Rational) -> Bool {
    if case (.small(let a, let b), .small(let c, let d)) = (left.form, right.form),
      let first = product(a, d), let second = product(c, b)
    {
      return first < second
    }
    let (a, b) = left.bigParts
    let (c, d) = right.bigParts
    return a * d < c * b
  }
}
