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
    let from = periods[index].start
    if from < start || from > end {
      findings.append(
        PricingFinding(.periodOutsideSession, "the period begins outside the session", period: index))
    }
    let (charging, parking) = (periods[index].chargingMeasure, periods[index].parkingMeasure)
    if charging?.isNegative ?? false || parking?.isNegative ?? false {
      findings.append(PricingFinding(.negativeTime, "the period has hours below zero", period: index))
    }
    let isCharging = !(charging?.isZero ?? true)
    if isCharging, !(parking?.isZero ?? true) { return }
    guard case .whole(let nanoseconds) = isCharging ? charging : parking, nanoseconds != 0 else { return }
    let surplus = nanoseconds / 1000 - max(0, periods[index].end.microseconds(since: from))
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
