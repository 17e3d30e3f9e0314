/// A time span as it is typed on a command line: `30s`, `500ms`, `2min`, `1h`; a bare number means seconds.
struct TimeSpan: Equatable, Sendable {
  /// The span in milliseconds, at most 30 days.
  let milliseconds: Int

  /// The span that `text` spells, or `nil` when it spells none.
  init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let scales = ["ms": 1, "": 1000, "s": 1000, "min": 60_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let count = Int(digits), let scale = scales[String(unit)] else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: scale)
    guard !overflow, product <= 30 * 86_400_000 else { return nil }
    milliseconds = product
  }
}
