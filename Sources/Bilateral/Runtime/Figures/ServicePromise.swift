import BilateralBase
package import BilateralTerms

/// What was promised in `[service_level]`, what was measured, and whether it was kept.
package struct ServicePromise: Hashable, Sendable {
  /// The key of the partner file.
  package var name: String
  /// As it is written there.
  package var promised: String
  /// What was measured; nil where nothing was.
  package var measured: String?
  /// Nil where nothing was measured.
  package var isKept: Bool?
  /// Who is called when it is broken.
  package var contact: String

  /// All promises of a file against figures.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - figures: what was measured.
  ///   - uptime: how long chargers were up.
  /// - Returns: those that the file makes and something measures.
  package static func all(
    _ file: PartnerFile, _ figures: ServiceFigures, uptime: UptimeFigure?
  ) -> [ServicePromise] {
    let shares: [(String, Rational?, String)] = [
      ("availability", figures.faults.rest.value, "operations"),
      ("authorization_success", figures.authorization.value, "operations"),
      ("cdr_on_time", figures.lateness.rest.value ?? figures.sentLateness.rest.value, "finance"),
      ("uptime", uptime?.value, "operations"),
    ]
    let sizes: [(String, Int64?, String)] = [
      ("authorization_p95", figures.answerTime.p95, "technical"),
      ("status_age_p95", figures.freshness.map { $0 * 1000 }, "technical"),
    ]
    return shares.compactMap { share(file, $0.0, $0.1, $0.2) }
      + sizes.compactMap { size(file, $0.0, $0.1, $0.2) }
  }

  private static func share(
    _ file: PartnerFile, _ name: String, _ value: Rational?, _ contact: String
  ) -> ServicePromise? {
    guard let promised = file.percent("service_level.\(name)") else { return nil }
    return ServicePromise(
      name: name, promised: "\(promised)", measured: value.map { ($0 * 100).decimalText(places: 2) + " %" },
      isKept: value.map { $0 >= promised.fraction }, contact: contact)
  }

  private static func size(
    _ file: PartnerFile, _ name: String, _ value: Int64?, _ contact: String
  ) -> ServicePromise? {
    guard let promised = file.duration("service_level.\(name)"), let limit = promised.milliseconds else {
      return nil
    }
    return ServicePromise(
      name: name, promised: "\(promised)",
      measured: value.map { $0 < 10_000 ? "\($0) ms" : "\($0 / 1000) s" },
      isKept: value.map { $0 <= Int64(limit) }, contact: contact)
  }
}
