package import BilateralBase

/// Uptime of chargers by the NEVI formula (23 CFR 680.116): ((time − (outage − excluded)) ÷ time), over all ports.
///
/// Excluded is what lies in agreed hours of maintenance.
package struct UptimeFigure: Hashable, Sendable {
  /// One outage of one charger.
  package struct Span: Hashable, Sendable {
    package var evse: String
    package var since: Timestamp
    package var until: Timestamp?

    /// An outage.
    package init(_ evse: String, since: Timestamp, until: Timestamp?) {
      (self.evse, self.since, self.until) = (evse, since, until)
    }
  }

  /// Chargers.
  package let ports: Int
  /// Seconds in the period, of all chargers.
  package let time: Int64
  /// Seconds in which chargers were out.
  package private(set) var outage: Int64 = 0
  /// Those of them that do not count.
  package private(set) var excluded: Int64 = 0
  /// Seconds out that count, by charger, the worst first.
  package private(set) var worst: [(evse: String, seconds: Int64)] = []

  /// Works it out.
  ///
  /// - Parameters:
  ///   - ports: how many chargers there are.
  ///   - spans: their outages; two of one charger that overlap count once.
  ///   - period: the time looked at.
  ///   - isExcluded: whether a moment does not count; asked once for each quarter of an hour.
  package init(
    ports: Int, _ spans: [Span], in period: Range<Timestamp>, isExcluded: (Timestamp) -> Bool = { _ in false }
  ) {
    self.ports = ports
    time = Int64(ports) * max(0, period.upperBound - period.lowerBound)
    var byPort: [String: Int64] = [:]
    for (evse, spans) in Dictionary(grouping: spans, by: \.evse) {
      for span in Self.merged(spans, in: period) {
        let length = span.upperBound - span.lowerBound
        let out = Self.excluded(span, isExcluded)
        outage += length
        excluded += out
        byPort[evse, default: 0] += length - out
      }
    }
    worst = byPort.filter { $0.value > 0 }.map { ($0.key, $0.value) }
      .sorted { ($1.seconds, $0.evse) < ($0.seconds, $1.evse) }
  }

  /// The uptime from 0 to 1, exact; nil without chargers.
  package var value: Rational? {
    time == 0 ? nil : Rational(Int128(time - (outage - excluded)), over: Int128(time))
  }

  /// The spans of one charger within the period, none twice.
  private static func merged(_ spans: [Span], in period: Range<Timestamp>) -> [Range<Timestamp>] {
    var merged: [Range<Timestamp>] = []
    for span in spans.sorted(by: { $0.since < $1.since }) {
      let first = max(span.since, period.lowerBound)
      let last = min(span.until ?? period.upperBound, period.upperBound)
      guard first < last else { continue }
      if let end = merged.last?.upperBound, first <= end {
        merged[merged.count - 1] = merged[merged.count - 1].lowerBound..<max(end, last)
      } else {
        merged.append(first..<last)
      }
    }
    return merged
  }

  private static func excluded(_ span: Range<Timestamp>, _ isExcluded: (Timestamp) -> Bool) -> Int64 {
    var (at, sum): (Timestamp, Int64) = (span.lowerBound, 0)
    while at < span.upperBound {
      let quarter = at.adding(seconds: 900 - at.seconds.flooredRemainder(by: 900))
      let next = min(quarter, span.upperBound)
      if isExcluded(at) { sum += next - at }
      at = next
    }
    return sum
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.ports == right.ports && left.time == right.time && left.outage == right.outage
      && left.excluded == right.excluded
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(time)
    hasher.combine(outage)
  }
}
