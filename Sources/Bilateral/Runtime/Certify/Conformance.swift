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

  /// For how long a certificate holds: half a year where the file says nothing.
  static func validSeconds(_ file: PartnerFile?) -> Int64 {
    Int64(file?.seconds("certify.valid") ?? 180 * 86_400)
  }

  private var end: Timestamp? {
    last?["at"]?.string.flatMap { Timestamp(ocpi: $0) }.map { $0.adding(seconds: Self.validSeconds(file)) }
  }

  /// The last run in a few words, `run on 2026-11-22: 97 passed, 2 failed (PAG-07, VER-03)`; nil without one.
  static func words(of last: JSON?) -> String? {
    guard let last, let at = last["at"]?.string else { return nil }
    let failing = last["failing"]?.elements?.compactMap(\.string) ?? []
    let named = failing.prefix(4).joined(separator: ", ") + (failing.count > 4 ? ", …" : "")
    return "run on \(at.prefix(10)): \(last["pass"]?.int ?? 0) passed, \(last["fail"]?.int ?? 0) failed"
      + (failing.isEmpty ? "" : " (\(named))")
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
