import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `POST {tokens}/{uid}/authorize`: one of our drivers stands at a partner's charger.
///
/// Who answers says the partner file, `authorization.answered_by`: `store`, the token as we hold it (the default), or
/// `platform`, our own platform within the timeout. The token's whitelist comes first (ruling 28): ALWAYS asks nobody,
/// and a NEVER without an answer is no.
package struct TokenAuthorizer: Sendable {
  private let commons: Commons

  package init(commons: Commons) { self.commons = commons }

  /// Answers a partner's question about the token `uid`, as the partner spells it.
  ///
  /// - Throws: 404 with 2004 for a token that we do not know (TOK-09), 2002 when a location is needed (TOK-10), 2001
  ///   when the body cannot be read.
  package func answer(_ call: OCPICall, uid: String) async throws -> OCPIReply {
    guard call.request.method == .post || call.request.method == .put else {
      throw OCPIRefusal.methodNotAllowed([.post])
    }
    let start = commons.surroundings.elapsed()
    let inquiry = try Inquiry(call, uid: uid)
    let halt = call.link.driversHalt
    let found = try await found(inquiry, now: commons.surroundings.wallClock.now())
    if halt == nil, let order = found.order { return try await ordered(order, inquiry, call, since: start) }
    guard let row = found.row else {
      await note(unknown: inquiry, took: commons.surroundings.elapsed() - start)
      throw OCPIRefusal(
        .notFound, .unknownToken, "token \(uid) is not known")
    }
    let (token, isDeleted) = (try OwnBody.read(Token.self, row.body), row.isDeleted)
    let verdict =
      if let halt { Verdict(halt) } else {
        try await decide(token, isValid: token.isValid && !isDeleted, inquiry)
      }
    let info = AuthorizationInfo(
      allowed: verdict.allowed, token: token, location: verdict.isAllowed ? inquiry.location : nil,
      authorizationReference: verdict.isAllowed ? CiString(commons.surroundings.makeID()) : nil,
      info: verdict.info)
    await note(info, verdict, inquiry, took: commons.surroundings.elapsed() - start)
    return OCPIReply(data: try OwnBody.bytes(of: info, in: call.version))
  }

  /// A driver for whom we have ordered the session is let in, whatever the token's list says (P-117).
  private func ordered(
    _ order: StandingOrder, _ inquiry: Inquiry, _ call: OCPICall, since start: Duration
  ) async throws -> OCPIReply {
    let verdict = Verdict(allowed: .allowed, source: "command")
    let info = AuthorizationInfo(
      allowed: .allowed, token: order.token, location: inquiry.location,
      authorizationReference: order.reference.map { CiString($0) }, info: nil)
    await note(info, verdict, inquiry, took: commons.surroundings.elapsed() - start)
    return OCPIReply(data: try OwnBody.bytes(of: info, in: call.version))
  }

  /// What is asked.
  struct Inquiry: Sendable {
    let link: PartnerLink
    /// The uid in our form.
    let uid: String
    let type: TokenType
    let location: LocationReferences?
    let correlation: String

    var driver: AuthorizationJournal.Driver {
      AuthorizationJournal.Driver(uid: uid, type: type, location: location)
    }

    init(_ call: OCPICall, uid: String) throws(OCPIRefusal) {
      link = call.link
      let file = call.link.terms.technical
      self.uid = file.uidFormat.ours(fromTheirs: uid)
      type = TokenType(rawValue: (call.request.query("type") ?? "RFID").uppercased())
      correlation = call.correlationID
      location = try Self.location(call)
      guard location != nil || file.flag("authorization.location_required") != true else {
        throw OCPIRefusal(.ok, .notEnoughInformation, "send the LocationReferences of the charger")
      }
    }

    /// The body, which may be absent in any of the ways partners leave it out (P-23).
    private static func location(_ call: OCPICall) throws(OCPIRefusal) -> LocationReferences? {
      guard !call.request.body.bytes.isEmpty else { return nil }
      let node = try call.json()
      guard node.kind == .object, node.members.contains(where: { _ in true }) else {
        guard [.null, .object, .array].contains(node.kind) || node.string == "" else {
          throw .invalid("the body must be a LocationReferences object")
        }
        return nil
      }
      do {
        return try WireReader.read(LocationReferences.self, from: node, version: call.version)
      } catch {
        throw .invalid(error.description)
      }
    }
  }

  /// What we hold that decides: an order of ours for this driver, and our token of that uid and type.
  private func found(_ inquiry: Inquiry, now: Timestamp) async throws -> (order: StandingOrder?, row: OwnRow?)
  {
    let parties = inquiry.link.ourParties.sorted()
    let driver = StandingOrder.Driver(
      uid: inquiry.uid, type: inquiry.type, location: inquiry.location, direction: .out, link: inquiry.link)
    // One reading for both: each costs a change of thread, and a driver waits.
    return try await commons.store.read { tx in
      let order = try StandingOrder.covering(driver, at: now, in: tx)
      for party in parties {
        let key = ObjectKey(
          country: party.country, party: party.party, id: inquiry.uid, sub: inquiry.type.rawValue)
        if let row = try tx.own.object("tokens", key) { return (order, row) }
      }
      return (order, nil)
    }
  }
}

extension TokenAuthorizer {
  /// The answer, and who gave it.
  struct Verdict: Sendable {
    var allowed: AllowedType
    var source: String
    var info: DisplayText?

    var isAllowed: Bool { allowed == .allowed }

    init(allowed: AllowedType, source: String, info: DisplayText? = nil) {
      (self.allowed, self.source, self.info) = (allowed, source, info)
    }

    /// The answer while nobody is let in.
    init(_ halt: Halt) {
      self.init(
        allowed: .notAllowed, source: halt.word,
        info: DisplayText(language: "en", text: "Roaming with this operator is not possible at the moment."))
    }

    /// The stable word for why.
    var reason: String {
      switch source {
      case "command": "ordered"
      case "suspended", "ending": source
      case "platform": isAllowed ? "platform-allowed" : "platform-refused"
      case "fallback": isAllowed ? "token-valid" : allowed == .blocked ? "token-invalid" : "timed-out"
      default: isAllowed ? "token-valid" : "token-invalid"
      }
    }
  }

  /// What is left of the partner's patience for the way back.
  private static let wayBack: Duration = .milliseconds(500)

  private func decide(_ token: Token, isValid: Bool, _ inquiry: Inquiry) async throws -> Verdict {
    let file = inquiry.link.terms.technical
    let stored = Verdict(allowed: isValid ? .allowed : .blocked, source: "store")
    guard file.text("authorization.answered_by") == "platform" else { return stored }
    let policy = file.authorizationPolicy
    let whitelist = TokenWhitelist(rawValue: token.whitelist.rawValue) ?? .never
    let cached = CachedToken.known(isValid: isValid, whitelist: whitelist)
    guard case .ask(let timeout) = policy.decideLocally(cached, isPartnerReachable: true) else {
      return stored
    }
    guard let answer = try await ask(token, inquiry, within: timeout) else {
      let decision = policy.decide(cached, after: .timedOut)
      return Verdict(
        allowed: decision.isAllowed ? .allowed : isValid ? .notAllowed : .blocked, source: "fallback")
    }
    return Verdict(
      allowed: AllowedType(rawValue: answer["allowed"]?.string ?? "NOT_ALLOWED"), source: "platform",
      info: Self.info(answer["info"]))
  }

  private func ask(_ token: Token, _ inquiry: Inquiry, within timeout: Duration) async throws -> JSON? {
    let ask = PlatformAsk(
      commons: commons, kind: AskKind.authorize, partner: inquiry.link.id, module: "tokens",
      subject: inquiry.uid, correlation: inquiry.correlation)
    var question: JSON = [
      "uid": .string(inquiry.uid), "type": .string(inquiry.type.rawValue),
      "contract_id": .string(token.contractID.text),
    ]
    if let location = inquiry.location {
      question["location"] = try JSON.parse(try OwnBody.bytes(of: location, in: .v2_2_1))
    }
    let patience = timeout > .seconds(1) ? timeout - Self.wayBack : timeout
    return try await ask.answer(to: question, within: patience)
  }

  private static func info(_ json: JSON?) -> DisplayText? {
    guard let text = json?["text"]?.string else { return nil }
    return DisplayText(language: json?["language"]?.string ?? "en", text: text)
  }

  private func note(_ info: AuthorizationInfo, _ verdict: Verdict, _ inquiry: Inquiry, took: Duration) async {
    let answer: JSON = [
      "allowed": .bool(verdict.isAllowed), "answer": .string(verdict.allowed.rawValue),
      "source": .string(verdict.source),
      "authorization_reference": info.authorizationReference.map { .string($0.text) } ?? .null,
    ]
    let decision = AuthorizationJournal.Decision(
      isAllowed: verdict.isAllowed, reason: verdict.reason, source: verdict.source,
      answer: verdict.allowed.rawValue, reference: info.authorizationReference?.text)
    await journal(inquiry).note(
      decision, answer, about: inquiry.driver, correlation: inquiry.correlation, took: took)
  }

  /// A token that we do not have is kept for support; our platform knows nothing of it.
  private func note(unknown inquiry: Inquiry, took: Duration) async {
    let decision = AuthorizationJournal.Decision(isAllowed: false, reason: "unknown-token", source: "store")
    await journal(inquiry).note(
      decision, nil, about: inquiry.driver, correlation: inquiry.correlation, took: took)
  }

  private func journal(_ inquiry: Inquiry) -> AuthorizationJournal {
    AuthorizationJournal(commons: commons, partner: inquiry.link.id, side: .emsp)
  }
}
