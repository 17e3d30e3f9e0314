package import BilateralBase
package import BilateralPricing

extension PastSession {
  /// The session in periods that no price changes within: power is taken to have flowed evenly.
  ///
  /// Where a price changes with the energy taken, a period ends with exactly so much, at the next full second.
  ///
  /// - Parameters:
  ///   - boundaries: where the prices of its tariffs may change.
  ///   - zone: the zone of the charger.
  /// - Returns: the session as it is priced.
  package func charged(splitAt boundaries: PriceBoundaries, zone: ZoneFile) -> ChargedSession {
    let left = start.adding(seconds: Int64(chargingSeconds))
    let moments = moments(boundaries, zone)
    var periods = charging(until: left, moments, boundaries.energies)
    for (from, until) in Self.spans(from: left, to: end, moments) {
      periods.append(ChargedPeriod(start: from, parking: Self.hours(from, until)))
    }
    if periods.isEmpty { periods.append(ChargedPeriod(start: start, charging: .zero)) }
    return ChargedSession(start: start, end: max(end, left), periods: periods)
  }

  /// A moment of charging, and the kWh taken until then.
  private struct Point: Hashable {
    var moment: Timestamp
    var taken: Rational
  }

  /// Charging, cut at moments and at bounds of energy; several bounds within a second make periods of no length.
  private func charging(
    until left: Timestamp, _ moments: [Timestamp], _ bounds: Set<Rational>
  ) -> [ChargedPeriod] {
    var points = moments.filter { $0 > start && $0 < left }.map { Point(moment: $0, taken: taken(by: $0)) }
    points += bounds.compactMap(reached)
    points.append(Point(moment: left, taken: energy))
    points.sort { ($0.moment, $0.taken) < ($1.moment, $1.taken) }
    var periods: [ChargedPeriod] = []
    var from = Point(moment: start, taken: .zero)
    for point in points {
      let until = Point(moment: point.moment, taken: max(point.taken, from.taken))
      guard until != from else { continue }
      let hours = chargingSeconds == 0 ? nil : Self.hours(from.moment, until.moment)
      periods.append(ChargedPeriod(start: from.moment, energy: until.taken - from.taken, charging: hours))
      from = until
    }
    return periods
  }

  /// kWh taken until a moment, to a billionth: finer than any meter, and the parts add up to the whole.
  private func taken(by moment: Timestamp) -> Rational {
    let seconds = Int((moment.microseconds - start.microseconds) / 1_000_000)
    guard let share = Rational(seconds, over: chargingSeconds) else { return energy }
    return (energy * share).rounded(toPlaces: 9)
  }

  /// When so much was taken; nil when it never was.
  private func reached(_ bound: Rational) -> Point? {
    guard bound > .zero, bound < energy, let share = try? bound / energy,
      let second = (share * Rational(chargingSeconds)).rounded(toPlaces: 0, .ceiling).asInt
    else { return nil }
    return Point(moment: start.adding(seconds: Int64(second)), taken: bound)
  }

  /// The moments at which time changes a price.
  private func moments(_ boundaries: PriceBoundaries, _ zone: ZoneFile) -> [Timestamp] {
    boundaries.moments(in: MeterSeries.Span(from: start, until: end), zone: zone)
      + boundaries.durations.map { start.adding(seconds: Int64($0)) }
  }

  private static func spans(from: Timestamp, to: Timestamp, _ cuts: [Timestamp]) -> [(Timestamp, Timestamp)] {
    guard from < to else { return [] }
    let bounds = [from] + Set(cuts.filter { $0 > from && $0 < to }).sorted() + [to]
    return Array(zip(bounds, bounds.dropFirst()))
  }

  private static func hours(_ from: Timestamp, _ until: Timestamp) -> Rational {
    Rational(Int((until.microseconds - from.microseconds) / 1_000_000), over: 3600) ?? 0
  }
}
