import BilateralBase

/// What restrictions look at: the state of a session when a period begins.
struct PricingMoment<Number: PricingNumber> {
  /// Day since 1970 and second of it, by the wall clock of the charger; 0 when no restriction asks.
  var day = 0
  var second = 0
  /// kWh before the period.
  var energy: Number
  /// Microseconds since the session's clock began.
  var elapsed: Int64 = 0

  init(energy: Number) { self.energy = energy }
}

/// What a condition came to.
enum ConditionAnswer {
  case holds
  case fails
  /// It asks for current or power that nobody measured.
  case unmeasured
  /// It holds for one part of the period and not for another.
  case straddles
}

extension TariffCondition {
  /// Whether it holds, but for what is asked of current and power.
  func holds<Number: PricingNumber>(_ moment: PricingMoment<Number>) throws(OutOfRange) -> Bool {
    if isNever { return false }
    if let elapsedFrom, moment.elapsed < elapsedFrom { return false }
    if let elapsedBefore, moment.elapsed >= elapsedBefore { return false }
    if let window, !window.holds(day: moment.day, second: moment.second) { return false }
    if let from = energy.from {
      if moment.energy < (try Number(from, unit: Measure.billionths)) { return false }
    }
    if let before = energy.before {
      if moment.energy >= (try Number(before, unit: Measure.billionths)) { return false }
    }
    return true
  }
}
