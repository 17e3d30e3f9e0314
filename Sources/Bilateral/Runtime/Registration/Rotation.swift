import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Renews the tokens of both directions by PUT, and sees whether both sides have come to use the new ones.
///
/// Nothing depends on the second part: a token of before stays valid until its successor is used (ruling 13).
package struct Rotation: Sendable {
  private let commons: Commons
  private let registrar: Registrar
  /// How long `both` waits for the partner to present its new token.
  package var patience = Duration.seconds(30)

  /// Makes the verb.
  package init(commons: Commons, registrar: Registrar) {
    self.commons = commons
    self.registrar = registrar
  }

  /// Renews and looks.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - both: wait until the partner has used its new token.
  ///   - steps: told of each step.
  /// - Returns: state, version, modules, and whether each side has used its new token.
  /// - Throws: `ControlFailure`, `OCPIFailure`, `RegistrationProblem`, or what the store throws.
  package func rotate(_ id: String, both: Bool, telling steps: StepStream) async throws -> ControlReply {
    var reply = try await registrar.register(id, .update, telling: steps)
    guard let link = commons.links[id] else { return reply }
    let isOurs = await verify(link, telling: steps)
    let isTheirs = try await isUsed(id, waiting: both)
    steps.step(
      "their new token", ok: isTheirs ? true : nil,
      detail: isTheirs
        ? "the partner uses it; the one before has ended"
        : "not used yet; the one before stays valid until then")
    guard isOurs, isTheirs || !both else {
      throw ControlFailure(
        "BR225", isOurs ? "\(id) has not used its new token yet" : "\(id) does not let our new token in yet",
        help: "nothing is lost, the tokens of before are still valid; partnerctl rotate \(id) again later",
        exit: 1)
    }
    reply.members += [.init("our_token_used", .bool(isOurs)), .init("their_token_used", .bool(isTheirs))]
    return reply
  }

  /// Presents the new token; the partner ends the one before.
  private func verify(_ link: PartnerLink, telling steps: StepStream) async -> Bool {
    let new = link.ownFacts.theirToken?.revealed
    do {
      let id = link.id
      let row = try await commons.store.read { tx in try tx.partners.partner(id) }
      guard let url = row?.versionsURL.flatMap({ try? HTTPURL($0) }) else { return true }
      var request = OCPIRequest(.get, url)
      request.isUrgent = true
      _ = try await link.call(request)
      let isNew = link.ownFacts.theirToken?.revealed == new
      steps.step(
        "our new token", ok: isNew,
        detail: isNew ? "the partner lets it in" : "refused so far; the one before is let in, both are kept")
      return isNew
    } catch {
      let failure = ControlFailure(error)
      steps.step("our new token", ok: false, detail: failure.message, help: failure.help)
      return false
    }
  }

  /// Whether the partner has used the newest token we gave it.
  private func isUsed(_ id: String, waiting: Bool) async throws -> Bool {
    let clock = commons.surroundings.clock
    let end = commons.surroundings.elapsed() + patience
    while true {
      let tokens = try await commons.store.read { tx in try tx.ourTokens.list(of: id) }
      let newest = tokens.filter { $0.kind == .session }.max { $0.createdAt < $1.createdAt }
      if newest?.firstUsed != nil { return true }
      guard waiting, commons.surroundings.elapsed() < end else { return false }
      try await clock.sleep(for: .milliseconds(100))
    }
  }
}
