import BilateralBase
package import BilateralModel

extension TariffRestrictions {
  /// Whether all that is demanded holds (TAR-10); `reservation` is looked at by the tariff.
  ///
  /// Each range holds from its lower bound to before its upper one (TAR-11). What is not known, and a bound that cannot
  /// be read, does not hold.
  package func hold(at moment: TariffMoment) -> Bool {
    holdsByClock(moment.local)
      && Self.contains(moment.energy.value, from: minKWh, to: maxKWh)
      && (minDuration ?? 0) <= moment.seconds && moment.seconds < maxDuration ?? .max
      && Self.contains(moment.current, from: minCurrent, to: maxCurrent)
      && Self.contains(moment.power?.value, from: minPower, to: maxPower)
  }

  private func holdsByClock(_ local: LocalTime) -> Bool {
    guard dayOfWeek.isEmpty || dayOfWeek.contains(Self.days[local.weekday]) else { return false }
    let today = local.date.description
    guard startDate ?? today <= today, endDate.map({ today < $0 }) ?? true else { return false }
    return holdsByTime(local.minuteOfDay)
  }

  /// Hours that end where they begin, or before, go over midnight; `00:00` as end is the end of the day.
  private func holdsByTime(_ minute: Int) -> Bool {
    guard startTime != nil || endTime != nil else { return true }
    guard let start = Self.minute(startTime ?? "00:00"), let end = Self.minute(endTime ?? "00:00") else {
      return false
    }
    return end <= start ? minute >= start || minute < end : start <= minute && minute < end
  }

  private static let days: [DayOfWeek] = [
    .sunday, .monday, .tuesday, .wednesday, .thursday, .friday, .saturday,
  ]

  /// The minute of a day that `HH:MM` names; `24:00` is the day's end as well.
  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), (0...23).contains(hour) && (0...59).contains(minute) || text == "24:00"
    else { return nil }
    return hour % 24 * 60 + minute
  }

  /// Whether a value is within its bounds; without bounds it need not be known.
  private static func contains(_ value: Rational?, from lower: WireNumber?, to upper: WireNumber?) -> Bool {
    guard lower != nil || upper != nil else { return true }
    guard let value else { return false }
    return holds(lower) { $0 <= value } && holds(upper) { value < $0 }
  }

  private static func holds(_ bound: WireNumber?, _ test: (Rational) -> Bool) -> Bool {
    guard let bound else { return true }
    return Rational(decimalText: bound.text).map(test) ?? false
  }
}
