import BilateralBase
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

  /// Notes a decision; a store that fails is told in the log and does not hold up the driver.
  func note(
    _ answer: JSON, about uid: String, isAllowed: Bool, source: String, correlation: String, took: Duration
  ) async {
    let word = isAllowed ? "allowed" : "refused"
    count(word, source, took)
    let event = Event(
      type: "authorization", partner: partner, module: "tokens", id: uid, change: word,
      correlation: correlation, object: JSONText(answer.bytes))
    do {
      try await commons.store.write { tx in _ = try tx.events.append(event) }
    } catch {
      commons.surroundings.log.error(
        "an authorisation could not be recorded", ["partner": partner, "error": "\(error)"])
    }
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
