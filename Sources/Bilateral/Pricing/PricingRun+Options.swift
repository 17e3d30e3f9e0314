import BilateralBase

extension PricingRun {
  /// Most moments of one period that are looked at; a period of years is not worth more.
  private static var mostMoments: Int { 400 }

  /// Notes what each slot of a period might have been priced by, at every boundary within it (R6).
  mutating func collectOptions(
    _ period: ChargedPeriod, _ index: Int, _ tariff: Int, _ moment: PricingMoment<Number>
  ) throws {
    let slots = PricingSlot.allCases.filter { slot in
      guard !slot.isFlat, let measure = period.measure(slot) else { return false }
      return !measure.isZero && (slot == .expiredTime) == session.reservationExpired
        || !measure.isZero && slot.component != .reservation
    }
    var found = slots.map { PriceOptions(period: index, tariff: tariff, slot: $0, candidates: []) }
    for moment in try moments(of: period, tariff, moment) {
      for place in found.indices {
        found[place].candidates.insert(try candidate(found[place].slot, tariff, moment, index))
      }
    }
    options += found
  }

  /// The moments within a period at which something may change, its beginning first.
  private mutating func moments(
    of period: ChargedPeriod, _ tariff: Int, _ first: PricingMoment<Number>
  ) throws -> [PricingMoment<Number>] {
    let changes = tariffs.all[tariff].changes
    var stages = [first.energy]
    if let taken = period.energyMeasure {
      let end = try first.energy.plus(try Number(taken, unit: Measure.billionths))
      for bound in changes.energies {
        let bound = try Number(bound, unit: Measure.billionths)
        if bound > first.energy && bound < end || bound < first.energy && bound > end { stages.append(bound) }
      }
    }
    var moments: [PricingMoment<Number>] = []
    for start in times(within: period, changes, first) {
      var moment = first
      moment.elapsed = first.elapsed &+ start.microseconds(since: period.start)
      if tariffs.needsClock { (moment.day, moment.second) = read(start) }
      for stage in stages {
        moment.energy = stage
        moments.append(moment)
      }
    }
    return moments
  }

  /// The beginning of a period and every boundary of time within it, also where the clocks are changed.
  private func times(
    within period: ChargedPeriod, _ changes: PriceChanges, _ first: PricingMoment<Number>
  ) -> [Timestamp] {
    let end = period.start.adding(microseconds: period.length)
    var times = [period.start]
    for bound in changes.durations where bound > first.elapsed {
      times.append(period.start.adding(microseconds: bound.subtractingReportingOverflow(first.elapsed).0))
    }
    if tariffs.needsClock { times += clockTimes(from: period.start, to: end, changes, day: first.day) }
    return Array(
      times.filter { $0 >= period.start && $0 < end || $0 == period.start }.prefix(Self.mostMoments))
  }

  private func clockTimes(
    from start: Timestamp, to end: Timestamp, _ changes: PriceChanges, day: Int
  ) -> [Timestamp] {
    guard !changes.times.isEmpty else { return [] }
    let zone = tariffs.zone.zone
    var times: [Timestamp] = []
    var day = day
    while Timestamp(seconds: Int64(day - 2) * 86_400) < end, times.count < Self.mostMoments {
      let date = CivilDate(daysSince1970: day)
      times += changes.times.flatMap { zone.moments(showing: date, secondOfDay: $0) }
      day += 1
    }
    var change = zone.span(at: start).until
    while change < end.seconds, times.count < 2 * Self.mostMoments {
      times.insert(Timestamp(seconds: change), at: 0)
      change = zone.span(at: Timestamp(seconds: change)).until
    }
    return times
  }
}
