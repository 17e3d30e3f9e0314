/// A date, a time, or both, as TOML knows them; checked against the calendar.
package struct TOMLDateTime: Hashable, Sendable {
  /// The four forms of TOML 1.0.
  package enum Kind: String, Hashable, Sendable {
    case offsetDateTime = "datetime"
    case localDateTime = "datetime-local"
    case localDate = "date-local"
    case localTime = "time-local"
  }

  /// A day of the Gregorian calendar.
  package struct Day: Hashable, Sendable, Comparable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Orders days by the calendar.
    package static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
  }

  /// Which of the four forms.
  package let kind: Kind
  /// The day, unless this is a local time.
  package let day: Day?
  /// RFC 3339 spelling: `T` between date and time, `Z` in upper case, fraction with at least 3 digits.
  package let text: String

  /// Reads one of the four forms; `nil` when form or calendar do not allow it.
  package init?(_ text: some Sequence<UInt8>) {
    var reader = TOMLDateTimeReader(Array(text))
    guard let parts = reader.read() else { return nil }
    kind = parts.kind
    day = parts.day
    self.text = parts.text
  }
}

/// Walks the digits of a date-time.
private struct TOMLDateTimeReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> (kind: TOMLDateTime.Kind, day: TOMLDateTime.Day?, text: String)? {
    if bytes.count > 2, bytes[2] == UInt8(ascii: ":") {
      guard let time = time(), at == bytes.count else { return nil }
      return (.localTime, nil, time)
    }
    guard let (day, date) = date() else { return nil }
    if at == bytes.count { return (.localDate, day, date) }
    guard take("T") || take("t") || take(" "), let time = time() else { return nil }
    if at == bytes.count { return (.localDateTime, day, date + "T" + time) }
    guard let offset = offset(), at == bytes.count else { return nil }
    return (.offsetDateTime, day, date + "T" + time + offset)
  }

  private mutating func date() -> (TOMLDateTime.Day, String)? {
    let start = at
    guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
    else { return nil }
    return (TOMLDateTime.Day(year: year, month: month, day: day), text(from: start))
  }

  private mutating func time() -> String? {
    let start = at
    guard let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    guard take(".") else { return text(from: start) }
    let fraction = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    guard at > fraction else { return nil }
    return text(from: start) + String(repeating: "0", count: max(0, 3 - (at - fraction)))
  }

  private mutating func offset() -> String? {
    if take("Z") || take("z") { return "Z" }
    let start = at
    guard take("+") || take("-"), let hour = digits(2), take(":"), let minute = digits(2), hour < 24,
      minute < 60
    else { return nil }
    return text(from: start)
  }

  private mutating func digits(_ count: Int) -> Int? {
    guard at + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[at..<at + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    at += count
    return value
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  private func text(from start: Int) -> String { String(decoding: bytes[start..<at], as: UTF8.self) }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
