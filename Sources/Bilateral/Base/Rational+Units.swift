extension Rational {
  /// How many small units it is, when one has so many and it is a whole number of them that fits.
  ///
  /// - Parameter unit: how many small units one has.
  /// - Returns: the number of them; `nil` when it is none.
  package func whole(of unit: Int64) -> Int64? {
    guard case .small(let top, let bottom) = form else { return nil }
    let (units, overflow) = top.multipliedReportingOverflow(by: Int128(unit))
    guard !overflow else { return nil }
    let (whole, rest) = units.quotientAndRemainder(dividingBy: bottom)
    return rest == 0 ? Int64(exactly: whole) : nil
  }

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
