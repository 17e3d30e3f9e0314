import Foundation

/// The wall clock at a charger, found without the project's own calendar and zone files.
///
/// Foundation knows the zones; years, months and days are counted off one after the other.
struct WallCalendar: Sendable {
  /// What hangs on the wall at one moment.
  struct Reading: Hashable, Sendable {
    /// `2026-03-29`.
    var date: String
    /// Minutes since midnight, cut.
    var minute: Int
    /// `SUNDAY`.
    var weekday: String
  }

  private let zone: TimeZone
  /// The days on which years begin, from 1970 on.
  private static let years: [Int] = {
    var days = [0]
    for year in 1970..<2100 { days.append(days[days.count - 1] + (isLeap(year) ? 366 : 365)) }
    return days
  }()
  private static let weekdays = [
    "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY",
  ]

  init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// The reading at a moment, in seconds since 1970 (later ones only).
  func reading(at seconds: Int) -> Reading {
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    let local = seconds + offset
    var day = local / 86_400
    let weekday = Self.weekdays[day % 7]
    let minute = local % 86_400 / 60
    let year = 1970 + (Self.years.lastIndex { $0 <= day } ?? 0)
    day -= Self.years[year - 1970]
    var month = 0
    let lengths = Self.months(of: year)
    while day >= lengths[month] {
      day -= lengths[month]
      month += 1
    }
    return Reading(
      date: "\(year)-\(Self.two(month + 1))-\(Self.two(day + 1))", minute: minute, weekday: weekday)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func months(of year: Int) -> [Int] {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
