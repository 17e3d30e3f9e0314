import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Synchronization

/// What the simulated partner does not take: it keeps to OCPI unless a fault says otherwise.
extension SimulatedPartner {
  /// Modules whose objects it looks at.
  private static let judged = ["tokens", "locations", "tariffs", "sessions"]
  /// What ids of conformance tests begin with; it has no such session, place or reservation.
  private static let testPrefix = "BLTCERT"

  /// The refusal of a push; nil when nothing stands against it.
  func refusal(
    of module: String, _ path: [String], _ method: HTTPMethod, _ body: JSON?, _ call: SimulatedCall
  ) -> SimulatedAnswer? {
    guard Self.judged.contains(module) else { return nil }
    let methods: [HTTPMethod] = module == "tariffs" ? [.put, .patch, .delete] : [.put, .patch]
    guard methods.contains(method) else { return .error(405, 2000, "method not allowed", at: call.now) }
    guard method != .delete else { return nil }
    guard let body, body.members != nil else { return .error(200, 2001, "no object", at: call.now) }
    let names = Array(path.dropFirst(plan.namesSides ? 3 : 2))
    let parties = state.withLock { $0.ourParties }
    if names.count >= 2, plan.hub == nil, !parties.isEmpty,
      !parties.contains("\(names[0])-\(names[1])".uppercased())
    {
      return .error(404, 2003, "no party of yours", at: call.now)
    }
    if method == .patch, plan.namesSides, body["last_updated"] == nil {
      return .error(200, 2001, "last_updated is missing", at: call.now)
    }
    if method == .put, names.count > 3, received[([module] + names.prefix(3)).joined(separator: "/")] == nil {
      return .error(404, 2003, "unknown location", at: call.now)
    }
    guard method == .put, names.count == 3 else { return nil }
    return objection(to: body, module, names).map { .error(200, 2001, $0, at: call.now) }
  }

  /// The refusal of a request by what stands in its headers and filters; nil when nothing is odd.
  func refusal(of request: HTTPRequest, _ call: SimulatedCall) -> SimulatedAnswer? {
    if case .command = call.route, request.method == .get,
      plan.version == .v2_1_1 || request.query("response_url") == nil
    {
      return .error(405, 2000, "method not allowed", at: call.now)
    }
    if case .list = call.route, let text = request.query("date_from"), call.dateFrom == nil {
      return .error(200, 2001, "date_from is \(text.prefix(20))", at: call.now)
    }
    guard plan.namesSides, plan.hub == nil, ![.versions, .details, .credentials].contains(call.route) else {
      return nil
    }
    for (name, known) in [("to", ["\(plan.role.party)"]), ("from", Array(state.withLock { $0.ourParties }))] {
      let country = HTTPFieldName("OCPI-\(name)-country-code").flatMap { request.fields[$0] }
      let party = HTTPFieldName("OCPI-\(name)-party-id").flatMap { request.fields[$0] }
      guard country != nil || party != nil else { continue }
      guard let country, let party else { return .error(200, 2001, "half a party", at: call.now) }
      guard known.isEmpty || known.contains("\(country)-\(party)".uppercased()) else {
        return .error(200, 2001, "no such party here", at: call.now)
      }
    }
    return nil
  }

  private func objection(to body: JSON, _ module: String, _ names: [String]) -> String? {
    let found = try? Inspection(body.bytes, module: module, version: plan.version)
    if let error = found?.findings.first(where: { $0.severity == .error && $0.code != .unknownValue }) {
      return error.message
    }
    guard (body["uid"] ?? body["id"])?.string?.uppercased() == names[2].uppercased() else {
      return "another id"
    }
    for (name, due) in zip(["country_code", "party_id"], names) {
      guard let said = body[name]?.string else { continue }
      if said.uppercased() != due.uppercased() { return "another party" }
    }
    return nil
  }

  /// The refusal of a command; nil when it may be taken.
  func refusal(of body: JSON?, _ path: String, _ call: SimulatedCall) -> SimulatedAnswer? {
    guard let body else { return .error(400, 2001, "no JSON", at: call.now) }
    let known = ["START_SESSION", "STOP_SESSION", "RESERVE_NOW", "CANCEL_RESERVATION", "UNLOCK_CONNECTOR"]
    if case .command(let name) = call.route, !name.contains(" "), !known.contains(name) {
      return .error(404, 2003, "no such command", at: call.now)
    }
    let texts = [body["location_id"], body["session_id"], body["reservation_id"], .string(path)].compactMap {
      $0?.string
    }
    guard texts.contains(where: { $0.hasPrefix(Self.testPrefix) }) else { return nil }
    return .error(200, 2003, "unknown", at: call.now)
  }

  /// Notes whom the other side speaks for, as its credentials say.
  func remember(partiesOf credentials: JSON) {
    let parts = credentials["roles"]?.elements ?? [credentials]
    let names = parts.compactMap { part -> String? in
      guard let country = part["country_code"]?.string, let party = part["party_id"]?.string else {
        return nil
      }
      return "\(country)-\(party)".uppercased()
    }
    state.withLock { $0.ourParties = Set(names) }
  }
}
