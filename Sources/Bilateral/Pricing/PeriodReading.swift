import BilateralBase

/// Collects the volumes of one charging period as they are read.
struct PeriodReading {
  var period: ChargedPeriod
  private(set) var findings: [PricingFinding] = []
  private let place: Int
  private let snaps: Bool
  private var electrical: Electrical?

  init(start: Timestamp, tariffID: CiString?, place: Int, policy: PricingPolicy) {
    period = ChargedPeriod(start: start, tariffID: tariffID)
    self.place = place
    snaps = policy.snapsToSeconds
  }

  /// The small units in which a dimension is read.
  static func unit(_ kind: DimensionKind) -> Int64 {
    switch kind {
    case .time, .parking, .reservation: Measure.nanoseconds
    default: Measure.billionths
    }
  }

  /// Takes a volume; a second one of a dimension is added.
  mutating func take(_ kind: DimensionKind, _ volume: Measure) {
    switch kind {
    case .energy:
      period.energyMeasure = sum(period.energyMeasure, volume, Measure.billionths)
    case .time:
      period.chargingMeasure = sum(period.chargingMeasure, snapped(volume), Measure.nanoseconds)
    case .parking:
      period.parkingMeasure = sum(period.parkingMeasure, snapped(volume), Measure.nanoseconds)
    case .reservation:
      period.reservationMeasure = sum(period.reservationMeasure, snapped(volume), Measure.nanoseconds)
    case .other: break
    case .unknown:
      findings.append(
        PricingFinding(.unknownDimension, "nothing prices one of the dimensions", period: place))
    default: takeElectrical(kind, volume)
    }
  }

  private mutating func takeElectrical(_ kind: DimensionKind, _ volume: Measure) {
    var values = electrical ?? Electrical()
    switch kind {
    case .minCurrent: values.minCurrent = volume
    case .maxCurrent: values.maxCurrent = volume
    case .current: values.current = volume
    case .minPower: values.minPower = volume
    case .maxPower: values.maxPower = volume
    default: values.power = volume
    }
    electrical = values
  }

  /// The period with all that was taken.
  consuming func finish() -> ChargedPeriod {
    if let electrical { period.electrical = electrical }
    return period
  }

  private func snapped(_ hours: Measure) -> Measure { snaps ? hours.snappedToSeconds : hours }

  private mutating func sum(_ before: Measure?, _ volume: Measure, _ unit: Int64) -> Measure {
    guard let before else { return volume }
    findings.append(
      PricingFinding(.duplicateDimension, "a dimension stands twice; both were added", period: place))
    return before.plus(volume, unit: unit)
  }
}
