package import BilateralModel
package import BilateralBase

extension ChargedSession {
  /// What a CDR says was measured; hours that stand for whole seconds become those (R7).
  ///
  /// - Parameters:
  ///   - cdr: the CDR.
  ///   - version: the version it came in.
  ///   - policy: whether hours snap to seconds.
  /// - Throws: ``PricingRefusal/number(_:path:)`` for a volume that cannot be computed with.
  package init(
    _ cdr: CDR, version: OCPIVersion, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    try self.init(
      start: cdr.startDateTime, end: cdr.endDateTime, reading: cdr.chargingPeriods, currency: cdr.currency,
      isCredit: cdr.isCredit ?? false, policy: policy)
  }

  /// What a session says was measured until its end, or until a moment when it still runs.
  ///
  /// - Parameters:
  ///   - session: the session.
  ///   - version: the version it came in.
  ///   - end: until when, for one that has no end.
  ///   - policy: whether hours snap to seconds.
  /// - Throws: ``PricingRefusal`` for a session without end, or a volume that cannot be computed with.
  package init(
    _ session: Session, version: OCPIVersion, until end: Timestamp? = nil, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    guard let end = session.endDateTime ?? end else { throw .noEnd }
    let isOver = session.status == .completed || session.status == .invalid
    try self.init(
      start: session.startDateTime, end: end, reading: session.chargingPeriods, currency: session.currency,
      reservationExpired: isOver ? nil : false, policy: policy)
  }

  /// What periods of the wire say was measured, for records that are no whole CDR.
  ///
  /// - Parameters:
  ///   - start: when the session started.
  ///   - end: when it ended.
  ///   - wire: the periods.
  ///   - currency: the one it was reported in.
  ///   - reservationExpired: whether it is a reservation that ran out; by default when it is nothing but reserved.
  ///   - isCredit: whether it takes another one back.
  ///   - policy: whether hours snap to seconds.
  /// - Throws: ``PricingRefusal/number(_:path:)`` for a volume that cannot be computed with.
  package init(
    start: Timestamp, end: Timestamp, reading wire: [ChargingPeriod], currency: String,
    reservationExpired: Bool? = nil, isCredit: Bool = false, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    var findings: [PricingFinding] = []
    var periods: [ChargedPeriod] = []
    periods.reserveCapacity(wire.count)
    for (place, period) in wire.enumerated() {
      periods.append(try ChargedPeriod(reading: period, place, policy, &findings))
    }
    self.init(
      start: start, end: end, periods: periods, currency: Currency(currency),
      reservationExpired: reservationExpired, isCredit: isCredit, findings: findings)
  }
}

extension ChargedPeriod {
  /// Reads a period of the wire; two volumes of one dimension are added.
  init(
    reading wire: ChargingPeriod, _ place: Int, _ policy: PricingPolicy, _ findings: inout [PricingFinding]
  ) throws(PricingRefusal) {
    var reading = PeriodReading(
      start: wire.startDateTime, tariffID: wire.tariffID, place: place, policy: policy)
    for (index, dimension) in wire.dimensions.enumerated() {
      let kind = DimensionKind(dimension.type.rawValue)
      guard let volume = Measure.read(dimension.volume.text, unit: PeriodReading.unit(kind)) else {
        throw .number(
          dimension.volume.text, path: "charging_periods[\(place)].dimensions[\(index)].volume")
      }
      reading.take(kind, volume)
    }
    findings += reading.findings
    self = reading.finish()
  }
}
