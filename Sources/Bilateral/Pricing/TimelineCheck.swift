import BilateralBase

/// Holds the hours of periods against the clock: what lies outside, overlaps, or is longer or shorter (R1, R7).
struct TimelineCheck {
  let start: Timestamp
  let end: Timestamp
  let periods: [ChargedPeriod]

  /// What was found, once for each period and kind.
  var findings: [PricingFinding] {
    var findings: [PricingFinding] = []
    for index in periods.indices { check(index, &findings) }
    return findings
  }

  private func check(_ index: Int, _ findings: inout [PricingFinding]) {
    let period = periods[index]
    if period.start < start || period.start > end {
      findings.append(
        PricingFinding(.periodOutsideSession, "the period begins outside the session", period: index))
    }
    var hours: Measure?
    for measure in [period.chargingMeasure, period.parkingMeasure] {
      guard let measure, !measure.isZero else { continue }
      if measure.isNegative {
        findings.append(PricingFinding(.negativeTime, "the period has hours below zero", period: index))
      }
      guard hours == nil else { return }
      hours = measure
    }
    guard case .whole(let nanoseconds) = hours else { return }
    let surplus = nanoseconds / 1000 - max(0, period.end.microseconds(since: period.start))
    if surplus > 1_000_000, index + 1 < periods.count {
      findings.append(
        PricingFinding(.periodsOverlap, "its hours reach into the next period", period: index))
    } else if surplus.magnitude > 1_000_000 {
      findings.append(
        PricingFinding(
          .durationMismatch, "its hours are not those between its start and its end", period: index))
    }
  }
}
