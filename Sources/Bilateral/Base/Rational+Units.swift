extension Rational {
  /// The number rounded to so many places, counted in units of the last of them: 1.255 in 2 places is 126.
  ///
  /// - Parameters:
  ///   - places: decimals, at most 18.
  ///   - rounding: how.
  /// - Returns: the units; `nil` when they do not fit.
  package func roundedUnits(places: Int, _ rounding: Rounding = .halfUp) -> Int? {
    guard (0...18).contains(places) else { return nil }
    return (rounded(toPlaces: places, rounding) * Rational(Self.power(of: places))).asInt
  }

  private static func power(of places: Int) -> Int { (0..<places).reduce(1) { power, _ in power * 10 } }
}
