import Bilateral
import BilateralBase
import BilateralNet
import Synchronization

/// How the simulated partner answers.
extension SimulatedPartner {
  func answer(_ request: HTTPRequest) async -> HTTPResponse {
    let path = request.parameters.rest.filter { !$0.isEmpty }
    let call = call(request, path)
    var answer = plan.faults.lazy.compactMap { use in self.instead(use, call) }.first
    if answer == nil {
      var honest = await honest(request, path, call)
      for use in plan.faults { spoil(&honest, by: use, call) }
      answer = honest
    }
    let done = answer ?? SimulatedAnswer(at: now)
    if done.delay > .zero { try? await ContinuousClock().sleep(for: done.delay) }
    tell(
      SimulatedExchange(
        isInbound: true, method: request.method.name, path: request.target.path, http: done.http,
        route: call.route.name))
    var response = done.response
    for name: HTTPFieldName in ["X-Request-ID", "X-Correlation-ID"] {
      if let id = request.fields[name] { response.fields.set(name, id) }
    }
    RoutedParties(request.fields).swapped.set(in: &response.fields)
    return response
  }

  private func instead(_ use: FaultUse, _ call: SimulatedCall) -> SimulatedAnswer? {
    guard case .instead(let make) = use.fault.act else { return nil }
    var call = call
    call.argument = use.argument
    return make(call)
  }

  private func spoil(_ answer: inout SimulatedAnswer, by use: FaultUse, _ call: SimulatedCall) {
    guard case .answer(let change) = use.fault.act else { return }
    var call = call
    call.argument = use.argument
    change(&answer, call)
  }

  private func call(_ request: HTTPRequest, _ path: [String]) -> SimulatedCall {
    let route = SimulatedRoute(path, request.method, plan)
    let offset = request.query("offset").flatMap { Int($0) } ?? 0
    let from = request.query("date_from").flatMap { Timestamp(ocpi: $0) }
    let (count, crawl, manners) = state.withLock { state in
      state.counts["\(request.method.name) \(route.name)", default: 0] += 1
      if case .list(let module) = route, offset == 0, from == nil { state.crawls[module, default: 0] += 1 }
      let crawl = if case .list(let module) = route { state.crawls[module] ?? 0 } else { 0 }
      return (state.counts["\(request.method.name) \(route.name)"] ?? 0, crawl, state.manners)
    }
    let most = manners.ignoresLimit ? .max : manners.pageSize ?? plan.pageSize
    let asked = manners.ignoresLimit ? nil : request.query("limit").flatMap { Int($0) }
    var call = SimulatedCall(
      route: route, method: request.method, base: base, canary: plan.canary, count: count, crawl: crawl,
      offset: max(0, offset), limit: max(1, min(asked ?? .max, most)), dateFrom: from, now: now,
      version: plan.version)
    call.dateTo = request.query("date_to").flatMap { Timestamp(ocpi: $0) }
    return call
  }

  private func honest(
    _ request: HTTPRequest, _ path: [String], _ call: SimulatedCall
  ) async -> SimulatedAnswer {
    let right = right(of: request)
    guard right != .none else { return .error(401, 2001, "unknown token", at: call.now) }
    guard right == .everything || [.versions, .details, .credentials].contains(call.route) else {
      return .error(401, 2001, "this token opens versions and credentials only", at: call.now)
    }
    if let refusal = refusal(of: request, call) { return refusal }
    switch call.route {
    case .versions, .details:
      guard request.method == .get else { return .error(405, 2000, "method not allowed", at: call.now) }
      return call.route == .versions ? versions(call) : details(call)
    case .credentials: return await credentials(request, call)
    case .list(let module): return list(module, call)
    case .object(let module, let id): return object(module, id, call)
    case .part(let names): return part(names, call)
    case .push(let module): return push(module, path, request, call)
    case .authorize(let uid): return authorize(uid, call)
    case .command: return await command(request, call)
    case .result: return result(request, path, call)
    case .unknown: return .error(404, 2003, "no such address", at: call.now)
    }
  }

  /// What a token opens.
  enum Right { case none, registration, everything }

  private func right(of request: HTTPRequest) -> Right {
    guard let presented = PresentedToken(header: request.fields[.authorization]) else { return .none }
    let (memory, form) = state.withLock { ($0.memory, $0.manners.tokenForm) }
    let texts = presented.candidates.filter { form == nil || $0.form == form }.map(\.text.revealed)
    if texts.contains(where: memory.sessions.contains) { return .everything }
    return texts.contains(memory.tokenA) ? .registration : .none
  }
}

/// Versions and endpoints.
extension SimulatedPartner {
  private func versions(_ call: SimulatedCall) -> SimulatedAnswer {
    var answer = SimulatedAnswer(at: call.now)
    let version = "\(plan.version)"
    answer.rows = [(["version": .string(version), "url": .string("\(base)/\(version)")] as JSON).text]
    return answer
  }

  private func details(_ call: SimulatedCall) -> SimulatedAnswer {
    .one(["version": .string("\(plan.version)"), "endpoints": .array(endpoints)], at: call.now)
  }

  /// All modules, in the sides that its role has.
  var endpoints: [JSON] {
    let base = "\(base)/\(plan.version)"
    return [endpoint("credentials", "SENDER", "\(base)/credentials")]
      + plan.owned.map { endpoint($0, "SENDER", "\(base)/\(plan.namesSides ? "sender/" : "")\($0)") }
      + plan.taken.map { endpoint($0, "RECEIVER", "\(base)/\(plan.namesSides ? "receiver/" : "")\($0)") }
  }

  private func endpoint(_ module: String, _ role: String, _ url: String) -> JSON {
    var json: JSON = ["identifier": .string(module), "url": .string(url)]
    if plan.namesSides { json["role"] = .string(role) }
    return json
  }
}

/// What it owns.
extension SimulatedPartner {
  private func list(_ module: String, _ call: SimulatedCall) -> SimulatedAnswer {
    var all = state.withLock { $0.stock.lists[module] ?? [] }
    for use in plan.faults {
      guard case .stock(let change) = use.fault.act else { continue }
      var call = call
      call.argument = use.argument
      change(&all, call)
    }
    if let from = call.dateFrom { all = all.filter { $0.lastUpdated >= from } }
    if let to = call.dateTo { all = all.filter { $0.lastUpdated < to } }
    let isStuck = state.withLock { $0.manners.ignoresOffset } && module == "locations"
    let begin = isStuck ? 0 : call.offset
    let page = all.dropFirst(begin).prefix(call.limit)
    var answer = SimulatedAnswer(at: call.now)
    let rows = page.enumerated().map { place, object in
      (id: object.id, text: row(object.text, begin + place, call))
    }
    answer.rows = rows.map(\.text)
    state.withLock { state in
      for (id, text) in rows { state.served[module, default: [:]][id] = text }
    }
    (answer.total, answer.limit) = ("\(all.count)", "\(call.limit)")
    let next = call.offset + page.count
    if next < all.count || isStuck, !page.isEmpty { answer.link = "<\(call.page(next))>; rel=\"next\"" }
    return answer
  }

  private func row(_ text: String, _ place: Int, _ call: SimulatedCall) -> String {
    var (text, call) = (text, call)
    for use in plan.faults {
      guard case .row(let change) = use.fault.act else { continue }
      call.argument = use.argument
      change(&text, place, call)
    }
    return text
  }

  private func object(_ module: String, _ id: String, _ call: SimulatedCall) -> SimulatedAnswer {
    let found = state.withLock { $0.stock.lists[module]?.first { $0.id == id } }
    guard let found else { return .error(404, 2003, "unknown object", at: call.now) }
    var answer = SimulatedAnswer(at: call.now)
    answer.content = .one(found.text)
    return answer
  }
}

extension SimulatedPartner {
  /// An EVSE of a location, or a connector of it.
  private func part(_ names: [String], _ call: SimulatedCall) -> SimulatedAnswer {
    let text = state.withLock { $0.stock.lists["locations"]?.first { $0.id == names[0] }?.text }
    let location = text.flatMap { try? JSON.parse($0) }
    let evse = location?["evses"]?.elements?.first { $0["uid"]?.string == names[1] }
    let connector =
      names.count < 3 ? evse : evse?["connectors"]?.elements?.first { $0["id"]?.string == names[2] }
    return connector.map { .one($0, at: call.now) } ?? .error(404, 2003, "unknown object", at: call.now)
  }
}

/// What it takes.
extension SimulatedPartner {
  /// Keeps what is pushed; a PATCH of what it does not have is refused.
  private func push(
    _ module: String, _ path: [String], _ request: HTTPRequest, _ call: SimulatedCall
  ) -> SimulatedAnswer {
    let name = path.dropFirst(plan.namesSides ? 2 : 1).joined(separator: "/")
    if request.method == .get {
      guard let json = received[name] else { return .error(404, 2003, "unknown object", at: call.now) }
      return .one(json, at: call.now)
    }
    let body = try? JSON.parse(request.body.bytes)
    guard body != nil || request.method == .delete else { return .error(400, 2001, "no JSON", at: call.now) }
    if module == "cdrs" {
      guard request.method == .post, let body else {
        return .error(405, 2000, "method not allowed", at: call.now)
      }
      return takeCDR(body, call)
    }
    if let refusal = refusal(of: module, path, request.method, body, call) { return refusal }
    let isKnown = state.withLock { state in
      state.pushes.append((request.method.name, name))
      return Self.take(request.method, name, body, into: &state.received)
    }
    return isKnown ? SimulatedAnswer(at: call.now) : .error(404, 2003, "unknown object", at: call.now)
  }

  /// Whether the object, or the one that it is a part of, was known.
  private static func take(
    _ method: HTTPMethod, _ name: String, _ body: JSON?, into received: inout [String: JSON]
  ) -> Bool {
    if method == .put { received[name] = body }
    if method == .delete { return received.removeValue(forKey: name) != nil }
    guard method == .patch else { return true }
    let owner = name.split(separator: "/").prefix(4).joined(separator: "/")
    guard received[owner] != nil else { return false }
    var merged = received[name] ?? .object([])
    for member in body?.members ?? [] {
      guard member.name == "charging_periods", let more = member.value.elements else {
        merged[member.name] = member.value
        continue
      }
      merged[member.name] = .array((merged[member.name]?.elements ?? []) + more)
    }
    received[name] = merged
    if owner != name, let time = body?["last_updated"] { received[owner]?["last_updated"] = time }
    return true
  }

  private func authorize(_ uid: String, _ call: SimulatedCall) -> SimulatedAnswer {
    let token = state.withLock { $0.stock.lists["tokens"]?.first { $0.id == uid } }
    guard let token, let json = try? JSON.parse(token.text) else {
      return .error(404, 2004, "unknown token", at: call.now)
    }
    let allowed = json["valid"]?.bool == true ? "ALLOWED" : "BLOCKED"
    return .one(["allowed": .string(allowed), "token": json], at: call.now)
  }
}
