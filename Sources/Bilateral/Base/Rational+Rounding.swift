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
    if let units = smallUnits(ofPlaces: places, rounding) {
      return Rational(reducing: units, over: Int128(Self.smallPowers[places]))
    }
    return Rational(reducing: units(ofPlaces: places, rounding), over: .powerOfTen(places))
  }

  /// The number brought up to a whole multiple of a positive step; itself when the step is not positive.
  package func roundedUp(toMultipleOf step: Rational) -> Rational {
    guard step > .zero, let steps = try? self / step else { return self }
    return steps.rounded(toPlaces: 0, .ceiling) * step
  }

  /// Powers of ten that fit in 64 bits.
  static let smallPowers: [Int64] = (0...18).map { places in (0..<places).reduce(1) { power, _ in power * 10 }
  }

  /// The same as ``units(ofPlaces:_:)`` as long as 128 bits suffice, which is nearly always.
  func smallUnits(ofPlaces places: Int, _ rounding: Rounding) -> Int128? {
    guard case .small(let top, let bottom) = form, Self.smallPowers.indices.contains(places) else {
      return nil
    }
    let (scaled, overflow) = top.multipliedReportingOverflow(by: Int128(Self.smallPowers[places]))
    guard !overflow else { return nil }
    let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: bottom)
    guard rest != 0 else { return quotient }
    let (twice, whole) = (rest.magnitude * 2, bottom.magnitude)
    let isUp = Self.goesUp(
      half: twice == whole ? 0 : twice < whole ? -1 : 1, isOdd: quotient & 1 != 0, isNegative: top < 0,
      rounding)
    return isUp ? quotient + (top < 0 ? -1 : 1) : quotient
  }

  /// How many units of the last of that many places the rounded number has: 1.255 in 2 places is 126.
  func units(ofPlaces places: Int, _ rounding: Rounding) -> BigInteger {
    let (top, bottom) = bigParts
    let scaled = top * .powerOfTen(places)
    guard let (quotient, remainder) = scaled.dividedMagnitude(by: bottom) else { return scaled }
    let twice = remainder + remainder
    let isUp =
      !remainder.isZero
      && Self.goesUp(
        half: twice == bottom ? 0 : twice < bottom ? -1 : 1, isOdd: (quotient.limbs.first ?? 0) & 1 == 1,
        isNegative: top.isNegative, rounding)
    let size = isUp ? quotient + .one : quotient
    return top.isNegative ? -size : size
  }

  /// Whether the magnitude of a number with a rest grows by one unit; `half` compares the rest with half a unit.
  private static func goesUp(half: Int, isOdd: Bool, isNegative: Bool, _ rounding: Rounding) -> Bool {
    switch rounding {
    case .up: return true
    case .down: return false
    case .ceiling: return !isNegative
    case .floor: return isNegative
    case .halfUp: return half >= 0
    case .halfDown: return half > 0
    case .halfEven: return half > 0 || (half == 0 && isOdd)
    }
  }
}
