import BilateralBase
import BilateralModel

/// A range from a bound on to before another one.
struct MeasureRange: Sendable {
  var from: Measure?
  var before: Measure?

  /// Whether nothing is asked.
  var isOpen: Bool { from == nil && before == nil }
}

/// The restrictions of an element, read once (R4).
struct TariffCondition: Sendable {
  /// Hours and days; nil when none are asked for.
  var window: ClockWindow?
  /// kWh before the period.
  var energy = MeasureRange()
  /// Microseconds since the session's clock began.
  var elapsedFrom: Int64?
  var elapsedBefore: Int64?
  /// Amperes and kilowatts.
  var current = MeasureRange()
  var power = MeasureRange()
  /// Whether a bound cannot be read, so that the element never applies.
  var isNever = false

  /// Whether current or power are asked for.
  var isElectrical: Bool { !current.isOpen || !power.isOpen }

  /// Whether it restricts nothing.
  var isOpen: Bool {
    window == nil && energy.isOpen && elapsedFrom == nil && elapsedBefore == nil && !isElectrical && !isNever
  }
}

/// Reads restrictions and notes what is odd.
struct TariffConditionReader {
  let policy: PricingPolicy
  /// The element, for messages.
  let place: String
  private(set) var findings: [PricingFinding] = []

  init(policy: PricingPolicy, place: String) {
    self.policy = policy
    self.place = place
  }

  /// What the restrictions ask for, but `reservation`.
  mutating func read(_ wire: TariffRestrictions) -> TariffCondition {
    var condition = TariffCondition()
    let window = window(wire, &condition.isNever)
    if !window.isEverything { condition.window = window }
    condition.energy = range(wire.minKWh, wire.maxKWh, "kwh", &condition.isNever)
    condition.current = range(wire.minCurrent, wire.maxCurrent, "current", &condition.isNever)
    condition.power = range(wire.minPower, wire.maxPower, "power", &condition.isNever)
    condition.elapsedFrom = wire.minDuration.map(Self.microseconds)
    condition.elapsedBefore = wire.maxDuration.map(Self.microseconds)
    for member in wire.extras.members {
      findings.append(
        PricingFinding(
          .unknownRestriction, "\(place) has the restriction '\(member.name)', which is not understood"))
    }
    return condition
  }

  private mutating func window(_ wire: TariffRestrictions, _ isNever: inout Bool) -> ClockWindow {
    var window = ClockWindow()
    if wire.startTime != nil || wire.endTime != nil {
      let opens = time(wire.startTime, "start_time", &isNever)
      let closes = time(wire.endTime, "end_time", &isNever)
      window.opens = opens
      window.closes = closes == 0 ? 86_400 : closes
      if wire.startTime != nil, wire.endTime != nil, opens == closes { equal(&window, &isNever) }
    }
    window.firstDay = date(wire.startDate, "start_date", &isNever) ?? .min
    window.endDay = date(wire.endDate, "end_date", &isNever) ?? .max
    window.looksAtOpening = policy.windowDay == .opening
    if !wire.dayOfWeek.isEmpty { window.days = days(wire.dayOfWeek, &isNever) }
    return window
  }

  private func equal(_ window: inout ClockWindow, _ isNever: inout Bool) {
    (window.opens, window.closes) = (0, 86_400)
    if policy.equalBounds == .never { isNever = true }
  }

  /// The second of a day that `HH:MM` names; none is midnight.
  private mutating func time(_ text: String?, _ name: String, _ isNever: inout Bool) -> Int {
    guard let text else { return 0 }
    let bytes = Array(text.utf8)
    if text == "24:00" {
      findings.append(
        PricingFinding(.midnightSpelledAs24, "\(place).\(name) is '24:00'; read as 00:00"))
      return 0
    }
    if bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Self.two(bytes[0], bytes[1]), hour < 24,
      let minute = Self.two(bytes[3], bytes[4]), minute < 60
    {
      return hour * 3600 + minute * 60
    }
    isNever = true
    unreadable(text, name)
    return 0
  }

  private mutating func date(_ text: String?, _ name: String, _ isNever: inout Bool) -> Int? {
    guard let text else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if text.utf8.count == 10, parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]), let date = CivilDate(year: year, month: month, day: day)
    {
      return date.daysSince1970
    }
    isNever = true
    unreadable(text, name)
    return nil
  }

  private mutating func days(_ wire: [DayOfWeek], _ isNever: inout Bool) -> UInt8 {
    var mask: UInt8 = 0
    for day in wire {
      if let place = Self.week.firstIndex(of: day) {
        mask |= 1 << UInt8(place)
      } else {
        unreadable(day.rawValue, "day_of_week")
      }
    }
    if mask == 0 { isNever = true }
    return mask
  }

  private mutating func range(
    _ from: WireNumber?, _ before: WireNumber?, _ name: String, _ isNever: inout Bool
  ) -> MeasureRange {
    MeasureRange(
      from: bound(from, "min_\(name)", &isNever), before: bound(before, "max_\(name)", &isNever))
  }

  private mutating func bound(_ wire: WireNumber?, _ name: String, _ isNever: inout Bool) -> Measure? {
    guard let wire else { return nil }
    if let value = wire.rational { return Measure(value, unit: Measure.billionths) }
    isNever = true
    unreadable(wire.text, name)
    return nil
  }

  private mutating func unreadable(_ text: String, _ name: String) {
    findings.append(
      PricingFinding(
        .unreadableRestriction,
        "\(place).\(name) '\(text.prefix(40))' cannot be read; the element never applies by it"))
  }

  private static func two(_ first: UInt8, _ second: UInt8) -> Int? {
    guard ASCII.isDigit(first), ASCII.isDigit(second) else { return nil }
    return Int(first - 0x30) * 10 + Int(second - 0x30)
  }

  private static func microseconds(_ seconds: Int) -> Int64 {
    Timestamp(seconds: Int64(seconds)).microseconds
  }

  /// The days in the order of ``CivilDate/weekday``.
  private static let week: [DayOfWeek] = [
    .sunday, .monday, .tuesday, .wednesday, .thursday, .friday, .saturday,
  ]
}
