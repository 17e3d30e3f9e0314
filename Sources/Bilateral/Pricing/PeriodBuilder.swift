package import BilateralBase
package import BilateralModel

/// Makes the charging periods of an operator's own session, so that nobody has to ask what a period costs that spans a
/// change of price: there is none (R6, R18).
package struct PeriodBuilder: Sendable {
  /// A session in periods.
  package struct Outcome: Hashable, Sendable {
    /// When it starts, with the reservation.
    package let start: Timestamp
    /// When it ends.
    package let end: Timestamp
    /// Its periods, each with the volumes as they go on the wire.
    package let periods: [ChargingPeriod]
    /// All energy: the last reading less the first.
    package let energy: Energy
    /// What was odd.
    package let findings: [PeriodFinding]
  }

  private let boundaries: PriceBoundaries
  private let zone: ZoneFile
  private let tariffID: CiString?
  private let policy: PeriodPolicy

  /// A builder for sessions under a tariff.
  ///
  /// - Parameters:
  ///   - tariff: what the session is billed by; nil splits only where what is billed changes.
  ///   - zone: the zone of the location.
  ///   - namesTariff: whether each period names the tariff, as from 2.2.1 on.
  ///   - policy: what the specification leaves open.
  package init(tariff: Tariff?, zone: ZoneFile, namesTariff: Bool = true, policy: PeriodPolicy = .standard) {
    boundaries = PriceBoundaries(of: tariff.map { [$0] } ?? [])
    self.zone = zone
    tariffID = namesTariff ? tariff?.id : nil
    self.policy = policy
  }

  /// The periods of a stay; nil when there was neither a stay nor a reservation.
  package func build(_ series: MeterSeries) -> Outcome? {
    guard let start = series.reservation?.from ?? series.stay?.from,
      let end = series.stay?.until ?? series.reservation?.until
    else { return nil }
    var findings: [PeriodFinding] = []
    var periods = series.reservation.map { reservation($0, until: series.stay?.from, &findings) } ?? []
    guard let stay = series.stay else {
      return Outcome(start: start, end: end, periods: periods, energy: .zero, findings: findings)
    }
    if stay.isTooLong { findings.append(.init(.stayTooLong, stay.from, "it is not split by the clock")) }
    var billing = StayBilling(StayRecord(series, stay: stay), boundaries, policy)
    periods += billing.periods(clock: boundaries.moments(in: stay, zone: zone), tariffID: tariffID)
    return Outcome(
      start: min(start, stay.from), end: stay.until, periods: periods, energy: billing.energy,
      findings: findings + billing.findings)
  }

  private func reservation(
    _ span: MeterSeries.Span, until arrival: Timestamp?, _ findings: inout [PeriodFinding]
  ) -> [ChargingPeriod] {
    var kept = span
    if let arrival, kept.until > arrival {
      kept = MeterSeries.Span(from: kept.from, until: arrival)
      findings.append(.init(.reservationOverlapsStay, arrival, "the reservation ends with plugging in"))
    }
    return reservation(kept)
  }

  private func reservation(_ kept: MeterSeries.Span) -> [ChargingPeriod] {
    let starts = [kept.from] + boundaries.moments(in: kept, zone: zone)
    return zip(starts, starts.dropFirst() + [kept.until]).filter { $0 < $1 }.map { from, until in
      ChargingPeriod(
        startDateTime: from, dimensions: [.hours(.reservationTime, until.seconds - from.seconds)],
        tariffID: tariffID)
    }
  }
}

extension CDRDimension {
  /// A time of so many seconds, in hours with four decimals.
  static func hours(_ type: CDRDimensionType, _ seconds: Int64) -> CDRDimension {
    CDRDimension(type: type, volume: .fourDecimals(Rational(Int(seconds), over: 3600) ?? .zero))
  }
}

extension WireNumber {
  /// A value as OCPI's `number` is written: at most four decimals.
  static func fourDecimals(_ value: Rational) -> WireNumber { WireNumber(value.decimalText(atMost: 4)) ?? 0 }
}
