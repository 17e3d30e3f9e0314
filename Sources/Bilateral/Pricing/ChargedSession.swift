package import BilateralBase
package import BilateralModel

/// A session as it is priced: its periods in the order of time, with what was odd about them.
package struct ChargedSession: Hashable, Sendable {
  /// When it started; a reservation belongs to it.
  package let start: Timestamp
  /// When it ended.
  package let end: Timestamp
  /// Its periods, sorted by their starts.
  package let periods: [ChargedPeriod]
  /// The currency that it was reported in; nil when nobody said.
  package let currency: Currency?
  /// Whether a reservation ran out and nobody came (R12).
  package let reservationExpired: Bool
  /// Whether it takes another CDR back: then only `total_cost` is negative (R19).
  package let isCredit: Bool
  /// The kind of tariff it is under when that is known: `AD_HOC_PAYMENT`, `PROFILE_CHEAP` …, else `REGULAR` (R2).
  package var tariffType: TariffType?
  /// What was odd.
  package let findings: [PricingFinding]

  /// A session of periods; they are sorted, and each ends where the next one begins.
  ///
  /// - Parameters:
  ///   - start: when it started.
  ///   - end: when it ended.
  ///   - periods: in any order.
  ///   - currency: the one it was reported in.
  ///   - reservationExpired: whether it is a reservation that ran out; by default when it is nothing but reserved.
  ///   - isCredit: whether it takes another one back.
  ///   - tariffType: the kind of tariff it is under.
  ///   - findings: what was odd already.
  package init(
    start: Timestamp, end: Timestamp, periods: [ChargedPeriod], currency: Currency? = nil,
    reservationExpired: Bool? = nil, isCredit: Bool = false, tariffType: TariffType? = nil,
    findings: [PricingFinding] = []
  ) {
    self.start = start
    self.end = end
    var findings = findings
    var periods = periods
    Self.order(&periods, end, &findings)
    findings += TimelineCheck(start: start, end: end, periods: periods).findings
    self.periods = periods
    self.currency = currency
    self.reservationExpired =
      reservationExpired ?? (!periods.isEmpty && periods.allSatisfy { $0.isReservation })
    self.isCredit = isCredit
    self.tariffType = tariffType
    self.findings = findings
  }

  /// A session as a person describes it: charging with even power, then parking.
  ///
  /// - Parameters:
  ///   - start: when it started.
  ///   - energy: kWh.
  ///   - charging: hours of charging.
  ///   - parking: hours connected without charging after that.
  package init(start: Timestamp, energy: Energy, charging: TimeSpan, parking: TimeSpan = .zero) {
    func later(_ span: TimeSpan, than moment: Timestamp) -> Timestamp {
      moment.adding(seconds: Int64((span.value * 3600).rounded(toPlaces: 0).asInt ?? 0))
    }
    let left = later(charging, than: start)
    var periods = [ChargedPeriod(start: start, energy: energy.value, charging: charging.value)]
    if !parking.value.isZero { periods.append(ChargedPeriod(start: left, parking: parking.value)) }
    self.init(start: start, end: later(parking, than: left), periods: periods)
  }

  /// Sorts periods and gives each its end.
  private static func order(
    _ periods: inout [ChargedPeriod], _ end: Timestamp, _ findings: inout [PricingFinding]
  ) {
    let isSorted = periods.indices.dropFirst().allSatisfy { periods[$0 - 1].start <= periods[$0].start }
    if !isSorted {
      let order = periods.indices.sorted { (periods[$0].start, $0) < (periods[$1].start, $1) }
      periods = order.map { periods[$0] }
      findings.append(
        PricingFinding(.periodsOutOfOrder, "the periods were not in the order of time; they were sorted"))
    }
    for index in periods.indices {
      let next = index + 1 < periods.count ? periods[index + 1].start : end
      periods[index].end = max(next, periods[index].start)
    }
  }
}
