extension Duration {
  /// Whole milliseconds, rounded up: a wait in milliseconds must not end before the deadline.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let fraction = (attoseconds &+ 999_999_999_999_999) / 1_000_000_000_000_000
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    return overflow ? .max : whole &+ fraction
  }
}
