import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// The calls of one exchange that we begin: versions, details, then our credentials for theirs.
struct CredentialsCall: Sendable {
  let link: PartnerLink
  let client: OCPIClient
  let origin: PartnerOrigin
  let versionsURL: HTTPURL
  private var token: SecretText
  let ours: OurCredentials
  let rules: TheirCredentials.Rules
  let purpose: Registrar.Purpose
  var isUpdate: Bool { purpose == .update || purpose == .move }
  var form: TokenForm
  let isFormKnown: Bool
  private var choice: VersionChoice?
  private var announced: AnnouncedEndpoints?

  init(
    link: PartnerLink, versionsURL: HTTPURL, token: SecretText, ours: OurCredentials,
    rules: TheirCredentials.Rules, purpose: Registrar.Purpose
  ) {
    self.link = link
    client = link.client
    origin = PartnerOrigin(
      [versionsURL] + [rules.file.connection.versionsURL].compactMap { $0.flatMap { try? HTTPURL($0) } })
    self.versionsURL = versionsURL
    self.token = token
    self.ours = ours
    self.rules = rules
    self.purpose = purpose
    (form, isFormKnown) = rules.file.tokenForm(
      learned: link.ownFacts.theirTokens.inUse?.form ?? link.usualTokenForm)
  }

  /// Asks for versions and details, and stops before anything is changed when they do not suffice (CR-13).
  ///
  /// Where several tokens of the partner may be valid, each is presented until one is let in (P-07).
  mutating func survey(served: Set<ModuleID>, telling steps: StepStream) async throws {
    let pause = client.remainingPause
    guard pause < .seconds(5) else {
      throw OCPIFailure(
        .rateLimited(retryAfter: pause), "the partner asked us to leave it alone for \(pause) more")
    }
    var refused: [TheirTokens.Token] = []
    while true {
      do {
        return try await surveyOnce(served: served, telling: steps)
      } catch RegistrationProblem.call(let failure) where isUpdate && failure.isRefusedToken {
        refused.append(TheirTokens.Token(text: token, form: form))
        guard let other = link.ownFacts.theirTokens.next(besides: refused) else { throw failure }
        (token, form) = (other.text, other.form)
      }
    }
  }

  /// What a failure means after an exchange whose end we have not seen.
  func words(for error: any Error) -> any Error {
    let failure: OCPIFailure? =
      if case RegistrationProblem.call(let failure) = error { failure } else { error as? OCPIFailure }
    guard let failure, failure.isRefusedToken else { return error }
    if isUpdate {
      return ControlFailure(
        "BR224", "\(link.id) refuses every token we hold: \(failure.message)",
        help: "partnerctl reset \(link.id) makes a token A for it; if it has given us one: "
          + "partnerctl secret set \(link.id)/token-a, then partnerctl reset \(link.id) --take", exit: 4)
    }
    guard link.ownFacts.relation.isUnanswered else { return error }
    return ControlFailure(
      "BR224", "\(link.id) refuses token A after a registration that was not answered: \(failure.message)",
      help: "it may take us for registered: ask it for another token A, then partnerctl secret set "
        + "\(link.id)/token-a and partnerctl register \(link.id)", exit: 4)
  }

  private mutating func surveyOnce(served: Set<ModuleID>, telling steps: StepStream) async throws {
    var survey = PartnerSurvey(
      client: client, origin: origin, token: token, form: form, isFormKnown: isFormKnown)
    let terms = rules.file.connection
    let choice = try await steps.watching("GET versions") {
      let offered = try await survey.versions(at: versionsURL)
      let choice = try VersionChoice.choose(
        offered, policy: terms.versionPolicy, allowed: terms.allowedVersions, served: OCPIServer.versions,
        keeping: purpose == .update ? link.ownFacts.version : nil)
      return (choice, offered.map(\.version).joined(separator: " ") + ", choosing \(choice.version)")
    }
    form = survey.form
    try rules.file.demandOneParty(in: choice.version)
    let needs = ModuleMatrix.needs(rules.file, served: served)
    announced = try await steps.watching("GET \(choice.version)") {
      let announced = try await survey.details(of: choice, listedAt: versionsURL)
      try ModuleMatrix.demand(needs, in: announced.endpoints)
      return (announced, ([announced.words] + announced.notes).joined(separator: "; "))
    }
    self.choice = choice
  }

  /// Sends our credentials and reads theirs.
  ///
  /// The partner calls back twice before it answers, so this takes longer than other calls (P-06).
  func send(_ ourToken: SecretText, telling steps: StepStream) async throws -> TheirCredentials {
    guard let choice, let url = announced?.credentials else {
      throw RegistrationProblem.unreadable("the version details name no credentials endpoint")
    }
    let method: HTTPMethod = isUpdate ? .put : .post
    var request = OCPIRequest(method, url, body: try ours.json(token: ourToken, version: choice.version))
    request.timeout = .milliseconds(rules.file.connection.timeoutMilliseconds * 2 + 5000)
    request.responseLimit = 1 << 20
    request.isUrgent = true
    request.isRepeatable = false  // A token is sent once (ruling 13).
    let message = request
    return try await steps.watching("\(method.name) credentials") {
      let answer = try await sent(message)
      let theirs = try TheirCredentials(
        answer.data, version: choice.version, rules: rules, calledAt: versionsURL)
      return (theirs, (["their token received"] + theirs.notes).joined(separator: "; "))
    }
  }

  private func sent(_ request: OCPIRequest) async throws -> OCPIAnswer {
    do throws(OCPIFailure) {
      return try await client.call(request, token: token, form: form)
    } catch {
      switch error.kind {
      case .refused(http: 409, _):
        throw ControlFailure(Registrar.busy, error.message, help: "try again in a moment", exit: 6)
      case .refused(http: 405, _):
        throw ControlFailure(
          "BR219", error.message,
          help: isUpdate
            ? "the partner has no registration of ours: partnerctl reset \(link.id)"
            : "the partner takes us for registered: ask it to reset us and send a new token A, then "
              + "partnerctl secret set \(link.id)/token-a and partnerctl register \(link.id)", exit: 4)
      default: throw error
      }
    }
  }

  /// What was agreed, to be committed as one.
  func agreement(
    _ theirs: TheirCredentials, terms: TermsSnapshot, actor: String, change: String
  ) throws -> RegistrationLedger.Agreement {
    guard let choice, let announced else {
      throw RegistrationProblem.unreadable("there was no survey")
    }
    return RegistrationLedger.Agreement(
      partner: link.id, version: choice.version, versionsURL: theirs.url, endpoints: announced.endpoints,
      theirToken: theirs.token, form: form, actor: actor, change: change, terms: terms, behind: theirs.behind)
  }
}

extension Registrar {
  /// Gathers what an exchange needs: address, token, our credentials, the rules theirs are judged by.
  func prepare(
    _ entry: PartnerFolder.Entry, _ link: PartnerLink, _ purpose: Registrar.Purpose
  ) async throws -> CredentialsCall {
    let file = entry.file
    guard file.status == .test || file.status == .live else {
      throw ControlFailure(
        "BR220", "\(file.file) says status = \"\(file.status.rawValue)\"",
        help: "set it to \"test\" or \"live\" first", exit: 6)
    }
    let row = try await commons.store.read { tx in try tx.partners.partner(file.id) }
    guard let address = file.connection.versionsURL ?? row?.versionsURL, let url = try? HTTPURL(address)
    else {
      throw ControlFailure(
        "BR221", "\(file.file) names no connection.versions_url",
        help: "add it, or let the partner begin: partnerctl invite \(file.id)", exit: 65)
    }
    guard let versionsURL = commons.versionsURL() else {
      throw ControlFailure("BR222", "our own server does not listen yet", exit: 6)
    }
    let fleet = commons.fleet().file
    return CredentialsCall(
      link: link, versionsURL: url, token: try token(file, link, purpose),
      ours: OurCredentials(
        for: file, fleet: fleet, versionsURL: versionsURL, behind: commons.partiesBehindUs),
      rules: TheirCredentials.Rules(
        file: file, environment: fleet.environment, taken: commons.rolesTaken(besides: file.id),
        ours: commons.publicURL()),
      purpose: purpose)
  }

  private func token(
    _ file: PartnerFile, _ link: PartnerLink, _ purpose: Registrar.Purpose
  ) throws -> SecretText {
    guard purpose == .update || purpose == .move else {
      let reference = file.connection.tokenA ?? .stored("\(file.id)/token-a")
      return SecretText(try commons.vault.text(reference))
    }
    guard link.ownFacts.state == .registered, let token = link.ownFacts.theirToken else {
      throw ControlFailure(
        "BR217", "\(file.id) is not registered", help: "partnerctl register without --update", exit: 6)
    }
    return token
  }
}

extension StepStream {
  /// Tells how a piece of work ended; it returns its result and the words for it.
  func watching<Value>(
    _ name: String, _ body: () async throws -> (Value, String)
  ) async throws -> Value {
    do {
      let (value, detail) = try await body()
      step(name, ok: true, detail: detail)
      return value
    } catch {
      let failure = ControlFailure(error)
      step(name, ok: false, detail: failure.message, help: failure.help)
      throw error
    }
  }
}

extension PartnerFile {
  /// How our token stands in the header towards this partner, and whether the file says so for certain.
  func tokenForm(learned: TokenForm) -> (form: TokenForm, isKnown: Bool) {
    guard let isBase64 = flag("dialect.token_header_base64") else { return (learned, false) }
    return (isBase64 ? .base64 : .raw, true)
  }
}

extension Commons {
  /// The roles of the other partners that are registered or about to be (CR-28).
  func rolesTaken(besides id: String) -> [PartyRole: String] {
    var taken: [PartyRole: String] = [:]
    for link in links.all where link.id != id && link.ownFacts.state.carriesTraffic {
      for role in link.terms.technical.theirRoles { taken[role] = link.id }
    }
    return taken
  }
}

extension OCPIFailure {
  /// Whether the token was not let in.
  package var isRefusedToken: Bool { if case .credentialsRefused = kind { true } else { false } }
}
