import BilateralBase
import BilateralModel

/// Cuts a stay into periods: where what is billed changes, and where the tariff may change its price.
struct StayBilling {
  private var record: StayRecord
  private let boundaries: PriceBoundaries
  private let policy: PeriodPolicy
  private var curve: EnergyCurve
  /// Where the line of energy is cut by a bound of the tariff: exactly that many Wh were taken before that second.
  private var cuts: [Int64: Rational] = [:]

  init(_ record: StayRecord, _ boundaries: PriceBoundaries, _ policy: PeriodPolicy) {
    self.record = record
    self.boundaries = boundaries
    self.policy = policy
    curve = EnergyCurve(from: record.stay.lowerBound)
    drawCurve()
  }

  /// All energy.
  var energy: Energy { .kilowattHours(Self.kilo(curve.total)) }

  /// What was odd.
  var findings: [PeriodFinding] { record.findings }

  /// The periods; `clock` are the moments at which the clock on the wall passes a bound.
  mutating func periods(clock: [Timestamp], tariffID: CiString?) -> [ChargingPeriod] {
    let stay = record.stay
    guard !stay.isEmpty else { return [] }
    var starts: Set<Int64> = [stay.lowerBound]
    starts.formUnion(clock.map(\.seconds))
    starts.formUnion(boundaries.durations.map { stay.lowerBound &+ Int64($0) })
    starts.formUnion(changesOfKind())
    starts.formUnion(crossings(record.powers, boundaries.powers))
    starts.formUnion(crossings(record.currents, boundaries.currents))
    cutEnergy()
    starts.formUnion(cuts.keys)
    let sorted = starts.filter { stay.contains($0) }.sorted()
    var before = Rational.zero
    return zip(sorted, sorted.dropFirst() + [stay.upperBound]).map { from, until in
      let after = until == stay.upperBound ? curve.total : cuts[until] ?? curve.energy(at: until)
      defer { before = after }
      return period(from..<until, energy: Self.quantised(after) - Self.quantised(before), tariffID)
    }
  }

  private mutating func drawCurve() {
    guard var last = record.marks.first else { return }
    for mark in record.marks.dropFirst() {
      let span = last.at..<max(last.at, mark.at)
      let flows = record.flows(in: span)
      let taken = mark.energy - last.energy
      if !taken.isZero { noteOddities(span, flows, taken) }
      curve.rise(by: taken, until: mark.at, over: flows.isEmpty ? [span] : flows)
      last = mark
    }
  }

  private mutating func noteOddities(_ span: Range<Int64>, _ flows: [Range<Int64>], _ taken: Rational) {
    if flows.isEmpty {
      record.note(
        .energyWithoutCharging, span.lowerBound, "\(taken) Wh until \(Timestamp(seconds: span.upperBound))")
    }
    if span.count > policy.longestGap {
      record.note(
        .gapInReadings, span.lowerBound, "no reading for \(span.count) s; the energy is spread evenly")
    }
  }

  /// Where what is billed changes; time that nobody pays for is told.
  private mutating func changesOfKind() -> [Int64] {
    for stretch in record.stretches where stretch.activity == .faulted && policy.faulted == .nothing {
      record.note(.faultedTime, stretch.span.lowerBound, "\(stretch.span.count) s are not billed")
    }
    let kinds = record.stretches.map { (at: $0.span.lowerBound, kind: policy.billed($0.activity)) }
    return zip(kinds, kinds.dropFirst()).filter { $0.kind != $1.kind }.map(\.1.at)
  }

  /// Where a level passes a bound: a period lies on one side of each.
  private func crossings(_ levels: [StayRecord.Level], _ bounds: Set<Rational>) -> [Int64] {
    let sides = levels.map { level in (at: level.at, side: bounds.filter { $0 <= level.value }.count) }
    return zip(sides, sides.dropFirst()).filter { $0.side != $1.side }.map(\.1.at)
  }

  /// Cuts the line where the energy of a bound was reached; in the last second the cut lies one second before the end,
  /// so that there is a period after it.
  private mutating func cutEnergy() {
    for bound in boundaries.energies.sorted() {
      let energy = bound * 1000
      guard energy < curve.total, let reached = curve.second(reaching: energy) else { continue }
      let second = min(reached, record.stay.upperBound - 1)
      if second > record.stay.lowerBound { cuts[second] = energy }
    }
  }

  private func period(_ span: Range<Int64>, energy: Rational, _ tariffID: CiString?) -> ChargingPeriod {
    var dimensions: [CDRDimension] = []
    let activity = record.stretches.first { $0.span.contains(span.lowerBound) }?.activity ?? .charging
    let kind = policy.billed(activity)
    if kind != .parking || !energy.isZero {
      dimensions.append(CDRDimension(type: .energy, volume: .fourDecimals(energy)))
    }
    if kind == .time { dimensions.append(.hours(.time, Int64(span.count))) }
    if kind == .parking { dimensions.append(.hours(.parkingTime, Int64(span.count))) }
    dimensions += range(record.powers, span, (.minPower, .maxPower))
    dimensions += range(record.currents, span, (.minCurrent, .maxCurrent))
    return ChargingPeriod(
      startDateTime: Timestamp(seconds: span.lowerBound), dimensions: dimensions, tariffID: tariffID)
  }

  /// The least and the greatest level within a span, the one that held at its start among them.
  private func range(
    _ levels: [StayRecord.Level], _ span: Range<Int64>, _ types: (CDRDimensionType, CDRDimensionType)
  ) -> [CDRDimension] {
    let held = levels.last { $0.at <= span.lowerBound }.map { [$0.value] } ?? []
    let values = held + levels.filter { $0.at > span.lowerBound && $0.at < span.upperBound }.map(\.value)
    guard let least = values.min(), let greatest = values.max() else { return [] }
    return [
      CDRDimension(type: types.0, volume: .fourDecimals(least)),
      CDRDimension(type: types.1, volume: .fourDecimals(greatest)),
    ]
  }

  /// kWh as they go on the wire; rounding what was taken so far, the periods add up to what was taken.
  private static func quantised(_ wattHours: Rational) -> Rational { kilo(wattHours).rounded(toPlaces: 4) }

  private static func kilo(_ wattHours: Rational) -> Rational { (try? wattHours / 1000) ?? .zero }
}
