package import BilateralBase

/// The date form of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The text of a moment, rounded down to the second.
  package static func text(_ moment: Timestamp) -> String {
    let seconds = moment.microseconds.flooredQuotient(by: 1_000_000)
    let date = CivilDate(daysSince1970: Int(seconds.flooredQuotient(by: 86_400)))
    let time = Int(seconds.flooredRemainder(by: 86_400))
    let clock = [time / 3600, time / 60 % 60, time % 60].map(twoDigits).joined(separator: ":")
    return "\(days[date.weekday]), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
  }

  /// Reads that form and no older one; nil otherwise.
  package static func moment(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
      let day = Int(parts[1]), let year = Int(parts[3]), (1970...9999).contains(year),
      let date = CivilDate(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { HTTPSyntax.decimal(Array($0.utf8)) }
    guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] < 61 else { return nil }
    return Timestamp(seconds: Int64(date.daysSince1970 * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]))
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
