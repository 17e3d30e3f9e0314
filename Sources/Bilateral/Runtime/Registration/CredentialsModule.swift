import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// The credentials module of our server: a partner registers, updates and leaves (CR-03…CR-19).
///
/// A failed exchange changes nothing: token A, or the tokens of before, stay as they are (CR-15).
package struct CredentialsModule: OCPIModule {
  package let id = ModuleID.credentials
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = []

  private let commons: Commons
  private let loader: LinkLoader
  private let served: Set<ModuleID>

  /// Makes the module.
  ///
  /// - Parameters:
  ///   - commons: the platform.
  ///   - loader: makes the client that calls back, and brings what was committed into memory.
  ///   - served: the modules our platform takes part in.
  package init(commons: Commons, loader: LinkLoader, served: Set<ModuleID>) {
    self.commons = commons
    self.loader = loader
    self.served = served
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.isEmpty else { throw OCPIRefusal.notFound("no such address") }
    guard let method = CredentialsGuard.Method(rawValue: call.request.method.name) else {
      throw OCPIRefusal.methodNotAllowed([.get, .post, .put, .delete])
    }
    try admit(method, call)
    switch method {
    case .get: return try introduction(call, token: call.caller.text)
    case .post, .put: return try await exclusively(call) { try await exchange(call, method) }
    case .delete: return try await exclusively(call) { try await leave(call) }
    }
  }

  private func admit(_ method: CredentialsGuard.Method, _ call: OCPICall) throws(OCPIRefusal) {
    // A token A that is spent is not among the known tokens any more, so it never comes this far.
    let verdict = CredentialsGuard.judge(
      method, token: call.caller.kind, state: call.link.ownFacts.state, isBusy: call.link.isExchanging,
      tokenAIsSpent: false)
    if method == .post, call.link.terms.technical.connection.registration == .weStart {
      throw OCPIRefusal(.ok, .clientError, "by our agreement we begin the registration")
    }
    guard case .refuse(let code, let reason) = verdict else { return }
    guard code != 405 else {
      let allowed: [HTTPMethod] =
        call.caller.kind == .session ? [.get, .put, .delete] : [.get, .post]
      throw .methodNotAllowed(allowed, reason)
    }
    throw code == 409 ? Self.busy : OCPIRefusal(HTTPStatus(code) ?? .badRequest, .clientError, reason)
  }

  private static var busy: OCPIRefusal {
    OCPIRefusal(.conflict, .serverError, "another credentials exchange is under way, try again in a moment")
  }

  /// One exchange at a time with a partner (P-08).
  private func exclusively(
    _ call: OCPICall, _ body: () async throws -> OCPIReply
  ) async throws -> OCPIReply {
    guard call.link.beginExchange(as: .theirs) == nil else { throw Self.busy }
    defer { call.link.endExchange() }
    return try await body()
  }

  private func introduction(_ call: OCPICall, token: SecretText) throws -> OCPIReply {
    guard let base = commons.publicURL(for: call.link) else {
      throw OCPIRefusal.notFound("not listening yet")
    }
    let ours = OurCredentials(
      for: call.link.terms.technical, fleet: commons.fleet().file,
      versionsURL: OCPIAddress(through: call.door).url(below: base), through: call.door,
      behind: commons.partiesBehindUs)
    return OCPIReply(data: try ours.json(token: token, version: call.version))
  }

  private func exchange(_ call: OCPICall, _ method: CredentialsGuard.Method) async throws -> OCPIReply {
    let body = try call.json()
    let ourToken = commons.surroundings.makeToken(
      bytes: call.link.terms.technical.security.tokenBytes)
    let reply = try introduction(call, token: ourToken)
    var agreement: RegistrationLedger.Agreement
    do throws(RegistrationProblem) {
      agreement = try await agree(call, OCPIResponse.payload(of: body), method)
    } catch {
      commons.surroundings.log.warning(
        "a partner's registration failed",
        ["partner": call.link.id, "reason": error.message, "request": call.requestID])
      throw OCPIRefusal(.ok, error.status, error.partnerMessage)
    }
    agreement.ourToken = ourToken
    try await RegistrationLedger(commons).complete(agreement)
    try await bringUpToDate(call.link)
    return reply
  }

  /// Reads what the partner says of itself and calls back with the token it gave (CR-03).
  private func agree(
    _ call: OCPICall, _ body: JSONNode, _ method: CredentialsGuard.Method
  ) async throws(RegistrationProblem) -> RegistrationLedger.Agreement {
    let file = call.link.terms.technical
    try file.demandOneParty(in: call.version)
    let theirs = try TheirCredentials(
      body, version: call.version,
      rules: TheirCredentials.Rules(
        file: file, environment: commons.fleet().file.environment,
        taken: commons.rolesTaken(besides: file.id), ours: commons.publicURL()))
    var survey = try survey(theirs, file, call.version)
    let choice = try VersionChoice.find(call.version, in: try await survey.versions(at: theirs.url))
    let announced = try await survey.details(of: choice, listedAt: theirs.url)
    try ModuleMatrix.demand(ModuleMatrix.needs(file, served: served), in: announced.endpoints)
    for note in theirs.notes + announced.notes {
      commons.surroundings.log.warning(
        "a partner's registration differs", ["partner": file.id, "what": note])
    }
    return RegistrationLedger.Agreement(
      partner: file.id, version: call.version, versionsURL: theirs.url, endpoints: announced.endpoints,
      theirToken: theirs.token, form: survey.form, actor: "partner:\(file.id)",
      change: method == .post ? "registered" : "updated",
      terms: PartnerFolder(commons).current(file.id)?.snapshot, behind: theirs.behind)
  }

  /// A client of its own for the call-back: the link's may know other addresses.
  private func survey(
    _ theirs: TheirCredentials, _ file: PartnerFile, _ version: OCPIVersion
  ) throws(RegistrationProblem) -> PartnerSurvey {
    let client: OCPIClient
    do {
      client = try loader.maker.client(for: file, announced: "\(theirs.url)")
    } catch {
      commons.surroundings.log.error("no client for a partner", ["partner": file.id, "error": "\(error)"])
      throw .unreadable("we cannot call you back at the moment")
    }
    let (form, isKnown) = file.tokenForm(learned: version.frame.tokenForm)
    // Three calls at most: the partner waits for our answer for twice its own deadline, and the lock is held so long.
    let limit = Duration.milliseconds(file.connection.timeoutMilliseconds * 2 / 3)
    return PartnerSurvey(
      client: client, origin: PartnerOrigin([theirs.url]), token: theirs.token, form: form,
      isFormKnown: isKnown, timeout: limit)
  }

  private func leave(_ call: OCPICall) async throws -> OCPIReply {
    try await RegistrationLedger(commons).end(
      call.link.id, actor: "partner:\(call.link.id)", isOurs: false)
    try await bringUpToDate(call.link)
    return .done
  }

  /// Memory follows the store; the file may have been read anew meanwhile.
  private func bringUpToDate(_ link: PartnerLink) async throws {
    try await loader.load(commons.fleet().partners[link.id] ?? link.terms.technical)
  }
}
