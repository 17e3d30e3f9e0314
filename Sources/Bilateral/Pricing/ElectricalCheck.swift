import BilateralBase

/// What is known of current or power in one period.
enum ElectricalRange<Number: PricingNumber> {
  /// From the least to the most that was measured.
  case measured(Number, Number)
  /// As much as energy in so many hours makes.
  case estimated(energy: Number, hours: Number)
  case unknown
}

/// Holds current and power of a period against conditions (R9).
struct ElectricalCheck<Number: PricingNumber> {
  let policy: PricingPolicy

  /// Whether current and power are as a condition asks.
  func answer(_ condition: TariffCondition, _ period: ChargedPeriod) throws(OutOfRange) -> ConditionAnswer {
    let electrical = period.electrical
    let current =
      condition.current.isOpen
      ? .holds
      : try answer(
        condition.current,
        try range(electrical?.minCurrent, electrical?.maxCurrent, electrical?.current, period))
    guard case .holds = current, !condition.power.isOpen else { return current }
    var power = try range(electrical?.minPower, electrical?.maxPower, electrical?.power, period)
    if case .unknown = power { power = try estimate(period) }
    return try answer(condition.power, power)
  }

  /// Whether power of a period is worked out of its energy.
  func estimates(_ period: ChargedPeriod) -> Bool {
    let electrical = period.electrical
    guard (electrical?.minPower ?? electrical?.maxPower ?? electrical?.power) == nil else { return false }
    guard !isPureParking(period), let known: ElectricalRange<Number> = try? estimate(period) else {
      return false
    }
    if case .estimated = known { return true }
    return false
  }

  /// One value stands for both; who only parks takes nothing.
  private func range(
    _ least: Measure?, _ most: Measure?, _ single: Measure?, _ period: ChargedPeriod
  ) throws(OutOfRange) -> ElectricalRange<Number> {
    if let low = least ?? most ?? single, let high = most ?? least ?? single {
      return .measured(
        try Number(low, unit: Measure.billionths), try Number(high, unit: Measure.billionths))
    }
    return isPureParking(period) ? .measured(.nothing, .nothing) : .unknown
  }

  /// Power of energy and time, when there are both.
  private func estimate(_ period: ChargedPeriod) throws(OutOfRange) -> ElectricalRange<Number> {
    guard policy.estimatesPower, let energy = period.energyMeasure else { return .unknown }
    let length = max(0, period.end.microseconds(since: period.start))
    let charging = period.chargingMeasure ?? .nothing
    let hours = charging.isZero ? Measure.microseconds(length) : charging
    guard !hours.isZero, !hours.isNegative else { return .unknown }
    return .estimated(
      energy: try Number(energy, unit: Measure.billionths),
      hours: try Number(hours, unit: Measure.nanoseconds))
  }

  private func isPureParking(_ period: ChargedPeriod) -> Bool {
    guard let parking = period.parkingMeasure, !parking.isZero else { return false }
    return (period.chargingMeasure?.isZero ?? true) && (period.energyMeasure?.isZero ?? true)
  }

  private func answer(
    _ asked: MeasureRange, _ known: ElectricalRange<Number>
  ) throws(OutOfRange) -> ConditionAnswer {
    switch known {
    case .unknown: return .unmeasured
    case .estimated(let energy, let hours): return try answer(asked, energy, hours)
    case .measured(let least, let most):
      let isStrict = policy.range == .wholePeriod
      var straddles = false
      if let bound = asked.from {
        let from = try Number(bound, unit: Measure.billionths)
        if (isStrict ? least : most) < from {
          guard isStrict, most >= from else { return .fails }
          straddles = true
        }
      }
      if let bound = asked.before {
        let before = try Number(bound, unit: Measure.billionths)
        if (isStrict ? most : least) >= before {
          guard isStrict, least < before else { return .fails }
          straddles = true
        }
      }
      return straddles ? .straddles : .holds
    }
  }

  private func answer(
    _ asked: MeasureRange, _ energy: Number, _ hours: Number
  ) throws(OutOfRange) -> ConditionAnswer {
    let hour = try Number(.whole(Measure.nanoseconds), unit: Measure.nanoseconds)
    func isAtLeast(_ bound: Measure) throws(OutOfRange) -> Bool {
      energy.isAtLeast(try Number(bound, unit: Measure.billionths), times: hours, hour: hour)
    }
    if let from = asked.from, try !isAtLeast(from) { return .fails }
    if let before = asked.before, try isAtLeast(before) { return .fails }
    return .holds
  }
}
