import BilateralBase

/// The days and hours of the wall clock in which an element holds (R4).
struct ClockWindow: Sendable {
  /// Seconds of the day from which on and before which it holds; over midnight when the end is not after the start.
  var opens = 0
  var closes = 86_400
  /// A bit for each weekday, Sunday first.
  var days: UInt8 = 0x7F
  /// Days since 1970 from which on and before which it holds.
  var firstDay = Int.min
  var endDay = Int.max
  /// Whether the weekday is that of the window's beginning.
  var looksAtOpening = false

  /// Whether it goes over midnight.
  var wraps: Bool { closes <= opens }

  /// Whether it holds at all times.
  var isEverything: Bool {
    opens == 0 && closes == 86_400 && days == 0x7F && firstDay == .min && endDay == .max
  }

  /// Whether it holds at a time of the wall clock.
  func holds(day: Int, second: Int) -> Bool {
    let isInside = wraps ? second >= opens || second < closes : second >= opens && second < closes
    guard isInside, day >= firstDay, day < endDay else { return false }
    guard days != 0x7F else { return true }
    let asked = looksAtOpening && wraps && second < closes ? day - 1 : day
    return days & 1 << UInt8((asked + 4).flooredRemainder(by: 7)) != 0
  }

  /// The times of day at which it may change: its bounds, and midnight when days count.
  var changes: [Int] {
    var changes = opens == 0 && closes == 86_400 ? [] : [opens, closes % 86_400]
    if days != 0x7F || firstDay != .min || endDay != .max { changes.append(0) }
    return changes
  }
}
