package import BilateralBase
package import BilateralModel
package import BilateralPricing

/// A session as a person describes it: so much energy, evenly over so much time, then parked.
package struct DescribedCharge: Hashable, Sendable {
  /// When it begins.
  package var start: Timestamp
  /// What is charged.
  package var energy: Energy
  /// How long it charges, in seconds.
  package var seconds: Int
  /// How long it stays connected afterwards, in seconds.
  package var parkingSeconds: Int

  /// A session.
  package init(start: Timestamp, energy: Energy, seconds: Int, parkingSeconds: Int = 0) {
    self.start = start
    self.energy = energy
    self.seconds = seconds
    self.parkingSeconds = parkingSeconds
  }

  /// The session in periods, cut wherever a price of some tariffs may change (R6).
  ///
  /// - Parameters:
  ///   - tariffs: those that may price it.
  ///   - zone: the zone of the charger.
  /// - Returns: the session; the energy of each period is its part of the time, and exact where energy cuts.
  package func session(under tariffs: [Tariff], zone: ZoneFile) -> ChargedSession {
    let boundaries = PriceBoundaries(of: tariffs)
    let end = start.adding(seconds: Int64(seconds + parkingSeconds))
    var cuts = Set(boundaries.durations)
    for moment in boundaries.moments(in: MeterSeries.Span(from: start, until: end), zone: zone) {
      cuts.insert(Int(moment.seconds - start.seconds))
    }
    var charged: [Int: Rational] = [0: .zero, seconds: energy.value]
    for bound in boundaries.energies where bound > .zero && bound < energy.value {
      guard let share = try? bound / energy.value else { continue }
      let second = (share * Rational(seconds)).rounded(toPlaces: 0, .ceiling).asInt ?? seconds
      if second < seconds { charged[second] = bound }
    }
    cuts.formUnion(charged.keys)
    cuts.formUnion([0, seconds])
    let starts = cuts.filter { $0 >= 0 && $0 < seconds + parkingSeconds }.sorted()
    let periods = zip(starts, starts.dropFirst() + [seconds + parkingSeconds]).map { from, until in
      period(from, until, charged)
    }
    return ChargedSession(start: start, end: end, periods: periods)
  }

  private func period(_ from: Int, _ until: Int, _ charged: [Int: Rational]) -> ChargedPeriod {
    let begin = start.adding(seconds: Int64(from))
    let hours = Rational(until - from) * (Rational(1, over: 3600) ?? .zero)
    guard from < seconds else { return ChargedPeriod(start: begin, parking: hours) }
    return ChargedPeriod(start: begin, energy: at(until, charged) - at(from, charged), charging: hours)
  }

  private func at(_ second: Int, _ charged: [Int: Rational]) -> Rational {
    if let exact = charged[second] { return exact }
    return (try? energy.value * Rational(second) / Rational(max(seconds, 1))) ?? energy.value
  }
}
