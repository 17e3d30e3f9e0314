import Bilateral
package import BilateralBase
import BilateralModel
package import BilateralNet
import BilateralTerms
import Synchronization

/// The handshake, from both ends.
extension SimulatedPartner {
  func credentials(_ request: HTTPRequest, _ call: SimulatedCall) async -> SimulatedAnswer {
    switch request.method {
    case .get: return introduction(memory.sessions.last ?? memory.tokenA, call.now)
    case .post, .put: return await exchange(request, call)
    case .delete:
      remember { memory in
        (memory.sessions, memory.theirToken) = ([], nil)
      }
      return SimulatedAnswer(at: call.now)
    default: return .error(405, 2000, "method not allowed", at: call.now)
    }
  }

  private func exchange(_ request: HTTPRequest, _ call: SimulatedCall) async -> SimulatedAnswer {
    guard let body = try? JSON.parse(request.body.bytes), let token = body["token"]?.string,
      let url = body["url"]?.string
    else { return .error(200, 2001, "no credentials object", at: call.now) }
    remember(partiesOf: body)
    let manners = state.withLock { $0.manners }
    switch manners.callBack {
    case .within(let pause):
      try? await ContinuousClock().sleep(for: pause)
      _ = await look(at: url, token)
    case .late(let pause):
      Task {
        try? await ContinuousClock().sleep(for: pause)
        _ = await self.look(at: url, token)
      }
    case .never: break
    }
    let own = Self.makeToken(manners)
    remember { memory in
      // What was agreed before stays good: our answer may be lost on its way.
      memory.sessions = Array((memory.sessions + [own]).suffix(4))
      (memory.theirToken, memory.theirVersionsURL) = (token, url)
    }
    return introduction(own, call.now)
  }

  private func introduction(_ token: String, _ now: Timestamp) -> SimulatedAnswer {
    .one(introduction(token), at: now)
  }

  /// Its credentials object.
  private func introduction(_ token: String) -> JSON {
    let party = plan.role.party
    var own: JSON = [
      "country_code": .string(party.country), "party_id": .string(party.party),
      "business_details": ["name": .string(plan.name)],
    ]
    var json: JSON = ["token": .string(token), "url": .string(versionsURL)]
    if plan.version == .v2_1_1 {
      for member in own.members ?? [] { json[member.name] = member.value }
    } else {
      own["role"] = .string(plan.role.kind.rawValue)
      json["roles"] = .array([own])
    }
    return json
  }

  /// GET versions and details with a token: where our modules are, by module and role; nil when it did not work.
  func look(at url: String, _ token: String) async -> [String: String]? {
    await client.look(at: url, token, form: state.withLock { $0.manners.tokenForm })
  }

  /// Registers with us, as one who was invited.
  ///
  /// - Returns: whether credentials were exchanged.
  package func register(at versionsURL: String, tokenA: String) async -> Bool {
    guard let found = await look(at: versionsURL, tokenA),
      let url = found.first(where: { $0.key.hasPrefix("credentials") })?.value
    else { return false }
    let manners = state.withLock { $0.manners }
    for _ in 0..<(manners.repeatsCredentials ? 2 : 1) {
      let own = Self.makeToken(manners)
      remember { $0.sessions = Array(($0.sessions + [own]).suffix(4)) }
      let body = introduction(own)
      // The second of two messages is a PUT to whoever has taken the first one; the same token is presented.
      if let theirs = await send(.post, url, tokenA, body)?["data"], let token = theirs["token"]?.string {
        remember { ($0.theirToken, $0.theirVersionsURL) = (token, theirs["url"]?.string ?? versionsURL) }
      }
    }
    return memory.theirToken != nil
  }

  /// Pushes an object of its own to us, whole or in part.
  ///
  /// - Parameters:
  ///   - method: PUT or PATCH.
  ///   - module: of the object.
  ///   - path: what follows our endpoint, from the country on.
  ///   - body: the object or its change.
  ///   - to: for whom it is, where it goes through a hub; nil for everybody there.
  /// - Returns: whether we took it.
  package func push(
    _ method: HTTPMethod, _ module: String, _ path: [String], _ body: JSON, to: PartyID? = nil
  ) async -> Bool {
    guard let token = memory.theirToken, let versions = memory.theirVersionsURL,
      let found = await look(at: versions, token),
      let endpoint = found["\(module) RECEIVER"] ?? found["\(module) "],
      let url = try? HTTPURL(endpoint).appending(segments: path)
    else { return false }
    let routing = plan.hub.map { RoutedParties(from: plan.role.party, to: to ?? $0.party) }
    return await send(method, "\(url)", token, body, routing)?["status_code"]?.int == 1000
  }

  /// Sends a request with a token and reads the envelope; nil when there is none.
  func send(
    _ method: HTTPMethod, _ text: String, _ token: String, _ body: JSON?, _ routing: RoutedParties? = nil
  ) async -> JSON? {
    var fields = HTTPFields()
    routing?.set(in: &fields)
    return await client.ask(method, text, token, form: state.withLock { $0.manners.tokenForm }, fields, body)
  }
}
