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
    self.init(start: wire.startDateTime, tariffID: wire.tariffID)
    var (current, power) = ([Rational?](repeating: nil, count: 3), [Rational?](repeating: nil, count: 3))
    var hasElectrical = false
    for (index, dimension) in wire.dimensions.enumerated() {
      let path = "charging_periods[\(place)].dimensions[\(index)].volume"
      guard let volume = dimension.volume.rational else {
        throw .number(dimension.volume.text, path: path)
      }
      switch dimension.type {
      case .energy: Self.add(volume, Measure.billionths, to: &energyMeasure, place, &findings)
      case .time:
        Self.add(Self.snapped(volume, policy), Measure.nanoseconds, to: &chargingMeasure, place, &findings)
      case .parkingTime:
        Self.add(Self.snapped(volume, policy), Measure.nanoseconds, to: &parkingMeasure, place, &findings)
      case .reservationTime:
        Self.add(Self.snapped(volume, policy), Measure.nanoseconds, to: &reservationMeasure, place, &findings)
      case .minCurrent: (current[0], hasElectrical) = (volume, true)
      case .maxCurrent: (current[1], hasElectrical) = (volume, true)
      case .current: (current[2], hasElectrical) = (volume, true)
      case .minPower: (power[0], hasElectrical) = (volume, true)
      case .maxPower: (power[1], hasElectrical) = (volume, true)
      case .power: (power[2], hasElectrical) = (volume, true)
      case .flat, .energyExport, .energyImport, .stateOfCharge: break
      default:
        findings.append(
          PricingFinding(.unknownDimension, "nothing prices the dimension \(dimension.type)", period: place))
      }
    }
    guard hasElectrical else { return }
    self = measuring(
      minCurrent: current[0], maxCurrent: current[1], minPower: power[0], maxPower: power[1],
      current: current[2], power: power[2])
  }

  private static func add(
    _ volume: Rational, _ unit: Int64, to measure: inout Measure?, _ place: Int,
    _ findings: inout [PricingFinding]
  ) {
    if let before = measure {
      findings.append(
        PricingFinding(.duplicateDimension, "a dimension stands twice; both were added", period: place))
      measure = Measure(before.value(unit: unit) + volume, unit: unit)
    } else {
      measure = Measure(volume, unit: unit)
    }
  }

  /// Hours as whole seconds when they are within 0.36 s of them, the worth of the fourth decimal (R7).
  private static func snapped(_ hours: Rational, _ policy: PricingPolicy) -> Rational {
    guard policy.snapsToSeconds, let snap = Rational(36, over: 100), let part = Rational(1, over: 3600) else {
      return hours
    }
    let seconds = hours * 3600
    let whole = seconds.rounded(toPlaces: 0)
    return (seconds - whole).magnitude <= snap ? whole * part : hours
  }
}
