/// A moment as a clock on a wall shows it, with the offset that makes it one moment.
///
/// Tariffs speak in the local time of the charger: `start_time`, `day_of_week`, `start_date`.
package struct LocalTime: Hashable, Sendable {
  /// The day.
  package let date: CivilDate
  /// Seconds since the wall clock's midnight, 0 to 86,399.
  package let secondOfDay: Int
  /// Seconds east of UTC.
  package let offset: Int

  /// The wall-clock reading at a moment under an offset in seconds east of UTC.
  package init(_ moment: Timestamp, offset: Int) {
    let local = Int(moment.seconds) + offset
    date = CivilDate(daysSince1970: local.flooredQuotient(by: 86_400))
    secondOfDay = local.flooredRemainder(by: 86_400)
    self.offset = offset
  }

  /// Minutes since the wall clock's midnight, 0 to 1,439: what a tariff's `HH:MM` is compared with.
  package var minuteOfDay: Int { secondOfDay / 60 }
  /// The day of the week, 0 for Sunday to 6 for Saturday.
  package var weekday: Int { date.weekday }
}

extension LocalTime: CustomStringConvertible {
  /// `2026-11-21 01:02:03+01:00`.
  package var description: String {
    let east = offset.magnitude / 60
    let sign = offset < 0 ? "-" : "+"
    return
      "\(date) \(Self.two(secondOfDay / 3600)):\(Self.two(secondOfDay / 60 % 60)):\(Self.two(secondOfDay % 60))"
      + "\(sign)\(Self.two(Int(east / 60))):\(Self.two(Int(east % 60)))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
