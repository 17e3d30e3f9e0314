/// How a number is brought to fewer digits.
package enum Rounding: String, Hashable, Sendable, CaseIterable {
  /// To the nearest; the half goes away from zero, so that a credit mirrors its debit. What contracts mean by "rounded".
  case halfUp = "half-up"
  /// To the nearest; the half goes to the even digit.
  case halfEven = "half-even"
  /// To the nearest; the half goes towards zero.
  case halfDown = "half-down"
  /// Away from zero.
  case up
  /// Towards zero: the further digits are cut.
  case down
  /// Towards plus infinity.
  case ceiling
  /// Towards minus infinity.
  case floor
}

extension Rational {
  /// Most places a number is rounded to; more are held at this.
  package static let mostPlaces = 60

  /// The number brought to that many decimal places (0 for whole numbers).
  package func rounded(toPlaces places: Int, _ rounding: Rounding = .halfUp) -> Rational {
    let places = min(max(places, 0), Self.mostPlaces)
    return Rational(reducing: units(ofPlaces: places, rounding), over: .powerOfTen(places))
  }

  /// The number brought up to a whole multiple of a positive step; itself when the step is not positive.
  package func roundedUp(toMultipleOf step: Rational) -> Rational {
    guard step > .zero, let steps = try? self / step else { return self }
    return steps.rounded(toPlaces: 0, .ceiling) * step
  }

  /// How many units of the last of that many places the rounded number has: 1.255 in 2 places is 126.
  func units(ofPlaces places: Int, _ rounding: Rounding) -> BigInteger {
    let (top, bottom) = bigParts
    let scaled = top * .powerOfTen(places)
    guard let (quotient, remainder) = scaled.dividedMagnitude(by: bottom) else { return scaled }
    let isUp = Self.goesUp(quotient, remainder, of: bottom, isNegative: top.isNegative, rounding)
    let size = isUp ? quotient + .one : quotient
    return top.isNegative ? -size : size
  }

  /// Whether the magnitude grows by one unit.
  private static func goesUp(
    _ quotient: BigInteger, _ remainder: BigInteger, of bottom: BigInteger, isNegative: Bool,
    _ rounding: Rounding
  ) -> Bool {
    guard !remainder.isZero else { return false }
    let twice = remainder + remainder
    switch rounding {
    case .up: return true
    case .down: return false
    case .ceiling: return !isNegative
    case .floor: return isNegative
    case .halfUp: return twice >= bottom
    case .halfDown: return twice > bottom
    case .halfEven: return twice > bottom || (twice == bottom && (quotient.limbs.first ?? 0) & 1 == 1)
    }
  }
}
