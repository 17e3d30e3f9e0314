import BilateralBase
import BilateralModel

/// All that the restrictions of an element can look at, at the start of a period (R4, R5, R9).
struct SlowMoment {
  /// The wall clock.
  var wall: WallCalendar.Reading
  /// kWh of all periods before.
  var energy: Rational
  /// Seconds since the first period that is no reservation.
  var elapsed: Rational
  /// The least and greatest current in amperes; nil where nobody measured.
  var current: (least: Rational, greatest: Rational)?
  /// The least and greatest power in kW; nil where nobody measured.
  var power: (least: Rational, greatest: Rational)?
}

extension TariffRestrictions {
  /// Whether all that is said holds; `reservation` is looked at elsewhere.
  func agrees(with moment: SlowMoment) -> Bool {
    agreesWithClock(moment.wall) && agreesWithMeasures(moment)
  }

  private func agreesWithClock(_ wall: WallCalendar.Reading) -> Bool {
    if !dayOfWeek.isEmpty, !dayOfWeek.contains(where: { $0.rawValue == wall.weekday }) { return false }
    if let startDate, wall.date < startDate { return false }
    if let endDate, wall.date >= endDate { return false }
    guard startTime != nil || endTime != nil else { return true }
    return Self.isMinute(wall.minute, from: startTime, to: endTime)
  }

  /// Whether one meets the minute on the way through the window, minute by minute: equal bounds go once around.
  private static func isMinute(_ wanted: Int, from start: String?, to end: String?) -> Bool {
    let last = minute(end)
    var minute = minute(start)
    repeat {
      if minute == wanted { return true }
      minute = (minute + 1) % 1440
    } while minute != last
    return false
  }

  /// Where a bound lies; midnight where it is not said, and for 24:00.
  private static func minute(_ text: String?) -> Int {
    guard let parts = text?.split(separator: ":"), parts.count == 2, let hour = Int(parts[0]),
      let minute = Int(parts[1])
    else { return 0 }
    return (hour * 60 + minute) % 1440
  }

  private func agreesWithMeasures(_ moment: SlowMoment) -> Bool {
    let lows: [(WireNumber?, Rational?)] = [
      (minKWh, moment.energy), (minDuration.map { WireNumber($0) }, moment.elapsed),
      (minCurrent, moment.current?.least), (minPower, moment.power?.least),
    ]
    let highs: [(WireNumber?, Rational?)] = [
      (maxKWh, moment.energy), (maxDuration.map { WireNumber($0) }, moment.elapsed),
      (maxCurrent, moment.current?.greatest), (maxPower, moment.power?.greatest),
    ]
    for (limit, value) in lows {
      guard let limit = limit?.rational else { continue }
      guard let value, value >= limit else { return false }
    }
    for (limit, value) in highs {
      guard let limit = limit?.rational else { continue }
      guard let value, value < limit else { return false }
    }
    return true
  }
}
