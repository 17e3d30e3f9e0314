import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `POST /partners/{id}/authorize`: a driver of a partner stands at our charger, and our platform wants an answer now.
///
/// The token as we hold it and the partner file decide whether the partner is asked; the answer never takes longer than
/// the file's timeout. The decision is in the events before it is answered; should the store fail, the driver does not
/// wait for it.
struct DriverAuthorization: Sendable {
  /// While a partner is down, one driver in this time is asked for, to see whether it is back.
  static let probePause: Duration = .seconds(10)

  private let call: OfficeCall
  private let link: PartnerLink
  private let question: DriverQuestion
  private let policy: AuthorizationPolicy

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    link = try call.link()
    question = try DriverQuestion(reading: try call.json())
    policy = link.terms.technical.authorizationPolicy
  }

  func run() async throws -> HTTPResponse {
    let surroundings = call.commons.surroundings
    let start = surroundings.elapsed()
    let correlation = call.request.fields[.correlationID] ?? surroundings.makeID()
    let answer = try await decide(correlation)
    let journal = AuthorizationJournal(commons: call.commons, partner: link.id, side: .cpo)
    let driver = AuthorizationJournal.Driver(
      uid: question.uid, type: question.type, location: question.location)
    await journal.note(
      answer.journalled, answer.json, about: driver, correlation: correlation,
      took: surroundings.elapsed() - start)
    return .json(answer.json)
  }

  private func decide(_ correlation: String) async throws -> DriverAnswer {
    if let halt = link.driversHalt {
      return DriverAnswer(
        AuthorizationDecision(isAllowed: false, reason: .halted(halt.word), source: .agreement),
        info: halt.text)
    }
    let known = try await knownToken()
    guard !isBlocked() else {
      return DriverAnswer(
        AuthorizationDecision(isAllowed: false, reason: .tokenInvalid, source: .cache), isBlocked: true)
    }
    if let order = try await order() { return DriverAnswer(.ordered, order) }
    let cached = Self.cached(known)
    switch policy.decideLocally(cached, isPartnerReachable: isReachable()) {
    case .decided(let decision): return DriverAnswer(decision)
    case .ask(let deadline):
      let verdict = await ask(known, within: deadline, correlation)
      return DriverAnswer(policy.decide(cached, after: verdict.outcome), verdict)
    }
  }

  /// What the partner itself has ordered for this driver.
  private func order() async throws -> PartnerVerdict? {
    let driver = StandingOrder.Driver(
      uid: question.uid, type: question.type, location: question.location, direction: .in, link: link)
    guard let order = try await StandingOrder.covering(driver, call.commons) else { return nil }
    var verdict = PartnerVerdict(.allowed)
    verdict.reference = order.reference
    return verdict
  }

  /// The partner's own copy of the token, as we received it.
  private func knownToken() async throws -> Token? {
    let uid = link.terms.technical.uidFormat.theirs(fromOurs: question.uid)
    let rows = try await call.commons.store.read { tx in try tx.received.objects("tokens", id: uid) }
    let own = rows.filter { $0.partner == link.id }
    let tokens = own.compactMap { row in
      try? WireReader.read(
        Token.self, from: JSONDocument(parsing: row.body.bytes).root,
        version: OCPIVersion(row.version) ?? .v2_2_1,
        context: WireContext(party: PartyID(country: row.key.country, party: row.key.party)))
    }
    return tokens.first { $0.type == question.type }
  }

  private static func cached(_ token: Token?) -> CachedToken {
    guard let token else { return .unknown }
    // A word that is none of the four is taken for the most careful one.
    return .known(
      isValid: token.isValid, whitelist: TokenWhitelist(rawValue: token.whitelist.rawValue) ?? .never)
  }

  private func isBlocked() -> Bool {
    let file = link.terms.technical
    let uid = CiString(question.uid)
    return file.blockedTokens.contains {
      CiString($0) == uid || CiString(file.uidFormat.ours(fromTheirs: $0)) == uid
    }
  }

  private func isReachable() -> Bool {
    guard link.reach(for: .tokens).carriesTraffic, (try? link.endpoint(.tokens, .sender)) != nil else {
      return false
    }
    return link.mayCall(at: call.commons.surroundings.elapsed(), every: Self.probePause)
  }

  private func ask(_ known: Token?, within deadline: Duration, _ correlation: String) async -> PartnerVerdict
  {
    do throws(OCPIFailure) {
      let answer = try await answer(known, within: deadline, correlation)
      let data = link.dialect.object(answer.data, "authorize")
      var verdict = PartnerVerdict(reading: data, about: question.location)
      // A version without references leaves it to us to tell what belongs together.
      if verdict.outcome == .allowed, verdict.reference == nil,
        link.version(for: .tokens)?.frame.hasReferences == false
      {
        verdict.reference = call.commons.surroundings.makeID()
      }
      return verdict
    } catch {
      call.commons.surroundings.log.info(
        "authorisation not confirmed", ["partner": link.id, "code": error.code, "reason": error.message])
      return PartnerVerdict(error)
    }
  }

  /// Asks by the method that the partner wants; one that it does not have is replaced once (P-22).
  private func answer(
    _ known: Token?, within deadline: Duration, _ correlation: String
  ) async throws(OCPIFailure) -> OCPIAnswer {
    let start = call.commons.surroundings.elapsed()
    var request = try request(known, within: deadline, correlation)
    do throws(OCPIFailure) {
      return try await link.call(request)
    } catch {
      guard case .refused(http: 405, _) = error.kind, request.method == .post,
        link.dialect.current.stated(DialectSwitch.authorizeMethod.name) == nil
      else { throw error }
      request.method = .put
      request.timeout = max(.zero, deadline - (call.commons.surroundings.elapsed() - start))
      let answer = try await link.call(request)
      link.dialect.meets(.authorizeMethod, "PUT", "POST authorize was answered with 405, PUT was taken")
      return answer
    }
  }

  /// The place as the partner knows it.
  private var theirLocation: LocationReferences? {
    guard var location = question.location else { return nil }
    location.locationID = link.dialect.current.theirID(location.locationID)
    return location
  }

  private func request(
    _ known: Token?, within deadline: Duration, _ correlation: String
  ) throws(OCPIFailure) -> OCPIRequest {
    let (url, version) = try link.endpoint(.tokens, .sender)
    let file = link.terms.technical
    let uid = file.uidFormat.theirs(fromOurs: question.uid)
    let address = url.appending(segments: [uid, "authorize"])
      .appending(query: [("type", question.type.rawValue)])
    let body = theirLocation.flatMap { try? OwnBody.bytes(of: $0, in: version) }
    var request = OCPIRequest(
      link.dialect.current.word(.authorizeMethod) == "PUT" ? .put : .post, address, body: body,
      routing: version.frame.routes ? link.routing(from: .cpo, to: .emsp) : nil)
    // A hub finds out itself whose token it is when we do not know (TR-81).
    if known != nil || link.isHub { request.routing?.to = known?.party }
    request.correlation = correlation
    request.timeout = deadline
    request.isUrgent = true
    request.kind = .question
    request.responseLimit = 1 << 20
    return request
  }
}

/// What our platform is told about a driver.
struct DriverAnswer: Sendable {
  let decision: AuthorizationDecision
  private let verdict: PartnerVerdict?
  private let isBlocked: Bool
  private var info: String?

  init(
    _ decision: AuthorizationDecision, _ verdict: PartnerVerdict? = nil, isBlocked: Bool = false,
    info: String? = nil
  ) {
    self.info = info
    self.decision = decision
    self.verdict = verdict
    self.isBlocked = isBlocked
  }

  /// The answer as it is kept.
  var journalled: AuthorizationJournal.Decision {
    var kept = AuthorizationJournal.Decision(
      isAllowed: decision.isAllowed, reason: isBlocked ? "blocked-token" : decision.reason.word,
      source: decision.source.rawValue, reference: verdict?.reference)
    if case .partnerRefused(let word) = decision.reason { kept.answer = word }
    return kept
  }

  /// The answer as contract.md writes it, with the partner's own word and text where there are such.
  var json: JSON {
    var json: JSON = [
      "allowed": .bool(decision.isAllowed),
      "reason": .string(isBlocked ? "blocked-token" : decision.reason.word),
      "source": .string(decision.source.rawValue),
      "authorization_reference": verdict?.reference.map { .string($0) } ?? .null,
    ]
    if case .partnerRefused(let word) = decision.reason { json["partner_answer"] = .string(word) }
    if let info = verdict?.info ?? info.map({ JSON.string($0) }) { json["info"] = info }
    if let evses = verdict?.evses, !evses.isEmpty {
      json["evse_uids"] = .array(evses.map { .string($0.text) })
    }
    return json
  }
}

extension AuthorizationDecision.Reason {
  /// The stable word for the reason.
  var word: String {
    switch self {
    case .ordered: "ordered"
    case .tokenValid: "token-valid"
    case .tokenInvalid: "token-invalid"
    case .unknownToken: "unknown-token"
    case .partnerAllowed: "partner-allowed"
    case .partnerRefused: "partner-refused"
    case .partnerUnknown: "partner-unknown"
    case .timedOut: "timed-out"
    case .failed: "failed"
    case .offline: "offline"
    case .halted(let word): word
    }
  }
}
