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
  /// On how many it was measured.
  package var counted: Int

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
    let late = figures.lateness.value == nil ? figures.sentLateness : figures.lateness
    let shares: [(String, Rational?, String, Int)] = [
      ("availability", figures.faults.rest.value, "operations", figures.faults.whole),
      ("authorization_success", figures.authorization.value, "operations", figures.authorization.whole),
      ("cdr_on_time", late.rest.value, "finance", late.whole),
      ("uptime", uptime?.value, "operations", .max),
    ]
    let sizes: [(String, Int64?, String, Int)] = [
      ("authorization_p95", figures.answerTime.p95, "technical", figures.answers),
      ("status_age_p95", figures.freshness.map { $0 * 1000 }, "technical", figures.statusChanges),
    ]
    return shares.compactMap { share(file, $0.0, $0.1, $0.2, $0.3) }
      + sizes.compactMap { size(file, $0.0, $0.1, $0.2, $0.3) }
  }

  /// The promises that something can measure.
  package static let names = [
    "availability", "authorization_success", "cdr_on_time", "uptime", "authorization_p95", "status_age_p95",
  ]

  private static func share(
    _ file: PartnerFile, _ name: String, _ value: Rational?, _ contact: String,
    _ counted: Int
  ) -> ServicePromise? {
    guard let promised = file.percent("service_level.\(name)") else { return nil }
    return ServicePromise(
      name: name, promised: "\(promised)", measured: value.map { ($0 * 100).decimalText(places: 2) + " %" },
      isKept: value.map { $0 >= promised.fraction }, contact: contact, counted: counted)
  }

  private static func size(
    _ file: PartnerFile, _ name: String, _ value: Int64?, _ contact: String, _ counted: Int
  ) -> ServicePromise? {
    guard let promised = file.duration("service_level.\(name)"), let limit = promised.milliseconds else {
      return nil
    }
    return ServicePromise(
      name: name, promised: "\(promised)",
      measured: value.map { $0 < 10_000 ? "\($0) ms" : "\($0 / 1000) s" },
      isKept: value.map { $0 <= Int64(limit) }, contact: contact, counted: counted)
  }
}
