import BilateralBase
import BilateralModel
import BilateralStore

/// Keeps what was decided about drivers: as events for our platform and as figures.
struct AuthorizationJournal: Sendable {
  /// As what we decided.
  enum Side: String, Sendable {
    /// Another's driver at our charger.
    case cpo
    /// Our driver at another's charger.
    case emsp
  }

  let commons: Commons
  let partner: String
  let side: Side

  /// Who stands where.
  struct Driver: Sendable {
    let uid: String
    let type: TokenType
    let location: LocationReferences?
  }

  /// What was decided, and why.
  struct Decision: Sendable {
    var isAllowed: Bool
    /// The stable word for why.
    var reason: String
    var source: String
    /// The word of OCPI.
    var answer: String?
    var reference: String?
  }

  /// Notes a decision; a store that fails is told in the log and does not hold up the driver.
  ///
  /// - Parameters:
  ///   - decision: what was decided.
  ///   - answer: as our platform is told; nil where it is told nothing.
  ///   - driver: about whom.
  ///   - correlation: the id of the exchange.
  ///   - took: how long it took.
  func note(
    _ decision: Decision, _ answer: JSON?, about driver: Driver, correlation: String, took: Duration
  ) async {
    let word = decision.isAllowed ? "allowed" : "refused"
    count(word, decision.source, took)
    let event = answer.map { answer in
      Event(
        type: "authorization", partner: partner, module: "tokens", id: driver.uid, change: word,
        correlation: correlation, object: JSONText(answer.bytes))
    }
    let row = row(decision, driver, correlation, took)
    do {
      try await commons.store.write { tx in
        if let event { try tx.events.append(event) }
        try tx.authorizations.append(row)
        try MeasureBook(tx: tx, partner: row.partner).decided(row)
      }
    } catch {
      commons.surroundings.log.error(
        "an authorisation could not be recorded", ["partner": partner, "error": "\(error)"])
    }
  }

  private func row(
    _ decision: Decision, _ driver: Driver, _ correlation: String, _ took: Duration
  ) -> AuthorizationRow {
    let (seconds, attoseconds) = took.components
    return AuthorizationRow(
      at: commons.surroundings.wallClock.now(), partner: partner, side: side == .cpo ? .cpo : .emsp,
      uid: driver.uid, type: driver.type.rawValue, location: driver.location?.locationID.text ?? "",
      evse: driver.location?.evseUIDs.first?.text ?? "", isAllowed: decision.isAllowed,
      reason: decision.reason,
      source: decision.source, answer: decision.answer, reference: decision.reference,
      correlation: correlation,
      microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }

  private func count(_ word: String, _ source: String, _ took: Duration) {
    let metrics = commons.surroundings.metrics
    metrics.counter(
      "bilateral_authorizations_total", "Decisions about drivers",
      labels: ["partner", "side", "source", "decision"]
    ).increment(partner, side.rawValue, source, word)
    metrics.histogram(
      "bilateral_authorization_seconds", "Time until a decision", labels: ["partner", "side"]
    ).observe(took, partner, side.rawValue)
  }
}
