import BilateralBase
import BilateralModel

extension TariffLinter {
  /// Looks at the restrictions of an element.
  mutating func check(_ restrictions: TariffRestrictions, _ path: String) -> TariffCondition {
    var reader = TariffConditionReader(policy: .standard, place: path)
    let condition = reader.read(restrictions)
    for finding in reader.findings {
      switch finding.code {
      case .midnightSpelledAs24: note(.midnightSpelledAs24, finding.message, at: path)
      case .unknownRestriction: note(.unknownRestriction, finding.message, at: path)
      default: note(.unreadableRestriction, finding.message, at: path)
      }
    }
    if condition.isOpen, restrictions.reservation == nil, restrictions.extras.isEmpty {
      noteOpen(restrictions, path)
    }
    if condition.isImpossible { note(.impossibleRestrictions, "they never hold together", at: path) }
    if let window = condition.window, window.wraps, window.days != 0x7F {
      note(
        .wrappingWindowWithWeekdays, "after midnight the weekday is that of the new day", at: path)
    }
    checkDecimals(restrictions, path)
    return condition
  }

  private mutating func noteOpen(_ restrictions: TariffRestrictions, _ path: String) {
    if let start = restrictions.startTime, start == restrictions.endTime {
      note(.equalBounds, "start_time and end_time are the same: read as the whole day", at: path)
    } else if restrictions.endTime != nil {
      note(.loneMidnight, "the end of the day restricts nothing", at: path + ".end_time")
    } else {
      note(.emptyRestrictions, "they restrict nothing; leave them out", at: path)
    }
  }

  private mutating func checkDecimals(_ restrictions: TariffRestrictions, _ path: String) {
    let numbers = [
      ("min_kwh", restrictions.minKWh), ("max_kwh", restrictions.maxKWh),
      ("min_current", restrictions.minCurrent), ("max_current", restrictions.maxCurrent),
      ("min_power", restrictions.minPower), ("max_power", restrictions.maxPower),
    ]
    for (name, number) in numbers {
      guard let number, let value = number.rational, value.rounded(toPlaces: 4) != value else { continue }
      note(.tooManyDecimals, "\(number) has more than four decimals", at: "\(path).\(name)")
    }
  }
}

extension TariffCondition {
  /// Whether no session can meet it.
  var isImpossible: Bool {
    if isNever || energy.isEmpty || current.isEmpty || power.isEmpty { return true }
    if let elapsedBefore, elapsedBefore <= max(0, elapsedFrom ?? 0) { return true }
    if let window, window.days == 0 || window.firstDay >= window.endDay { return true }
    return false
  }

  /// Whether it holds wherever another one does; false when that is not plain to see.
  func covers(_ other: TariffCondition) -> Bool {
    if isOpen { return true }
    if isNever { return false }
    guard energy.covers(other.energy), current.covers(other.current), power.covers(other.power) else {
      return false
    }
    if let elapsedFrom, elapsedFrom > other.elapsedFrom ?? .min { return false }
    if let elapsedBefore, elapsedBefore < other.elapsedBefore ?? .max { return false }
    guard let window else { return true }
    return window.covers(other.window ?? ClockWindow())
  }
}

extension MeasureRange {
  /// Whether nothing lies in it.
  var isEmpty: Bool {
    guard let from, let before else { return false }
    return from.value(unit: Measure.billionths) >= before.value(unit: Measure.billionths)
  }

  /// Whether all of another range lies in it.
  func covers(_ other: MeasureRange) -> Bool {
    func value(_ measure: Measure) -> Rational { measure.value(unit: Measure.billionths) }
    if let from {
      guard let bound = other.from, value(bound) >= value(from) else { return false }
    }
    if let before {
      guard let bound = other.before, value(bound) <= value(before) else { return false }
    }
    return true
  }
}

extension ClockWindow {
  /// Whether all of another window lies in it.
  func covers(_ other: ClockWindow) -> Bool {
    guard days | other.days == days, firstDay <= other.firstDay, endDay >= other.endDay else { return false }
    if opens == 0, closes == 86_400 { return true }
    if opens == other.opens, closes == other.closes { return true }
    guard !other.wraps else { return wraps && opens <= other.opens && closes >= other.closes }
    if wraps { return other.opens >= opens || other.closes <= closes }
    return opens <= other.opens && other.closes <= closes
  }
}
