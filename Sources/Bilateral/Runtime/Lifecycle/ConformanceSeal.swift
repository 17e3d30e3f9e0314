import BilateralBase
import BilateralStore

/// Until when a partner counts as having passed the conformance suite, and how the last run ended.
///
/// The one place where the certificate of conformance is kept and asked for: a missing one is a warning (ruling 32).
struct ConformanceSeal: Sendable {
  /// The name of the partner's fact that holds the end of its validity, as OCPI writes times.
  private static let fact = "certify.valid_until"

  /// The end of the certificate; nil where there never was one.
  var validUntil: Timestamp?
  /// The last whole run, as it was kept; nil before the first.
  var last: JSON?

  /// What is kept of a partner.
  static func of<Access>(_ partner: String, in tx: Transaction<Access>) throws -> ConformanceSeal {
    ConformanceSeal(
      validUntil: try tx.partners.facts(of: partner)[fact].flatMap { Timestamp(ocpi: $0) },
      last: try tx.settings.value(CertifyReport.setting(of: partner)).flatMap { try? JSON.parse($0) })
  }

  /// Keeps that a partner has passed.
  static func keep(until end: Timestamp, of partner: String, in tx: WriteTransaction) throws {
    try tx.partners.ensure(partner)
    try tx.partners.learn(fact, "\(end)", of: partner)
  }

  /// The point of the checklist: the certificate, and beside it what the last run found.
  func point(_ partner: String, at now: Timestamp) -> Checklist.Point {
    let run = Conformance.words(of: last).map { "; \($0)" } ?? ""
    let help = "partnerctl certify \(partner)"
    guard let end = validUntil else {
      return .init("certificate", .warning, "BT210 of conformance: none\(run)", help: help)
    }
    guard end > now else {
      return .init("certificate", .warning, "BT210 of conformance: ended at \(end)\(run)", help: help)
    }
    let hasFailedSince = last?["passed"]?.bool == false
    return .init(
      "certificate", hasFailedSince ? .warning : .holds,
      (hasFailedSince ? "BT210 " : "") + "of conformance, until \(end)\(run)",
      help: hasFailedSince ? help : nil)
  }
}
