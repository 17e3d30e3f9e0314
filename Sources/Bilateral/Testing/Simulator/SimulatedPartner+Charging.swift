import Bilateral
package import BilateralBase
import BilateralNet
import BilateralTerms
import Synchronization

/// Sessions and CDRs: a CPO tells them, an eMSP takes them.
extension SimulatedPartner {
  /// Lets a driver charge: the session is put, changed and completed, then its CDR is posted.
  ///
  /// - Parameters:
  ///   - id: of the session.
  ///   - driver: the token.
  /// - Returns: whether all four messages were taken.
  package func charge(_ id: String, driver: JSON) async -> Bool {
    let network = SampleNetwork(plan.role.party, name: plan.name, seed: plan.seed)
    let path = [plan.role.party.country, plan.role.party.party, id]
    let provider = PartyID(
      country: driver["country_code"]?.string ?? "", party: driver["party_id"]?.string ?? "")
    let session = network.session(id, of: driver, at: now)
    guard await push(.put, "sessions", path, session, to: provider) else { return false }
    let more: JSON = ["kwh": .number("6.0"), "last_updated": .string("\(now)")]
    guard await push(.patch, "sessions", path, more, to: provider) else { return false }
    let end = network.end(session, at: now)
    guard await push(.patch, "sessions", path, end, to: provider) else { return false }
    let cdr = network.cdr(session, at: now)
    state.withLock { state in
      for (module, object) in [("sessions", session), ("cdrs", cdr)] {
        if let known = SimulatedObject(object) { state.stock.lists[module, default: []].append(known) }
      }
    }
    return await push(.post, "cdrs", [], cdr, to: provider)
  }

  /// Lets so many drivers of ours charge as soon as we are registered and show it tokens; ends when cancelled.
  package func chargeWhenRegistered() async {
    while !Task.isCancelled {
      if let driver = await driver() {
        for number in 0..<plan.sessions where !Task.isCancelled {
          _ = await charge("SIM-\(now.seconds)-\(number)", driver: driver)
        }
        return
      }
      try? await ContinuousClock().sleep(for: .milliseconds(500))
    }
  }

  /// A valid token of our list; nil while there is none.
  private func driver() async -> JSON? {
    guard let token = memory.theirToken, let versions = memory.theirVersionsURL,
      let list = await look(at: versions, token)?["tokens SENDER"]
    else { return nil }
    let page = await send(.get, "\(list)?limit=500", token, nil, atHub)?["data"]?.elements ?? []
    let neighbours = plan.hub?.neighbours ?? []
    return page.first { card in
      let issuer = PartyID(
        country: card["country_code"]?.string ?? "", party: card["party_id"]?.string ?? "")
      return card["valid"]?.bool == true && issuer.map(neighbours.contains) != true
    }
  }

  /// Takes a CDR: the same again is a success, another one under its id is refused (CDR-22).
  func takeCDR(_ body: JSON, _ call: SimulatedCall) -> SimulatedAnswer {
    guard let id = body["id"]?.string else { return .error(200, 2001, "id is missing", at: call.now) }
    let name = "cdrs/\(id)"
    let known = state.withLock { state -> JSON? in
      state.pushes.append(("POST", name))
      defer { state.received[name] = state.received[name] ?? body }
      return state.received[name]
    }
    guard known == nil || known == body else {
      return .error(200, 2001, "known with other content", at: call.now)
    }
    var answer = SimulatedAnswer(at: call.now)
    answer.http = known == nil ? 201 : 200
    answer.fields.set(.location, "\(base)/\(plan.version)/\(plan.namesSides ? "receiver/" : "")\(name)")
    return answer
  }
}
