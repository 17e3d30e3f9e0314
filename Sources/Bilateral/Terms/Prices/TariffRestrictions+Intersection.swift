import BilateralBase
import BilateralModel

extension TariffRestrictions {
  /// What holds where both hold: none when nothing does, two when a time of day has a gap in its middle.
  func intersection(_ other: TariffRestrictions) -> [TariffRestrictions] {
    var both = self
    both.minKWh = Self.higher(minKWh, other.minKWh)
    both.maxKWh = Self.lower(maxKWh, other.maxKWh)
    both.minCurrent = Self.higher(minCurrent, other.minCurrent)
    both.maxCurrent = Self.lower(maxCurrent, other.maxCurrent)
    both.minPower = Self.higher(minPower, other.minPower)
    both.maxPower = Self.lower(maxPower, other.maxPower)
    both.minDuration = [minDuration, other.minDuration].compactMap { $0 }.max()
    both.maxDuration = [maxDuration, other.maxDuration].compactMap { $0 }.min()
    both.startDate = [startDate, other.startDate].compactMap { $0 }.max()
    both.endDate = [endDate, other.endDate].compactMap { $0 }.min()
    both.dayOfWeek = dayOfWeek.isEmpty ? other.dayOfWeek : dayOfWeek
    if !dayOfWeek.isEmpty, !other.dayOfWeek.isEmpty {
      both.dayOfWeek = dayOfWeek.filter(other.dayOfWeek.contains)
      guard !both.dayOfWeek.isEmpty else { return [] }
    }
    guard both.hasRoom else { return [] }
    return both.withTimes(DayTimes(self), DayTimes(other))
  }

  private var hasRoom: Bool {
    Self.isBelow(minKWh, maxKWh) && Self.isBelow(minCurrent, maxCurrent) && Self.isBelow(minPower, maxPower)
      && (minDuration ?? 0) < maxDuration ?? .max
      && (startDate.flatMap { start in endDate.map { start < $0 } } ?? true)
  }

  private func withTimes(_ one: DayTimes?, _ other: DayTimes?) -> [TariffRestrictions] {
    guard let one, let other else {
      guard let times = one ?? other else { return [self] }
      return times.applied(to: self)
    }
    return one.intersection(other).applied(to: self)
  }

  private static func higher(_ left: WireNumber?, _ right: WireNumber?) -> WireNumber? {
    pick(left, right) { $0 >= $1 }
  }

  private static func lower(_ left: WireNumber?, _ right: WireNumber?) -> WireNumber? {
    pick(left, right) { $0 <= $1 }
  }

  private static func pick(
    _ left: WireNumber?, _ right: WireNumber?, _ isFirst: (Rational, Rational) -> Bool
  ) -> WireNumber? {
    guard let left, let first = Rational(decimalText: left.text) else { return right ?? left }
    guard let right, let second = Rational(decimalText: right.text) else { return left }
    return isFirst(first, second) ? left : right
  }

  private static func isBelow(_ low: WireNumber?, _ high: WireNumber?) -> Bool {
    guard let low = low.flatMap({ Rational(decimalText: $0.text) }),
      let high = high.flatMap({ Rational(decimalText: $0.text) })
    else { return true }
    return low < high
  }
}

/// Times of day as ranges of minutes within one day, in order and apart from each other.
struct DayTimes: Hashable, Sendable {
  private var ranges: [Range<Int>]

  /// A window of a partner file; over midnight it has two parts.
  init(_ window: TimeWindow) { self.init(from: window.start, to: window.end) }

  /// The times of restrictions; nil when there are none, or none that can be read.
  init?(_ restrictions: TariffRestrictions) {
    guard restrictions.startTime != nil || restrictions.endTime != nil else { return nil }
    guard let start = Self.minute(restrictions.startTime ?? "00:00"),
      let end = Self.minute(restrictions.endTime ?? "00:00")
    else { return nil }
    self.init(from: start % 1440, to: end % 1440)
  }

  /// From one minute to another; equal ones are the whole day, and 0 as end is its end.
  private init(from start: Int, to end: Int) {
    let end = end == 0 ? 1440 : end
    if start < end {
      ranges = [start..<end]
    } else {
      ranges = [0..<end, start..<1440].filter { !$0.isEmpty }
    }
    if start == end { ranges = [0..<1440] }
  }

  /// The times that both have.
  func intersection(_ other: DayTimes) -> DayTimes {
    var both = self
    both.ranges = ranges.flatMap { one in other.ranges.map { one.clamped(to: $0) } }.filter { !$0.isEmpty }
    return both
  }

  /// The restrictions with these times; a part at the end of a day and one at its beginning are one over midnight, unless
  /// days of the week are named: readers disagree about the day that a night belongs to.
  func applied(to restrictions: TariffRestrictions) -> [TariffRestrictions] {
    var ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    var windows: [(start: Int, end: Int)] = []
    if restrictions.dayOfWeek.isEmpty, ranges.count > 1, let first = ranges.first, let last = ranges.last,
      first.lowerBound == 0, last.upperBound == 1440
    {
      ranges = Array(ranges.dropFirst().dropLast())
      windows.append((last.lowerBound, first.upperBound))
    }
    windows += ranges.map { ($0.lowerBound, $0.upperBound) }
    return windows.map { window in
      var restricted = restrictions
      let isWholeDay = window == (0, 1440)
      restricted.startTime = isWholeDay ? nil : Self.text(window.start)
      restricted.endTime = isWholeDay ? nil : Self.text(window.end)
      return restricted
    }
  }

  private static func text(_ minute: Int) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
      (0...59).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}
