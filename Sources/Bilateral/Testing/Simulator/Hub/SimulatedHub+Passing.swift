import Bilateral
import BilateralBase
import BilateralNet
import Synchronization

/// How the simulated hub passes messages on.
extension SimulatedHub {
  /// What came of a message that was passed on.
  enum Outcome: Sendable {
    case answered(HTTPClientResponse, from: HTTPURL)
    case refused(HubRefusal)

    /// `status_code` and words, as the sender is to hear them.
    var verdict: (status: Int, message: String?) {
      switch self {
      case .refused(let refusal): return (refusal.status, refusal.message)
      case .answered(let answer, _):
        let envelope = try? JSON.parse(answer.body)
        let fallback = answer.status.isSuccess ? 1000 : 4000
        return (envelope?["status_code"]?.int ?? fallback, envelope?["status_message"]?.string)
      }
    }
  }

  /// Passes a message on to one party and its answer back.
  func pass(_ call: HubCall, _ request: HTTPRequest, to target: HubRouting.Target) async -> HTTPResponse {
    let isPush = call.method != .get
    if isPush, isLost() { return own(SimulatedAnswer(at: now), call, from: target.to) }
    var outcome = await send(call, request, to: target)
    if faults.has(.forwardsTwice) { outcome = await send(call, request, to: target) }
    let verdict = outcome.verdict
    if isPush, verdict.status < 2000 { learn(call, target) }
    if verdict.status >= 2000, faults.has(.swallowsErrors) {
      return own(SimulatedAnswer(at: now), call, from: target.to)
    }
    switch outcome {
    case .refused(let refusal): return refused(refusal, call, from: settings.own.role.party)
    case .answered(let answer, let url): return relayed(answer, url, call, target)
    }
  }

  /// Tells all receivers, and waits for them.
  func broadcast(
    _ call: HubCall, _ request: HTTPRequest, _ targets: [HubRouting.Target]
  ) async -> SimulatedAnswer {
    state.withLock { $0.shelf.take(call) }
    guard !faults.has(.broadcastLost), !isLost() else { return SimulatedAnswer(at: now) }
    let times = faults.has(.forwardsTwice) ? 2 : 1
    let outcomes = await withTaskGroup(of: Outcome.self) { group in
      for target in targets {
        group.addTask {
          for _ in 1..<times { _ = await self.send(call, request, to: target) }
          return await self.send(call, request, to: target)
        }
      }
      return await group.reduce(into: [Outcome]()) { $0.append($1) }
    }
    let verdict = HubVerdict(outcomes.map(\.verdict))
    guard verdict.status >= 2000, !faults.has(.broadcastLies) else { return SimulatedAnswer(at: now) }
    return .error(200, verdict.status, verdict.message ?? "nobody took it", at: now)
  }

  private func isLost() -> Bool {
    state.withLock { state in
      state.pushes += 1
      return state.faults.number(.everyNthLost).map { state.pushes.isMultiple(of: $0) } ?? false
    }
  }

  /// Remembers what is needed to find receivers later.
  private func learn(_ call: HubCall, _ target: HubRouting.Target) {
    state.withLock { state in
      state.shelf.take(call)
      if let id = call.body?["reservation_id"]?.string { state.reservations[id] = target.to }
    }
  }

  /// Sends a message to one party.
  private func send(_ call: HubCall, _ request: HTTPRequest, to target: HubRouting.Target) async -> Outcome {
    guard let platform = directory.platforms[target.platform], let text = platform.endpoints[call.endpoint],
      let endpoint = try? HTTPURL(text)
    else { return .refused(.other("\(target.to) has no usable endpoint")) }
    var url = call.path.isEmpty ? endpoint : endpoint.appending(segments: call.path)
    var query = request.query
    if let place = query.firstIndex(where: { $0.name == "response_url" }) {
      query[place].value = errand(query[place].value, call, target)
    }
    if !query.isEmpty { url = url.appending(query: query) }
    var body = call.method == .get || request.body.bytes.isEmpty ? nil : request.body.bytes
    if var json = call.body, let url = json["response_url"]?.string {
      json["response_url"] = .string(errand(url, call, target))
      body = json.bytes
    }
    let fields = fields(request, RoutedParties(from: target.from, to: target.to))
    return await send(call.method, url, body, fields, to: platform, endpoint)
  }

  /// A new request id, the same correlation id (TR-86).
  private func fields(_ request: HTTPRequest, _ routing: RoutedParties) -> HTTPFields {
    let number = state.withLock { state in
      state.requests += 1
      return state.requests
    }
    let id = "hub-\(number)"
    let isNew = faults.has(.correlationNew)
    var fields: HTTPFields = [
      "X-Request-ID": id, "X-Correlation-ID": isNew ? id : request.fields["X-Correlation-ID"] ?? id,
    ]
    if !faults.has(.headersMissing) { routing.set(in: &fields) }
    return fields
  }

  private func send(
    _ method: HTTPMethod, _ url: HTTPURL, _ body: [UInt8]?, _ fields: HTTPFields,
    to platform: HubDirectory.Platform, _ endpoint: HTTPURL
  ) async -> Outcome {
    let body = body.map { faults.passing($0, at: now) }
    let name = platform.parties.map(\.description).joined(separator: ", ")
    do {
      let answer = try await client.send(
        method, url, platform.theirToken, fields, body: body, timeout: settings.patience)
      note(platform.number, isAway: false)
      guard ![401, 403].contains(answer.status.code) else {
        return .refused(.other("\(name) does not let the hub in (HTTP \(answer.status.code))"))
      }
      return .answered(answer, from: endpoint)
    } catch {
      guard error.phase != .timeout else { return .refused(.late("\(name) did not answer in time")) }
      note(platform.number, isAway: true)
      return .refused(.notConnected("\(name) cannot be reached"))
    }
  }

  /// The receiver's answer as the sender gets it: addresses lead through the hub, headers are swapped (TR-79).
  private func relayed(
    _ answer: HTTPClientResponse, _ endpoint: HTTPURL, _ call: HubCall, _ target: HubRouting.Target
  ) -> HTTPResponse {
    var fields = HTTPFields()
    for name: HTTPFieldName in [
      .contentType, "X-Total-Count", "X-Limit", .link, .location, .retryAfter, .allow,
    ] {
      if let value = answer.fields[name] { fields.set(name, value) }
    }
    let address = HubAddress(endpoint, at: place(call.side, call.module))
    if let link = fields[.link].flatMap(address.link) { fields.set(.link, link) }
    if let location = fields[.location].flatMap({ address.ours($0) }) { fields.set(.location, location) }
    RoutedParties(from: target.to, to: target.from).set(in: &fields)
    let body = answer.status.isBodiless ? [] : faults.passing(answer.body, at: now)
    return HTTPResponse(answer.status, fields, body: body)
  }
}

/// Results of commands.
extension SimulatedHub {
  /// The hub's own address for a result, in place of the sender's.
  private func errand(_ url: String, _ call: HubCall, _ target: HubRouting.Target) -> String {
    let errand = HubErrands.Errand(
      asker: call.platform, url: url, teller: target.platform,
      routing: RoutedParties(from: target.to, to: target.from))
    return place(.sender, "results") + "/" + state.withLock { $0.errands.add(errand) }
  }

  /// A result goes to the one who asked.
  func result(_ number: String, _ request: HTTPRequest, from teller: Int) async -> HTTPResponse {
    let call = HubCall(
      request.method, .sender, "results", [number], from: teller, RoutedParties(request.fields))
    let hub = settings.own.role.party
    guard let errand = state.withLock({ $0.errands.errand(number, of: teller) }),
      let asker = directory.platforms[errand.asker], let url = try? HTTPURL(errand.url)
    else { return refused(.unknownReceiver("nobody waits for this result"), call, from: hub) }
    let fields = fields(request, errand.routing)
    switch await send(request.method, url, request.body.bytes, fields, to: asker, url) {
    case .refused(let refusal): return refused(refusal, call, from: hub)
    case .answered(let answer, _):
      var fields: HTTPFields = [.contentType: "application/json"]
      errand.routing.swapped.set(in: &fields)
      return HTTPResponse(answer.status, fields, body: answer.status.isBodiless ? [] : answer.body)
    }
  }
}
