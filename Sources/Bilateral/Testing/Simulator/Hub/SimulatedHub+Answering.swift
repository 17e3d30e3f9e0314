import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Synchronization

/// How the simulated hub answers.
extension SimulatedHub {
  func answer(_ request: HTTPRequest) async -> HTTPResponse {
    var response = await served(request)
    for name: HTTPFieldName in ["X-Request-ID", "X-Correlation-ID"] {
      if let id = request.fields[name] { response.fields.set(name, id) }
    }
    let routing = RoutedParties(request.fields)
    if faults.has(.headersNotSwapped) { routing.set(in: &response.fields) }
    tell(
      SimulatedExchange(
        isInbound: true, method: request.method.name, path: request.target.path, http: response.status.code,
        route: ""))
    return response
  }

  private func served(_ request: HTTPRequest) async -> HTTPResponse {
    let path = request.parameters.rest.filter { !$0.isEmpty }
    let caller = caller(of: request)
    guard caller != .stranger else {
      return SimulatedAnswer.error(401, 2001, "unknown token", at: now).response
    }
    guard !isCutOff(caller) else {
      var silence = SimulatedAnswer(at: now)
      silence.wire = .refuse
      return silence.response
    }
    if case .platform(let number) = caller { note(number, isAway: false) }
    switch SimulatedRoute(path, request.method, settings.own) {
    case .versions: return versions.response
    case .details: return details.response
    case .credentials: return await credentials(request, caller).response
    default:
      guard path.first == "\(settings.own.version)" else {
        return SimulatedAnswer.error(404, 2003, "no such address", at: now).response
      }
      return await module(Array(path.dropFirst()), request, caller)
    }
  }

  private func isCutOff(_ caller: Caller) -> Bool {
    state.withLock { state in
      if case .platform(let number) = caller, state.directory.isCut(number) { return true }
      return state.isCut
    }
  }

  private var versions: SimulatedAnswer {
    var answer = SimulatedAnswer(at: now)
    let version = "\(settings.own.version)"
    answer.rows = [(["version": .string(version), "url": .string("\(base)/\(version)")] as JSON).text]
    return answer
  }

  /// All modules in both sides, as there are operators and providers behind it; client info as sender alone.
  private var details: SimulatedAnswer {
    let version = settings.own.version
    func endpoint(_ side: HubCall.Side, _ module: String) -> JSON {
      [
        "identifier": .string(module), "role": .string(side.rawValue.uppercased()),
        "url": .string(place(side, module)),
      ]
    }
    let credentials: JSON = [
      "identifier": "credentials", "role": "SENDER", "url": .string("\(base)/\(version)/credentials"),
    ]
    let modules = HubModule.listed + ["commands", "chargingprofiles"]
    let endpoints =
      [credentials, endpoint(.sender, HubModule.ofHub)]
      + modules.flatMap { [endpoint(.sender, $0), endpoint(.receiver, $0)] }
    return .one(["version": .string("\(version)"), "endpoints": .array(endpoints)], at: now)
  }

  /// A message of a module, below the version.
  private func module(_ path: [String], _ request: HTTPRequest, _ caller: Caller) async -> HTTPResponse {
    guard case .platform(let number) = caller else {
      return SimulatedAnswer.error(
        401, 2001, "this token opens versions and credentials only", at: now
      ).response
    }
    if path == ["sender", HubModule.ofHub], request.method == .get {
      let rows = directory.entries(besides: number).map { (text: $0.json.text, at: $0.lastUpdated) }
      return page(rows, of: HubModule.ofHub, request).response
    }
    if path.count == 3, path[0] == "sender", path[1] == "results" {
      return await result(path[2], request, from: number)
    }
    guard let call = HubCall(path, request, from: number) else {
      return SimulatedAnswer.error(404, 2003, "no such address", at: now).response
    }
    count(call)
    return await routed(call, request)
  }

  private func routed(_ call: HubCall, _ request: HTTPRequest) async -> HTTPResponse {
    if let seconds = faults.number(.late) { try? await ContinuousClock().sleep(for: .seconds(seconds)) }
    for module in call.clues { await collect(module) }
    let decision = state.withLock { state in
      HubRouting(state.directory, state.shelf, reservations: state.reservations).decide(call)
    }
    let hub = settings.own.role.party
    switch decision {
    case .refused(let refusal): return refused(refusal, call, from: hub)
    case .collected:
      await collect(call.module)
      return own(collected(call, request), call, from: hub)
    case .all(let targets): return own(await broadcast(call, request, targets), call, from: hub)
    case .one(let target):
      if let party = faults.argument(.unknownReceiver), PartyID(party) == target.to {
        return refused(.unknownReceiver("nobody here is \(target.to)"), call, from: hub)
      }
      return await pass(call, request, to: target)
    }
  }

  private func count(_ call: HubCall) {
    state.withLock { $0.counts["\(call.method) \(call.endpoint)", default: 0] += 1 }
  }

  /// An answer of the hub's own, from its party.
  func own(_ answer: SimulatedAnswer, _ call: HubCall, from hub: PartyID) -> HTTPResponse {
    var response = answer.response
    RoutedParties(from: hub, to: call.routing.from).set(in: &response.fields)
    return response
  }

  func refused(_ refusal: HubRefusal, _ call: HubCall, from party: PartyID) -> HTTPResponse {
    own(.error(refusal.http, refusal.status, refusal.message, at: now), call, from: party)
  }

  /// A page of a list, as offset, limit and times of the request ask for it.
  func page(
    _ rows: [(text: String, at: Timestamp)], of module: String, _ request: HTTPRequest
  ) -> SimulatedAnswer {
    let from = request.query("date_from").flatMap { Timestamp(ocpi: $0) } ?? .epoch
    let to = request.query("date_to").flatMap { Timestamp(ocpi: $0) }
    let all = rows.filter { row in row.at >= from && (to.map { row.at < $0 } ?? true) }
    let offset = max(0, request.query("offset").flatMap { Int($0) } ?? 0)
    let asked = request.query("limit").flatMap { Int($0) } ?? .max
    let limit = max(1, min(asked, settings.own.pageSize))
    let rows = all.dropFirst(offset).prefix(limit)
    var answer = SimulatedAnswer(at: now)
    answer.rows = rows.map(\.text)
    (answer.total, answer.limit) = ("\(all.count)", "\(limit)")
    guard offset + rows.count < all.count, !rows.isEmpty else { return answer }
    let times = request.query.filter { ["date_from", "date_to"].contains($0.name) }
      .map { "&\($0.name)=\(HTTPURL.encoded($0.value))" }.joined()
    let url = "\(place(.sender, module))?offset=\(offset + rows.count)&limit=\(limit)\(times)"
    answer.link = "<\(url)>; rel=\"next\""
    return answer
  }
}

extension HubDirectory.Entry {
  /// As client info.
  var json: JSON {
    [
      "country_code": .string(role.party.country), "party_id": .string(role.party.party),
      "role": .string(role.kind.rawValue), "status": .string(status.rawValue),
      "last_updated": .string("\(lastUpdated)"),
    ]
  }
}
