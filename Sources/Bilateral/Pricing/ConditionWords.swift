import BilateralBase

/// Says what restrictions ask for, and which of them does not hold.
struct ConditionWords {
  let policy: PricingPolicy

  /// All that a condition asks for: `22:00 to 06:00, from 10 kWh`.
  func description(_ condition: TariffCondition) -> String {
    var words = window(condition.window)
    words += range(condition.energy, "kWh")
    words += elapsed(condition)
    words += range(condition.current, "A")
    words += range(condition.power, "kW")
    return words.isEmpty ? "no restrictions" : words.joined(separator: ", ")
  }

  /// The first restriction that does not hold at a moment, with what was there instead; nil when all hold.
  func failure(
    _ condition: TariffCondition, _ moment: PricingMoment<Rational>, _ period: ChargedPeriod
  ) -> String? {
    if condition.isNever { return "a restriction that cannot be read or never holds" }
    if let window = condition.window, !window.holds(day: moment.day, second: moment.second) {
      return "\(Self.clock(moment)) is not \(self.window(window).joined(separator: ", "))"
    }
    if !Self.holds(condition.energy, moment.energy) {
      return
        "\(moment.energy.decimalText(atMost: 4)) kWh before is not \(join(range(condition.energy, "kWh")))"
    }
    let isEarly = condition.elapsedFrom.map { moment.elapsed < $0 } ?? false
    if isEarly || condition.elapsedBefore.map({ moment.elapsed >= $0 }) ?? false {
      return "\(Self.span(moment.elapsed)) into the session is not \(join(elapsed(condition)))"
    }
    return electrical(condition, period)
  }

  private func electrical(_ condition: TariffCondition, _ period: ChargedPeriod) -> String? {
    let asked = join(range(condition.current, "A") + range(condition.power, "kW"))
    switch try? ElectricalCheck<Rational>(policy: policy).answer(condition, period) {
    case .holds: return nil
    case .unmeasured: return policy.unmeasured == .holds ? nil : "nobody measured whether it was \(asked)"
    case .straddles: return "only at times it was \(asked)"
    case .fails, nil: return "it was not \(asked)"
    }
  }

  private func join(_ words: [String]) -> String { words.joined(separator: ", ") }

  private func window(_ window: ClockWindow?) -> [String] {
    guard let window else { return [] }
    var words: [String] = []
    if window.opens != 0 || window.closes != 86_400 {
      words.append("\(Self.time(window.opens)) to \(Self.time(window.closes % 86_400))")
    }
    if window.days != 0x7F {
      let days = Self.week.indices.filter { window.days & 1 << UInt8($0) != 0 }.map { Self.week[$0] }
      words.append("on " + days.joined(separator: " "))
    }
    if window.firstDay != .min { words.append("from \(CivilDate(daysSince1970: window.firstDay))") }
    if window.endDay != .max { words.append("before \(CivilDate(daysSince1970: window.endDay))") }
    return words
  }

  private func range(_ range: MeasureRange, _ unit: String) -> [String] {
    let bounds = [("from", range.from), ("below", range.before)]
    return bounds.compactMap { word, bound in
      bound.map { "\(word) \($0.value(unit: Measure.billionths).decimalText(atMost: 4)) \(unit)" }
    }
  }

  private func elapsed(_ condition: TariffCondition) -> [String] {
    let bounds = [("from", condition.elapsedFrom), ("before", condition.elapsedBefore)]
    return bounds.compactMap { word, bound in bound.map { "\(word) \(Self.span($0))" } }
  }

  private static func holds(_ range: MeasureRange, _ value: Rational) -> Bool {
    if let from = range.from, value < from.value(unit: Measure.billionths) { return false }
    if let before = range.before, value >= before.value(unit: Measure.billionths) { return false }
    return true
  }

  private static func clock(_ moment: PricingMoment<Rational>) -> String {
    "\(week[(moment.day + 4).flooredRemainder(by: 7)]) \(CivilDate(daysSince1970: moment.day)) \(time(moment.second))"
  }

  private static func time(_ second: Int) -> String { "\(two(second / 3600)):\(two(second / 60 % 60))" }

  /// `1:30:00`.
  private static func span(_ microseconds: Int64) -> String {
    let seconds = Int(microseconds.magnitude / 1_000_000)
    let sign = microseconds < 0 ? "-" : ""
    return "\(sign)\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let week = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
}
