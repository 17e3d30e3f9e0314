package import BilateralBase
package import BilateralStore

/// The figures of a partnership by its recorded measures: a pure value over a stream (KPI formulas).
///
/// | figure | formula |
/// |---|---|
/// | authorisation success | allowed ÷ (allowed + unanswered); refusals by decision apart |
/// | CDR acceptance | taken at first ÷ delivered |
/// | CDR lateness | after the time agreed ÷ taken |
/// | price deviation | other amount than agreed ÷ checked |
/// | fault share | failed calls ÷ calls |
/// | freshness | 95th percentile of receipt − `last_updated` of changes of status |
package struct ServiceFigures: Hashable, Sendable {
  private var counts: [String: Int] = [:]
  private var sizes: [String: SizeCounts] = [:]

  /// Figures of nothing.
  package init() {}

  /// Takes a count in.
  package mutating func add(_ measure: Measure) {
    add(measure.name, bucket: measure.bucket, count: measure.count)
  }

  /// Takes a count in.
  package mutating func add(_ name: String, bucket: Int64, count: Int) {
    if Self.sized.contains(name) {
      sizes[name, default: SizeCounts()].add(bucket, times: count)
    } else {
      counts[name, default: 0] += count
    }
  }

  private static let sized: Set<String> = Set(
    [ServiceMeasure.answerTime, .delay, .statusAge].map(\.rawValue))

  /// How many there are of a measure.
  package func count(_ measure: ServiceMeasure) -> Int { counts[measure.rawValue] ?? 0 }

  /// Whether nothing was measured.
  package var isEmpty: Bool { counts.isEmpty && sizes.isEmpty }

  private func size(_ measure: ServiceMeasure) -> SizeCounts { sizes[measure.rawValue] ?? SizeCounts() }

  /// Drivers who were let in, of those about whom nobody decided otherwise.
  package var authorization: Share {
    Share(count(.allowed), of: count(.allowed) + count(.unanswered))
  }

  /// Milliseconds within which 95 and 99 of 100 questions were answered.
  package var answerTime: (p95: Int64?, p99: Int64?) {
    let size = size(.answerTime)
    return (size.percentile(95), size.percentile(99))
  }

  /// How many questions were answered.
  package var answers: Int { size(.answerTime).total }
  /// How many changes of status came.
  package var statusChanges: Int { size(.statusAge).total }

  /// The partner's CDRs that were taken at first.
  package var acceptance: Share { Share(count(.received), of: count(.received) + count(.refused)) }
  /// Our CDRs that the partner took at first.
  package var sentAcceptance: Share {
    Share(max(0, count(.sent) - count(.sentRefused)), of: max(count(.sent), count(.sentRefused)))
  }
  /// The partner's CDRs that came after they were due.
  package var lateness: Share { Share(count(.late), of: count(.received)) }
  /// Ours that the partner took after they were due.
  package var sentLateness: Share { Share(count(.sentLate), of: count(.sent)) }
  /// Minutes after the end of the session within which 95 of 100 CDRs came.
  package var delay: Int64? { size(.delay).percentile(95) }
  /// CDRs with another amount than agreed.
  package var deviation: Share { Share(count(.offPrice), of: count(.checked)) }
  /// Calls that failed.
  package var faults: Share { Share(count(.failedCalls), of: count(.calls)) }
  /// Seconds after which 95 of 100 changes of status had come.
  package var freshness: Int64? { size(.statusAge).percentile(95) }
}

extension ServiceFigures {
  /// As programs are told.
  package var json: JSON {
    func share(_ share: Share) -> JSON {
      [
        "percent": share.percentText.map { .string($0) } ?? .null, "part": JSON(share.part),
        "whole": JSON(share.whole),
      ]
    }
    func number(_ value: Int64?) -> JSON { value.map { .number("\($0)") } ?? .null }
    return [
      "authorization_success": share(authorization), "declined": JSON(count(.declined)),
      "authorization_p95_ms": number(answerTime.p95), "authorization_p99_ms": number(answerTime.p99),
      "cdr_acceptance": share(acceptance), "cdr_acceptance_ours": share(sentAcceptance),
      "cdr_lateness": share(lateness), "cdr_lateness_ours": share(sentLateness),
      "cdr_delay_p95_minutes": number(delay), "price_deviation": share(deviation),
      "fault_share": share(faults),
      "status_age_p95_seconds": number(freshness),
    ]
  }
}

extension ServiceFigures {
  /// What was measured in the last thirty days, by partner.
  package static func ofThirtyDays<Access>(
    _ tx: Transaction<Access>
  ) throws -> [String: ServiceFigures] {
    var found: [String: ServiceFigures] = [:]
    for sum in try tx.measures.sums(since: MeasureBook.day(tx.now) - 29) {
      found[sum.partner, default: ServiceFigures()].add(sum.name, bucket: sum.bucket, count: sum.count)
    }
    return found
  }
}
