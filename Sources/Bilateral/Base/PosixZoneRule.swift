/// The rule at the end of a TZif file, which holds for all time after its table: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX writes offsets west of Greenwich as positive; here all offsets are seconds *east* of UTC. The extensions of
/// RFC 9636 are read: names in `<>`, and switching hours from -167 to 167.
package struct PosixZoneRule: Hashable, Sendable {
  /// A day of the year on which clocks are switched, and the wall-clock second of that day.
  struct Switch: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// `Mm.w.d`: the w-th (5: last) weekday d (0: Sunday) of month m.
      case weekday(month: Int, week: Int, weekday: Int)
      /// `Jn`: day 1 to 365, 29 February never counted.
      case withoutLeapDay(Int)
      /// `n`: day 0 to 365, 29 February counted.
      case ofYear(Int)
    }

    let day: Day
    let second: Int

    /// Wall-clock seconds since 1970 of the switch in a year.
    func localSeconds(in year: Int) -> Int {
      dayNumber(in: year) * 86_400 + second
    }

    private func dayNumber(in year: Int) -> Int {
      let newYear = Self.day(year, 1)
      switch day {
      case .ofYear(let number): return newYear + number
      case .withoutLeapDay(let number):
        return newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
      case .weekday(let month, let week, let weekday):
        let first = Self.day(year, month)
        let start = first + (weekday - CivilDate(daysSince1970: first).weekday).flooredRemainder(by: 7)
        let length = CivilDate.days(inMonth: month, ofYear: year)
        let wanted = start + (week - 1) * 7
        return wanted - first < length ? wanted : wanted - 7
      }
    }

    private static func day(_ year: Int, _ month: Int) -> Int {
      CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
    }
  }

  /// Daylight saving time: its offset and when it begins and ends.
  struct Daylight: Hashable, Sendable {
    let offset: Int
    let begins: Switch
    let ends: Switch
  }

  /// Seconds east of UTC in standard time.
  let standard: Int
  let daylight: Daylight?

  /// Reads a rule; nil when it is not one.
  package init?(_ text: some StringProtocol) {
    var scanner = PosixZoneScanner(bytes: Array(text.utf8.prefix(256)))
    guard scanner.name(), let west = scanner.time(hours: 24) else { return nil }
    standard = -west
    guard !scanner.isAtEnd else {
      daylight = nil
      return
    }
    guard let daylight = scanner.daylight(standard: -west), scanner.isAtEnd else { return nil }
    self.daylight = daylight
  }

  /// The offsets that occur under the rule.
  var offsets: [Int] { [standard] + (daylight.map { [$0.offset] } ?? []) }

  /// Seconds east of UTC at a moment given in seconds since 1970.
  package func offset(at seconds: Int) -> Int { span(at: seconds).offset }
}

/// Reads the parts of a rule.
struct PosixZoneScanner {
  let bytes: [UInt8]
  private var at = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { at == bytes.count }
  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  /// A zone name: three or more letters, or anything of letters, digits and signs in `<>`.
  mutating func name() -> Bool {
    let isQuoted = take("<")
    let start = at
    while let byte = next,
      ASCII.isLetter(byte) || (isQuoted && (ASCII.isDigit(byte) || byte == 0x2B || byte == 0x2D))
    {
      at += 1
    }
    return at - start >= 3 && (!isQuoted || take(">"))
  }

  /// `[+-]h[:mm[:ss]]` in seconds, with at most that many hours.
  mutating func time(hours: Int) -> Int? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard var total = number(upTo: hours) else { return nil }
    total *= 3600
    for unit in [60, 1] {
      guard take(":") else { break }
      guard let part = number(upTo: 59) else { return nil }
      total += part * unit
    }
    return isNegative ? -total : total
  }

  /// Name, offset (an hour more than standard when not given) and both switches.
  mutating func daylight(standard: Int) -> PosixZoneRule.Daylight? {
    guard name() else { return nil }
    var offset = standard + 3600
    if next != UInt8(ascii: ",") {
      guard let west = time(hours: 24) else { return nil }
      offset = -west
    }
    guard take(","), let begins = clockSwitch(), take(","), let ends = clockSwitch() else { return nil }
    return PosixZoneRule.Daylight(offset: offset, begins: begins, ends: ends)
  }

  private mutating func clockSwitch() -> PosixZoneRule.Switch? {
    guard let day = day() else { return nil }
    guard take("/") else { return PosixZoneRule.Switch(day: day, second: 7200) }
    return time(hours: 167).map { PosixZoneRule.Switch(day: day, second: $0) }
  }

  private mutating func day() -> PosixZoneRule.Switch.Day? {
    if take("J") {
      guard let number = number(upTo: 365), number > 0 else { return nil }
      return .withoutLeapDay(number)
    }
    guard take("M") else { return number(upTo: 365).map { .ofYear($0) } }
    guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5), week > 0, take("."),
      let weekday = number(upTo: 6)
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }

  private mutating func number(upTo limit: Int) -> Int? {
    var value: Int?
    while let byte = next, ASCII.isDigit(byte) {
      let longer = (value ?? 0) * 10 + Int(byte - 0x30)
      guard longer <= limit else { return nil }
      value = longer
      at += 1
    }
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }
}
