import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// A driver's wishes for a session: `PUT {sessions}/{session_id}/charging_preferences` (SES-18).
///
/// The driver waits for the answer, so our platform is asked within the call; without its answer it is no.
package struct ChargingPreferencesDesk: Sendable {
  private let commons: Commons

  /// Serves the partners of a platform.
  package init(commons: Commons) { self.commons = commons }

  /// Answers one ChargingPreferencesResponse.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - session: the id in its path.
  /// - Returns: the answer.
  /// - Throws: 404 with 2001 for a session or an EVSE that takes no preferences (SES-19), 2001 for a body that cannot be
  ///   read.
  package func answer(_ call: OCPICall, session: String) async throws -> OCPIReply {
    guard call.request.method == .put else { throw OCPIRefusal.methodNotAllowed([.put]) }
    let order = try CommandOrder(
      .setPreferences, reading: call.pushed("charging_preferences"), call, session: session)
    let facts = try await CommandFacts(call.link).read(for: order, from: commons.store)
    let judge = CommandJudge(
      order: order, terms: call.link.terms.technical.commands, theirParties: call.link.theirParties,
      now: call.now)
    guard case .accept = judge.verdict(facts), let known = facts.session, let evse = facts.evse,
      evse.capabilities.contains(.chargingPreferencesCapable)
    else {
      throw OCPIRefusal(
        .notFound, .invalidParameters, "session \(session) takes no charging preferences")
    }
    guard try await hasTariff(for: order.question["profile_type"]?.string, at: evse, of: known, call.link)
    else { return try reply(.profileTypeNotSupported, call) }
    return try reply(try await ask(order, call), call)
  }

  private func ask(_ order: CommandOrder, _ call: OCPICall) async throws -> ChargingPreferencesResponse {
    let ask = PlatformAsk(
      commons: commons, kind: AskKind.preferences, partner: call.link.id, module: "sessions",
      subject: order.subject, correlation: call.correlationID)
    let patience = min(call.link.terms.technical.commands.answer, .seconds(25))
    let answer = try await ask.answer(to: order.question, within: patience)
    return ChargingPreferencesResponse(rawValue: answer?["result"]?.string ?? "NOT_POSSIBLE")
  }

  /// A type of profile is supported where the connector has a tariff for it (SES-20); REGULAR is every other tariff.
  private func hasTariff(
    for type: String?, at evse: EVSE, of session: Session, _ link: PartnerLink
  ) async throws -> Bool {
    guard let type, type != "REGULAR" else { return true }
    let connector = evse.connectors.first { $0.id == session.connectorID } ?? evse.connectors.first
    let shown = try await commons.store.read { tx in try tx.publishedTariffs.all(for: link.id) }
    let offered = Set(connector?.tariffIDs ?? [])
    return shown.filter(\.isVisible).contains { row in
      guard let tariff = try? OwnText.read(Tariff.self, row.body) else { return false }
      return tariff.type?.rawValue == "PROFILE_\(type)" && (offered.isEmpty || offered.contains(tariff.id))
    }
  }

  private func reply(_ answer: ChargingPreferencesResponse, _ call: OCPICall) throws -> OCPIReply {
    OCPIReply(data: try OwnBody.bytes(of: answer, in: call.version))
  }
}
