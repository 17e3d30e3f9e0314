extension Timestamp {
  /// A moment that was read, with the word whether its text was one that OCPI permits.
  package struct Reading: Hashable, Sendable {
    /// The moment.
    package let timestamp: Timestamp
    /// Whether the text has a shape that OCPI permits.
    ///
    /// That is: `T`, whole seconds or 1 or 3 fraction digits, `Z` or no zone (TR-68). What is read leniently beyond
    /// deserves a warning to the partner.
    package let isPermitted: Bool
  }

  /// Reads an OCPI `DateTime`; nil when the text names no moment.
  ///
  /// Accepted beyond the specification (P-68, TR-67): no zone (UTC), offsets `+01`, `+0100`, `+01:00`, a space or
  /// `t` for the `T`, a space before the zone, `z`, any number of fraction digits (cut to microseconds), a comma for
  /// the point, no seconds, months, days and hours of one digit. `24:00:00` is the next midnight. A second 60 is read
  /// as the last microsecond of its minute, so that order is kept and nothing is moved into the future.
  package init?(ocpi text: some StringProtocol) {
    guard let reading = Self.reading(ocpiBytes: text.utf8) else { return nil }
    self = reading.timestamp
  }

  /// Reads an OCPI `DateTime` from UTF-8 bytes, as ``init(ocpi:)`` does.
  package init?(ocpiBytes bytes: some Sequence<UInt8>) {
    guard let reading = Self.reading(ocpiBytes: bytes) else { return nil }
    self = reading.timestamp
  }

  /// Reads an OCPI `DateTime` and tells whether its shape is permitted.
  package static func reading(ocpiBytes bytes: some Sequence<UInt8>) -> Reading? {
    if let result = bytes.withContiguousStorageIfAvailable({ Cursor(bytes: $0).read() }) { return result }
    return Array(bytes.prefix(Cursor.longest + 1)).withUnsafeBufferPointer { Cursor(bytes: $0).read() }
  }

  /// The same from bytes that are at hand.
  package static func reading(ocpi bytes: UnsafeBufferPointer<UInt8>) -> Reading? {
    Cursor(bytes: bytes).read()
  }
}

/// A cursor over the bytes of one date text.
private struct Cursor {
  /// Longer texts are refused unread.
  static let longest = 48

  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0
  /// Whether everything read so far has a shape that OCPI permits.
  var isPermitted = true

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  consuming func read() -> Timestamp.Reading? {
    if let usual = usual() { return Timestamp.Reading(timestamp: usual, isPermitted: true) }
    guard bytes.count <= Self.longest, let days = date(), separator(), let micros = timeOfDay(),
      let offset = zone()
    else { return nil }
    guard at == bytes.count else { return nil }
    let total = (Int64(days) * 86_400 - Int64(offset)) * 1_000_000 + micros
    return Timestamp.Reading(timestamp: Timestamp(microseconds: total), isPermitted: isPermitted)
  }

  /// A moment in the form that nearly everybody writes, `2026-11-21T01:02:03Z`; nil sends it to the patient reader.
  private func usual() -> Timestamp? {
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes[19] == UInt8(ascii: "Z")
    else { return nil }
    let (century, year, month, day) = (pair(0), pair(2), pair(5), pair(8))
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    guard century | year | month | day | hour | minute | second >= 0, hour < 24, minute < 60, second < 60,
      let date = CivilDate(year: century * 100 + year, month: month, day: day)
    else { return nil }
    return Timestamp(
      seconds: Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
  }

  /// The number of two digits; -1 when they are none.
  private func pair(_ place: Int) -> Int {
    let (tens, ones) = (bytes[place] &- UInt8(ascii: "0"), bytes[place + 1] &- UInt8(ascii: "0"))
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : -1
  }

  private mutating func date() -> Int? {
    guard let year = number(digits: 4...4), take("-"), let month = number(digits: 1...2), take("-"),
      let day = number(digits: 1...2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)?.daysSince1970
  }

  private mutating func separator() -> Bool {
    if take("T") { return true }
    isPermitted = false
    return take("t") || take(" ")
  }

  /// Microseconds since midnight.
  private mutating func timeOfDay() -> Int64? {
    guard let hour = number(digits: 1...2), take(":"), let minute = number(digits: 2...2) else { return nil }
    var second = 0
    var micros = 0
    if take(":") {
      guard let read = number(digits: 2...2), let fraction = fraction() else { return nil }
      (second, micros) = (read, fraction)
    } else {
      isPermitted = false
    }
    guard minute < 60, second <= 60, hour < 24 || (hour == 24 && minute + second + micros == 0) else {
      return nil
    }
    if hour == 24 { isPermitted = false }
    if second == 60 { (second, micros) = (59, 999_999) }
    return Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + Int64(micros)
  }

  /// The fraction in microseconds, cut; 0 when there is none.
  private mutating func fraction() -> Int? {
    if !take(".") {
      guard take(",") else { return 0 }
      isPermitted = false
    }
    var (value, count) = (0, 0)
    while let digit = digit() {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    if count != 1 && count != 3 { isPermitted = false }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// Seconds east of UTC; 0 when no zone is given.
  private mutating func zone() -> Int? {
    if at == bytes.count || take("Z") { return 0 }
    isPermitted = false
    _ = take(" ")
    if take("Z") || take("z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(digits: 2...2) else { return nil }
    let minutes = at == bytes.count ? 0 : offsetMinutes()
    guard let minutes, hours < 24, minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }

  private mutating func offsetMinutes() -> Int? {
    _ = take(":")
    return number(digits: 2...2)
  }

  private mutating func number(digits: ClosedRange<Int>) -> Int? {
    var (value, count) = (0, 0)
    while count < digits.upperBound, let digit = digit() {
      value = value * 10 + digit
      count += 1
    }
    guard count >= digits.lowerBound else { return nil }
    if count < digits.upperBound { isPermitted = false }
    return value
  }

  private mutating func digit() -> Int? {
    guard at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 else { return nil }
    defer { at += 1 }
    return Int(bytes[at] &- UInt8(ascii: "0"))
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }
}
