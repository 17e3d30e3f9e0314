import BilateralBase

/// Collects the volumes of one charging period as they are read.
struct PeriodReading {
  var period: ChargedPeriod
  private(set) var findings: [PricingFinding] = []
  private let place: Int
  private let snaps: Bool
  private var minCurrent, maxCurrent, current, minPower, maxPower, power: Measure?
  private var isElectrical = false

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
    case .energy: add(volume, Measure.billionths, to: \.energyMeasure)
    case .time: add(snapped(volume), Measure.nanoseconds, to: \.chargingMeasure)
    case .parking: add(snapped(volume), Measure.nanoseconds, to: \.parkingMeasure)
    case .reservation: add(snapped(volume), Measure.nanoseconds, to: \.reservationMeasure)
    case .other: break
    case .unknown:
      findings.append(
        PricingFinding(.unknownDimension, "nothing prices one of the dimensions", period: place))
    default: takeElectrical(kind, volume)
    }
  }

  private mutating func takeElectrical(_ kind: DimensionKind, _ volume: Measure) {
    isElectrical = true
    switch kind {
    case .minCurrent: minCurrent = volume
    case .maxCurrent: maxCurrent = volume
    case .current: current = volume
    case .minPower: minPower = volume
    case .maxPower: maxPower = volume
    default: power = volume
    }
  }

  /// The period with all that was taken.
  mutating func finish() -> ChargedPeriod {
    if isElectrical {
      period.electrical = Electrical(
        minCurrent: minCurrent, maxCurrent: maxCurrent, minPower: minPower, maxPower: maxPower,
        current: current, power: power)
    }
    return period
  }

  private func snapped(_ hours: Measure) -> Measure { snaps ? hours.snappedToSeconds : hours }

  private mutating func add(
    _ volume: Measure, _ unit: Int64, to field: WritableKeyPath<ChargedPeriod, Measure?>
  ) {
    guard let before = period[keyPath: field] else {
      period[keyPath: field] = volume
      return
    }
    findings.append(
      PricingFinding(.duplicateDimension, "a dimension stands twice; both were added", period: place))
    period[keyPath: field] = before.plus(volume, unit: unit)
  }
}
