package import BilateralBase

/// One of `test_sessions`: a session somebody described, and what it must cost.
package struct PricedExample: Hashable, Sendable {
  /// `energy`.
  package var energy: Energy
  /// `duration` of charging, in seconds.
  package var seconds: Int
  /// `parking` after it, in seconds.
  package var parkingSeconds: Int
  /// `power`: the connector's rated power.
  package var power: Power?
  /// `at`: `12:00`, or a day and a time `2026-03-01T12:00`; local.
  package var at: ExampleStart
  /// `group` of the location.
  package var group: String?
  /// `country` of the location.
  package var country: String?
  /// `adhoc`: the list's price of a kWh, when the example brings its own.
  package var adhoc: EnergyPrice?
  /// `expect`: what it must cost; nil to leave it open.
  package var expect: Money?
  /// Where it is written.
  package var place: SourcePlace?
  /// Its path, such as `pricing.sell.test_sessions[0]`.
  package var path: String

  /// The session, when it begins at that moment.
  func session(from start: Timestamp) -> PastSession {
    let end = start.adding(seconds: Int64(seconds) + Int64(parkingSeconds))
    return PastSession(start: start, end: end, energy: energy.value, chargingSeconds: seconds)
  }
}

/// When a worked example begins, by the clock at the charger.
package struct ExampleStart: Hashable, Sendable {
  /// The day; nil for the day of the check.
  package var day: CivilDate?
  /// Minutes after midnight.
  package var minute: Int

  /// A start.
  package init(day: CivilDate? = nil, minute: Int) {
    self.day = day
    self.minute = minute
  }

  /// Reads `12:00`, `2026-03-01 12:00` or `2026-03-01T12:00`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard let clock = parts.last, (1...2).contains(parts.count),
      let window = TimeWindow("\(clock)-24:00")
    else { return nil }
    minute = window.start
    guard parts.count == 2 else { return }
    let numbers = parts[0].split(separator: "-").map { Int($0) }
    guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let date = numbers[2],
      let day = CivilDate(year: year, month: month, day: date)
    else { return nil }
    self.day = day
  }
}
