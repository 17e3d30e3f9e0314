import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Synchronization

/// The handshake, from both ends: any platform may come with the invitation.
extension SimulatedHub {
  /// Who calls.
  enum Caller: Equatable {
    case platform(Int)
    /// Somebody with the token of the invitation.
    case invited
    case stranger
  }

  func caller(of request: HTTPRequest) -> Caller {
    guard let presented = PresentedToken(header: request.fields[.authorization]) else { return .stranger }
    let texts = presented.candidates.map(\.text.revealed)
    return state.withLock { state in
      for text in texts {
        if let platform = state.directory.platform(holding: text) { return .platform(platform.number) }
      }
      return texts.contains(state.memory.tokenA) ? .invited : .stranger
    }
  }

  func credentials(_ request: HTTPRequest, _ caller: Caller) async -> SimulatedAnswer {
    let platform: Int? = if case .platform(let number) = caller { number } else { nil }
    switch request.method {
    case .get: return .one(introduction(ownToken(of: platform), to: platform), at: now)
    case .post, .put: return await exchange(request, platform)
    case .delete:
      guard let platform else { return .error(405, 2000, "you are not registered", at: now) }
      change { $0.close(platform) }
      return SimulatedAnswer(at: now)
    default: return .error(405, 2000, "method not allowed", at: now)
    }
  }

  private func ownToken(of platform: Int?) -> String {
    platform.flatMap { directory.platforms[$0]?.sessions.last } ?? tokenA
  }

  private func exchange(_ request: HTTPRequest, _ known: Int?) async -> SimulatedAnswer {
    guard let body = try? JSON.parse(request.body.bytes), let token = body["token"]?.string,
      let url = body["url"]?.string
    else { return .error(200, 2001, "no credentials object", at: now) }
    let roles = Self.roles(body)
    guard !roles.isEmpty else { return .error(200, 2001, "roles name no party", at: now) }
    guard let endpoints = await client.look(at: url, token) else {
      return .error(200, 3001, "your versions cannot be read at \(url)", at: now)
    }
    let own = SimulatedPartner.makeToken(SimulatedManners([]))
    var number = 0
    change { directory in
      number = known ?? directory.open()
      directory.change(number) { platform in
        (platform.roles, platform.endpoints, platform.versionsURL) = (roles, endpoints, url)
        // What was agreed before stays good: our answer may be lost on its way.
        platform.sessions = Array((platform.sessions + [own]).suffix(4))
        (platform.theirToken, platform.isAway) = (token, false)
      }
    }
    return .one(introduction(own, to: number), at: now)
  }

  private static func roles(_ credentials: JSON) -> [PartyRole] {
    (credentials["roles"]?.elements ?? []).compactMap { role in
      guard let party = role.party, let kind = PartyRole.Kind(rawValue: role["role"]?.string ?? "") else {
        return nil
      }
      return PartyRole(party, kind)
    }
  }

  /// Its credentials: in 2.2.1 itself alone, later its party beside the roles of those who are connected (CR-23,
  /// CR-24).
  private func introduction(_ token: String, to platform: Int?) -> JSON {
    let hub = settings.own.role
    var json: JSON = ["token": .string(token), "url": .string(versionsURL)]
    guard !RoleName.hub.isKnown(in: settings.own.version) else {
      json["roles"] = .array([Self.role(hub, settings.own.name)])
      return json
    }
    let behind = directory.entries(besides: platform).filter { $0.status == .connected }.map(\.role)
    let roles = behind.isEmpty ? [PartyRole(hub.party, .other)] : behind
    json["roles"] = .array(roles.map { Self.role($0, "\($0.party)") })
    json["hub_party_id"] = .string(hub.party.country + hub.party.party)
    return json
  }

  private static func role(_ role: PartyRole, _ name: String) -> JSON {
    [
      "role": .string(role.kind.rawValue), "country_code": .string(role.party.country),
      "party_id": .string(role.party.party), "business_details": ["name": .string(name)],
    ]
  }

  /// Registers with a platform, as one who was invited.
  ///
  /// - Parameters:
  ///   - url: its versions URL.
  ///   - tokenA: the invitation.
  /// - Returns: whether credentials were exchanged.
  package func join(at url: String, tokenA: String) async -> Bool {
    guard let found = await client.look(at: url, tokenA),
      let credentials = found.first(where: { $0.key.hasPrefix("credentials") })?.value
    else { return false }
    let own = SimulatedPartner.makeToken(SimulatedManners([]))
    var number = 0
    change { directory in
      number = directory.open()
      directory.change(number) { $0.sessions = [own] }
    }
    let body = introduction(own, to: number)
    let answer = await client.ask(.post, credentials, tokenA, HTTPFields(), body)?["data"] ?? .null
    let place = answer["url"]?.string ?? url
    guard let token = answer["token"]?.string, case let roles = Self.roles(answer), !roles.isEmpty,
      let endpoints = await client.look(at: place, token)
    else {
      change { [number] in $0.close(number) }
      return false
    }
    change { [number] directory in
      directory.change(number) { platform in
        (platform.roles, platform.endpoints) = (roles, endpoints)
        (platform.versionsURL, platform.theirToken) = (place, token)
      }
    }
    return true
  }
}
