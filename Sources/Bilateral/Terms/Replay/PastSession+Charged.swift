package import BilateralBase
package import BilateralPricing

extension PastSession {
  /// The session in periods that no price changes within: power is taken to have flowed evenly.
  ///
  /// - Parameters:
  ///   - boundaries: where the prices of its tariffs may change.
  ///   - zone: the zone of the charger.
  /// - Returns: the session as it is priced.
  package func charged(splitAt boundaries: PriceBoundaries, zone: ZoneFile) -> ChargedSession {
    let left = start.adding(seconds: Int64(chargingSeconds))
    let cuts = cuts(boundaries, zone)
    var periods: [ChargedPeriod] = []
    for (from, until) in Self.spans(from: start, to: left, cuts) {
      periods.append(charging(from, until))
    }
    if chargingSeconds == 0, !energy.isZero { periods.append(ChargedPeriod(start: start, energy: energy)) }
    for (from, until) in Self.spans(from: left, to: end, cuts) {
      periods.append(ChargedPeriod(start: from, parking: Self.hours(from, until)))
    }
    if periods.isEmpty { periods.append(ChargedPeriod(start: start, charging: .zero)) }
    return ChargedSession(start: start, end: max(end, left), periods: periods)
  }

  private func charging(_ from: Timestamp, _ until: Timestamp) -> ChargedPeriod {
    ChargedPeriod(start: from, energy: taken(by: until) - taken(by: from), charging: Self.hours(from, until))
  }

  /// kWh taken until a moment of charging, to a billionth: finer than any meter, and the parts add up to the whole.
  private func taken(by moment: Timestamp) -> Rational {
    let seconds = Int((moment.microseconds - start.microseconds) / 1_000_000)
    if seconds == 0 { return .zero }
    guard seconds != chargingSeconds, let share = Rational(seconds, over: chargingSeconds) else {
      return energy
    }
    return (energy * share).rounded(toPlaces: 9)
  }

  /// The moments at which a price may change, ascending.
  private func cuts(_ boundaries: PriceBoundaries, _ zone: ZoneFile) -> [Timestamp] {
    var cuts = Set(boundaries.moments(in: MeterSeries.Span(from: start, until: end), zone: zone))
    for seconds in boundaries.durations { cuts.insert(start.adding(seconds: Int64(seconds))) }
    for bound in boundaries.energies where bound < energy {
      guard let share = try? bound / energy,
        let second = (share * Rational(chargingSeconds))
          .rounded(toPlaces: 0, .ceiling).asInt
      else { continue }
      cuts.insert(start.adding(seconds: Int64(second)))
    }
    return cuts.sorted()
  }

  private static func spans(from: Timestamp, to: Timestamp, _ cuts: [Timestamp]) -> [(Timestamp, Timestamp)] {
    guard from < to else { return [] }
    let bounds = [from] + cuts.filter { $0 > from && $0 < to } + [to]
    return Array(zip(bounds, bounds.dropFirst()))
  }

  private static func hours(_ from: Timestamp, _ until: Timestamp) -> Rational {
    Rational(Int((until.microseconds - from.microseconds) / 1_000_000), over: 3600) ?? 0
  }
}
