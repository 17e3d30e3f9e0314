package import BilateralBase
package import BilateralModel

/// Where a tariff may change its price: the bounds of all restrictions of all its elements (R6).
package struct PriceBoundaries: Hashable, Sendable {
  /// Seconds of the local day.
  private(set) var clock: Set<Int> = []
  /// Seconds since charging could begin.
  package private(set) var durations: Set<Int> = []
  /// kWh of the session.
  package private(set) var energies: Set<Rational> = []
  /// kW.
  package private(set) var powers: Set<Rational> = []
  /// Amperes over all phases.
  package private(set) var currents: Set<Rational> = []

  /// The bounds of these tariffs.
  package init(of tariffs: [Tariff]) {
    for tariff in tariffs {
      for element in tariff.elements { if let said = element.restrictions { add(said) } }
    }
  }

  private mutating func add(_ said: TariffRestrictions) {
    for text in [said.startTime, said.endTime] { if let text { clock.insert(Self.second(text)) } }
    if !said.dayOfWeek.isEmpty || said.startDate != nil || said.endDate != nil
      || said.startTime != nil || said.endTime != nil
    {
      clock.insert(0)
    }
    durations.formUnion([said.minDuration, said.maxDuration].compactMap { $0 }.filter { $0 > 0 })
    energies.formUnion([said.minKWh, said.maxKWh].compactMap { $0?.rational }.filter { $0 > 0 })
    powers.formUnion([said.minPower, said.maxPower].compactMap { $0?.rational })
    currents.formUnion([said.minCurrent, said.maxCurrent].compactMap { $0?.rational })
  }

  /// The second of the day of `HH:MM`; midnight for `24:00` and for what cannot be read.
  private static func second(_ text: String) -> Int {
    let parts = text.split(separator: ":").map { Int($0) ?? 0 }
    guard parts.count >= 2 else { return 0 }
    return (parts[0] * 3600 + parts[1] * 60).flooredRemainder(by: 86_400)
  }

  /// The moments within a span at which a clock on the wall passes a bound, ascending.
  ///
  /// A time that clocks show twice gives both moments and one that they skip none, but where the clocks themselves are
  /// put forward or back is a bound too, as the time of day jumps there (R17). Spans of years give none.
  package func moments(in span: MeterSeries.Span, zone: ZoneFile) -> [Timestamp] {
    guard !clock.isEmpty, span.from < span.until, !span.isTooLong else { return [] }
    let stretch = zone.span(at: span.from)
    if Timestamp(seconds: stretch.until) >= span.until { return moments(in: span, offset: stretch.offset) }
    var found = Set(Self.turns(in: span, zone))
    let (first, last) = (zone.local(span.from).date, zone.local(span.until).date)
    for day in first.daysSince1970...max(first.daysSince1970, last.daysSince1970) {
      let date = CivilDate(daysSince1970: day)
      for second in clock { found.formUnion(zone.moments(showing: date, secondOfDay: second)) }
    }
    return found.filter { $0 > span.from && $0 < span.until }.sorted()
  }

  /// The same while clocks are not put forward or back, which is nearly always.
  private func moments(in span: MeterSeries.Span, offset: Int) -> [Timestamp] {
    let (first, last) = (Int(span.from.seconds) + offset, Int(span.until.seconds) + offset)
    var found: [Timestamp] = []
    for day in first.flooredQuotient(by: 86_400)...last.flooredQuotient(by: 86_400) {
      for second in clock {
        let moment = Timestamp(seconds: Int64(day * 86_400 + second - offset))
        if moment > span.from, moment < span.until { found.append(moment) }
      }
    }
    return found.sorted()
  }

  /// The moments within a span at which clocks are put forward or back.
  private static func turns(in span: MeterSeries.Span, _ zone: ZoneFile) -> [Timestamp] {
    var turns: [Timestamp] = []
    var from = span.from
    while from < span.until {
      let until = min(from.adding(seconds: 21_600), span.until)
      if zone.offset(at: from) != zone.offset(at: until) { turns.append(turn(from, until, zone)) }
      from = until
    }
    return turns
  }

  /// The first second with another offset than before.
  private static func turn(_ from: Timestamp, _ until: Timestamp, _ zone: ZoneFile) -> Timestamp {
    var (low, high) = (from.seconds, until.seconds)
    let offset = zone.offset(at: from)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if zone.offset(at: Timestamp(seconds: middle)) == offset { low = middle } else { high = middle }
    }
    return Timestamp(seconds: high)
  }
}
