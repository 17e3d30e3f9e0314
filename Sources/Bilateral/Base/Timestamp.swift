/// A moment in UTC, to the microsecond, as OCPI's `DateTime` carries it.
///
/// Reading is lenient (P-68, TR-67), writing is strict (TR-68): see ``init(ocpi:)`` and ``description``.
/// Leap seconds do not exist in it, as in POSIX time.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z, negative before.
  package let microseconds: Int64

  /// A moment by its microseconds since 1970 (UTC).
  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// A moment by its seconds since 1970 (UTC), held at the ends of the range when it does not fit.
  package init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    microseconds = overflow ? (seconds < 0 ? .min : .max) : product
  }

  /// 1970-01-01T00:00:00Z, which partners also send for "not known".
  package static let epoch = Timestamp(microseconds: 0)

  /// Whole seconds since 1970, rounded down.
  package var seconds: Int64 { microseconds.flooredQuotient(by: 1_000_000) }

  /// The moment that many seconds later (earlier when negative), held at the ends of the range.
  package func adding(seconds: Int64) -> Timestamp {
    adding(microseconds: Timestamp(seconds: seconds).microseconds)
  }

  /// The moment that many microseconds later (earlier when negative), held at the ends of the range.
  package func adding(microseconds delta: Int64) -> Timestamp {
    let (sum, overflow) = microseconds.addingReportingOverflow(delta)
    return Timestamp(microseconds: overflow ? (delta < 0 ? .min : .max) : sum)
  }

  /// Microseconds from the other moment to this one, held at the ends of the range.
  package func microseconds(since other: Timestamp) -> Int64 {
    let (difference, overflow) = microseconds.subtractingReportingOverflow(other.microseconds)
    return overflow ? (microseconds < 0 ? .min : .max) : difference
  }

  /// Whole seconds from the right moment to the left one, rounded down.
  package static func - (left: Timestamp, right: Timestamp) -> Int64 {
    left.microseconds(since: right).flooredQuotient(by: 1_000_000)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Timestamp: CustomStringConvertible {
  /// The OCPI text: `2026-11-21T01:02:03Z`, with three fraction digits only when the second is not whole.
  ///
  /// Microseconds are cut, never rounded up (P-68): a `last_updated` may not lie in the future of its object.
  /// Moments outside the years 0000 to 9999 are written as the first or last moment the form can hold.
  package var description: String {
    let held = min(max(microseconds, Self.firstWritable), Self.lastWritable)
    let milliseconds = Int(held.flooredQuotient(by: 1000))
    let (seconds, fraction) = (
      milliseconds.flooredQuotient(by: 1000), milliseconds.flooredRemainder(by: 1000)
    )
    let (days, second) = (seconds.flooredQuotient(by: 86_400), seconds.flooredRemainder(by: 86_400))
    let date = CivilDate(daysSince1970: days)
    return String(unsafeUninitializedCapacity: 24) { text in
      var at = 0
      func put(_ value: Int, _ digits: Int, _ end: UInt8) {
        var rest = value
        for place in stride(from: digits - 1, through: 0, by: -1) {
          text[at + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        text[at + digits] = end
        at += digits + 1
      }
      put(date.year, 4, UInt8(ascii: "-"))
      put(date.month, 2, UInt8(ascii: "-"))
      put(date.day, 2, UInt8(ascii: "T"))
      put(second / 3600, 2, UInt8(ascii: ":"))
      put(second / 60 % 60, 2, UInt8(ascii: ":"))
      put(second % 60, 2, fraction == 0 ? UInt8(ascii: "Z") : UInt8(ascii: "."))
      if fraction != 0 { put(fraction, 3, UInt8(ascii: "Z")) }
      return at
    }
  }

  /// 0000-01-01T00:00:00Z.
  private static let firstWritable: Int64 = -62_167_219_200 * 1_000_000
  /// 9999-12-31T23:59:59.999999Z.
  private static let lastWritable: Int64 = 253_402_300_800 * 1_000_000 - 1
}
