import BilateralBase
import BilateralTerms

/// How the last conformance run of a partner stands today (BT210).
struct Conformance {
  private let last: JSON?
  private let file: PartnerFile
  private let now: Timestamp

  /// - Parameters:
  ///   - last: what was kept of the last run.
  ///   - file: the partner's.
  ///   - now: against what its age is measured.
  init(_ last: JSON?, _ file: PartnerFile, now: Timestamp) {
    (self.last, self.file, self.now) = (last, file, now)
  }

  private var validSeconds: Int64 {
    Int64(file.seconds("certify.valid") ?? 180 * 86_400)
  }

  private var end: Timestamp? {
    last?["at"]?.string.flatMap { Timestamp(ocpi: $0) }.map { $0.adding(seconds: validSeconds) }
  }

  /// What is to be said of it; nil when all is well, or nobody asked for one.
  var warning: String? {
    guard file.status == .live, file.text("certify.suite") != nil || last != nil else { return nil }
    guard let last, let end else { return "no certificate of conformance: partnerctl certify" }
    if last["passed"]?.bool != true { return "the last certificate failed \(last["fail"]?.int ?? 0) checks" }
    return end > now ? nil : "the certificate of conformance ended on \(end.description.prefix(10))"
  }

  /// `conformance` in `GET /partners`; null without a run and without a warning.
  var json: JSON {
    guard last != nil || warning != nil else { return .null }
    return .object(
      (last?.members ?? []) + [
        .init("valid_until", end.map { .string("\($0)") } ?? .null),
        .init("warning", warning.map { .string($0) } ?? .null),
      ])
  }
}
