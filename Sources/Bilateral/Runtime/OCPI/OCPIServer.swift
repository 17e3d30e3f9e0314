import BilateralBase
package import BilateralModel
package import BilateralNet
import BilateralStore
import Synchronization

/// The frame of our OCPI interface: recognises the caller, finds the module, makes the envelope.
///
/// All versions at once; what differs between them is in ``FrameRules``, the addresses are ``OCPIAddress``.
package struct OCPIServer: Sendable {
  /// The versions we serve, oldest first.
  package static let versions = OCPIVersion.allCases

  /// Bytes of a request's body: a hundred times the largest object of the field; beyond it nothing is read (S-29).
  static let bodyLimit = 4 << 20

  /// Bytes of a body whose token nobody has: enough for a registration with a mistyped token, so that the log tells its size.
  static let strangerLimit = 16 << 10

  /// Requests a minute with an unknown token, of one address or with one beginning, that get a plain 401; a tenth of them at
  /// once (S-07).
  package static let wrongTokenLimit = 600

  /// Records the first use of a token; `atVersions` when it was shown to versions or version details only.
  package typealias FirstUse =
    @Sendable (_ caller: TokenDirectory.Caller, _ atVersions: Bool) async throws -> Void

  private let modules: [any OCPIModule]
  private let links: LinkTable
  private let tokens: TokenDirectory
  private let surroundings: Surroundings
  private let firstUse: FirstUse
  private let answers = AnswerCount()
  private let crowd = InboundCrowd()
  private let strangers: StrangerLog
  private let wrongTokens = WrongTokens(requests: wrongTokenLimit, per: .seconds(60))
  private let wrongBeginnings = WrongTokens(requests: wrongTokenLimit, per: .seconds(60))
  private let times: Histogram

  /// Makes the frame.
  ///
  /// - Parameters:
  ///   - modules: all sides of all modules that we offer.
  ///   - links: the partners.
  ///   - tokens: who is calling.
  ///   - surroundings: time, ids, log.
  ///   - firstUse: records the first use of a token before the request is answered (ruling 13).
  package init(
    modules: [any OCPIModule], links: LinkTable, tokens: TokenDirectory, surroundings: Surroundings,
    firstUse: @escaping FirstUse
  ) {
    self.modules = modules
    self.links = links
    self.tokens = tokens
    self.surroundings = surroundings
    self.firstUse = firstUse
    strangers = StrangerLog(now: surroundings.elapsed())
    times = surroundings.metrics.histogram(
      "bilateral_request_seconds", "Requests of partners, from their last byte to our answer.",
      labels: ["partner", "module"], bounds: Self.classes)
  }

  /// Classes that tell single milliseconds apart where most answers are.
  private static let classes = [
    0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.025, 0.035, 0.05, 0.075, 0.1,
    0.25,
    0.5, 1, 2.5, 10,
  ]

  /// Answers one request; `path` are the segments after the base.
  package func answer(_ request: HTTPRequest, path: [String]) async -> HTTPResponse {
    let now = surroundings.wallClock.now()
    let address = Result { () throws(OCPIRefusal) in try OCPIAddress(path) }
    let ids = Envelope(request, try? address.get(), surroundings)
    let begin = surroundings.elapsed()
    var caller: String?
    var reply: OCPIReply
    do {
      reply = try await route(request, address, ids, now, &caller)
    } catch let refusal as OCPIRefusal {
      reply = refusal.reply
    } catch {
      surroundings.log.error("request failed", ["path": request.target.path, "error": "\(error)"])
      reply = OCPIReply(.ok, .serverError, message: "our fault; quote request \(ids.request)")
    }
    reply = reply.expressed(in: ids.version)
    if let willAnswer = surroundings.willAnswer { willAnswer(answers.next()) }
    let response = ids.response(reply, at: now)
    let module = try? address.get().module
    if let caller {
      // The clock of the server, as the request was stamped there.
      times.observe(request.arrived.duration(to: .now), caller, label(module))
      keep(request, module, ids, reply, response, at: now, since: begin, from: caller)
    } else if let leftOut = strangers.admit(now: surroundings.elapsed()) {
      keep(
        request, module, ids, reply, response, at: now, since: begin, from: StrangerLog.id,
        leavingOut: leftOut)
    }
    return response
  }

  /// The module as a label: one of ours, or `other`.
  private func label(_ module: ModuleID?) -> String {
    guard let module else { return "other" }
    return modules.contains { $0.id == module } ? module.rawValue : "other"
  }

  /// Hands the exchange to the log.
  private func keep(
    _ request: HTTPRequest, _ module: ModuleID?, _ ids: Envelope, _ reply: OCPIReply,
    _ response: HTTPResponse, at now: Timestamp, since begin: Duration, from partner: String,
    leavingOut leftOut: Int = 0
  ) {
    guard let sink = surroundings.exchanges, case .bytes(let body) = response.content else { return }
    var fields = HTTPFields()
    for value in request.fields.all(.authorization) { fields.add(.authorization, value) }
    (try? RoutingHeaders(request.fields))?.set(in: &fields)
    fields.set(.requestID, ids.request)
    fields.set(.correlationID, ids.correlation)
    var exchange =
      Exchange(
        at: now, partner: partner, direction: .inbound, module: module?.rawValue,
        method: request.method, address: request.target.description, requestFields: fields,
        request: request.body.bytes, response: body, http: reply.http.code, ocpi: reply.status.rawValue,
        took: surroundings.elapsed() - begin, error: reply.status.isSuccess ? nil : reply.message)
    if partner == StrangerLog.id {
      exchange.request = Exchange.Body(withholding: request.body.bytes)
      // Some write their token into the query; without a caller nobody knows it for one (S-03).
      exchange.address = request.target.path
      let from = request.peer.address.map { ", from \($0)" } ?? ""
      exchange.error = (exchange.error ?? "") + from + (leftOut == 0 ? "" : "; \(leftOut) before it not kept")
    }
    sink(exchange)
  }

  private func route(
    _ request: HTTPRequest, _ address: Result<OCPIAddress, OCPIRefusal>, _ ids: Envelope, _ now: Timestamp,
    _ partner: inout String?
  ) async throws -> OCPIReply {
    guard let caller = tokens.caller(of: request.fields[.authorization], now: now),
      let link = links[caller.partner]
    else { throw stranger(request) }
    partner = caller.partner
    guard isAdmitted(caller, link, ids.version) else {
      throw OCPIRefusal(
        .unauthorized, .clientError, "the token must stand in the header \(caller.form.other.words)")
    }
    let address = try address.get()
    let version = address.version ?? link.ownFacts.version
    link.noteHabits { $0.note(request, address, caller.form, version) }
    guard caller.kind == .session || address.isOpenToRegistration else {
      throw OCPIRefusal(.unauthorized, .clientError, "this token opens versions and credentials only")
    }
    if let objection = link.terms.admission.objection(to: request.peer) {
      surroundings.log.warning(
        "caller with a valid token not let in",
        ["partner": link.id, "from": request.peer.address.map { "\($0)" } ?? "?", "reason": objection])
      throw OCPIRefusal(.unauthorized, .clientError, objection)
    }
    if !caller.isInUse { try await firstUse(caller, address.module == .versions) }
    link.showedLife()
    try await takeTurn(link.id)
    defer { crowd.leave(link.id) }
    guard !request.body.isTooLarge else { throw OCPIRefusal.tooLarge(Self.bodyLimit) }
    return try await serve(request, address, ids, link, caller, now)
  }

  /// The same for every token that opens nothing, whatever is wrong with it (S-06); whoever tries many has to wait.
  private func stranger(_ request: HTTPRequest) -> OCPIRefusal {
    let now = surroundings.elapsed()
    let beginning = PresentedToken(header: request.fields[.authorization])?.beginning
    let waits = [
      wrongTokens.note(request.peer.countedAs, now: now),
      beginning.flatMap { wrongBeginnings.note($0, now: now) },
    ]
    guard let seconds = waits.compactMap({ $0 }).max() else {
      return OCPIRefusal(.unauthorized, .clientError, "unknown token")
    }
    return .tooMany("too many requests came with an unknown token, wait before the next", seconds: seconds)
  }

  private func serve(
    _ request: HTTPRequest, _ address: OCPIAddress, _ ids: Envelope, _ link: PartnerLink,
    _ caller: TokenDirectory.Caller, _ now: Timestamp
  ) async throws -> OCPIReply {
    let version = address.version ?? .newest
    guard address.version == nil || link.speaks(version) else {
      throw OCPIRefusal(.notFound, .unsupportedVersion, "\(version) is not agreed between us")
    }
    var (routing, principal) = (RoutingHeaders(), link)
    if version.frame.routes, address.module.isFunctional {
      routing = try RoutingHeaders(request.fields)
      try routing.check(link)
      principal = try Principal.of(routing, on: link, links)
      if principal !== link { try routing.check(principal) }
    }
    let side = ModuleSides(modules: modules, link: principal, address: address)
    guard let module = side.module(for: request.method) else { throw unknownModule(request, address, link) }
    if !address.isQuestion { try principal.refuseHalted(address.module, on: link) }
    let call = OCPICall(
      request: request, link: principal, carrier: link, caller: caller, version: version, door: address.door,
      routing: routing,
      requestID: ids.request, correlationID: ids.correlation, now: now)
    // What takes longer than recognising a caller leaves the loop, so that no other call waits behind it.
    guard !module.isQuick(address.path) else { return try await module.answer(call, path: address.path) }
    return try await offLoop { try await module.answer(call, path: address.path) }
  }

  /// Whether the token came in a form that the partner file lets in; another one than the version's is noted.
  private func isAdmitted(
    _ caller: TokenDirectory.Caller, _ link: PartnerLink, _ version: OCPIVersion?
  ) -> Bool {
    let demanded = link.dialect.current.inboundForm
    let usual = version?.frame.tokenForm ?? link.usualTokenForm
    if caller.form != usual || caller.form != demanded ?? usual {
      link.dialect.meets(
        .inboundTokenBase64, caller.form == .base64 ? "true" : "false",
        "their token came \(caller.form.words)")
    }
    return demanded.map { $0 == caller.form } ?? true
  }

  /// Why there is no such module; a path that was glued to an address of ours is noted (P-25).
  private func unknownModule(
    _ request: HTTPRequest, _ address: OCPIAddress, _ link: PartnerLink
  ) -> OCPIRefusal {
    let (name, version) = (address.module.rawValue, address.version ?? .newest)
    let isGlued = modules.contains { module in
      module.role == address.role ?? module.role && name.hasPrefix(module.id.rawValue)
        && module.isOffered(to: link, in: version, through: address.door)
    }
    guard isGlued else { return .notFound("no such module") }
    link.noteHabits { $0.noteStray(request) }
    link.dialect.meets(.announcedSlash, "a call went to \(name.prefix(40))/…")
    return .notFound("no such module: what follows our address begins with /")
  }

  /// Waits until the partner's rate allows the request (S-32).
  private func takeTurn(_ partner: String) async throws {
    switch crowd.enter(partner, at: surroundings.elapsed()) {
    case .serve(after: .zero): return
    case .serve(let pause):
      try? await surroundings.clock.sleep(for: pause)
      crowd.begin(partner)
    case .refuse:
      try? await surroundings.clock.sleep(for: InboundCrowd.pause)
      throw OCPIRefusal.tooMany("you send more requests than we serve one partner, slow down")
    }
  }
}

extension OCPIServer {
  /// The ids of one exchange, and how they go back (TR-58, TR-59).
  struct Envelope {
    let request: String
    let correlation: String
    /// The version of the address, nil where it names none.
    let version: OCPIVersion?
    private let routing: RoutingHeaders

    init(_ message: HTTPRequest, _ address: OCPIAddress?, _ surroundings: Surroundings) {
      request = message.fields[.requestID] ?? surroundings.makeID()
      correlation = message.fields[.correlationID] ?? surroundings.makeID()
      version = address?.version
      let routes = version?.frame.routes ?? false && address?.module.isFunctional ?? false
      routing = routes ? (try? RoutingHeaders(message.fields)) ?? RoutingHeaders() : RoutingHeaders()
    }

    func response(_ reply: OCPIReply, at now: Timestamp) -> HTTPResponse {
      var fields = reply.fields
      fields.set(.contentType, "application/json")
      fields.set(.requestID, request)
      fields.set(.correlationID, correlation)
      routing.swapped.set(in: &fields)
      if reply.http == .unauthorized { fields.set("WWW-Authenticate", "Token") }
      return HTTPResponse(reply.http, fields, body: body(reply, at: now))
    }

    private func body(_ reply: OCPIReply, at now: Timestamp) -> [UInt8] {
      let now = version?.frame.hasFractions == false ? Timestamp(seconds: now.seconds) : now
      guard let data = reply.data else {
        return OCPIResponse.bytes(reply.status, message: reply.message, at: now)
      }
      return OCPIResponse.bytes(reply.status, message: reply.message, at: now) { json in json.raw(data) }
    }
  }
}

/// Numbers the answers of one server, from 1.
final class AnswerCount: Sendable {
  private let count = Atomic(0)

  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
