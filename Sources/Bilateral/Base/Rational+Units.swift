extension Rational {
  /// The number rounded to so many places, counted in units of the last of them: 1.255 in 2 places is 126.
  ///
  /// - Parameters:
  ///   - places: decimals, at most 18.
  ///   - rounding: how.
  /// - Returns: the units; `nil` when they do not fit.
  package func roundedUnits(places: Int, _ rounding: Rounding = .halfUp) -> Int? {
    guard (0...18).contains(places) else { return nil }
    if let units = smallUnits(ofPlaces: places, rounding) { return Int(exactly: units) }
    return (rounded(toPlaces: places, rounding) * Rational(Self.smallPowers[places])).asInt
  }
}
