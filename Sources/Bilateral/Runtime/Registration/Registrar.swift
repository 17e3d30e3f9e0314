import BilateralBase
package import BilateralModel
package import BilateralNet
import BilateralStore
import BilateralTerms

/// Registers with a partner that has invited us: we begin, with POST, PUT or DELETE of credentials.
///
/// Every state is committed before it is acted on. A token of ours that is sent is never sent again: each try
/// mints another, and all of them let the partner in until it has used one (ruling 13).
package struct Registrar: Sendable {
  private let keeper: LinkKeeper
  var commons: Commons { keeper.commons }
  var loader: LinkLoader { keeper.loader }
  let served: Set<ModuleID>
  /// How often an exchange that meets another is tried again (P-08).
  package var patience = 3

  /// Makes a registrar.
  ///
  /// - Parameters:
  ///   - keeper: the platform, and how links follow.
  ///   - served: the modules our platform takes part in.
  package init(_ keeper: LinkKeeper, served: Set<ModuleID>) {
    self.keeper = keeper
    self.served = served
  }

  private var ledger: RegistrationLedger { RegistrationLedger(commons) }

  /// What a verb wants of an exchange.
  package enum Purpose: Sendable {
    /// Register by POST, unless that has been done.
    case register
    /// Exchange credentials anew by PUT, in the version in force as long as it can stay.
    case update
    /// The same, in the best version there is (CR-10).
    case move
    /// Register by POST although we think we are registered: with a token A that the partner has given after a loss.
    case anew
  }

  /// Registers or exchanges credentials anew; safe to repeat.
  ///
  /// - Throws: `ControlFailure`, `OCPIFailure`, `RegistrationProblem`, or what the store throws.
  package func register(
    _ id: String, _ purpose: Purpose, telling steps: StepStream
  ) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    try entry.file.demandConnection()
    let link = try await loader.load(entry.file)
    let before = link.ownFacts.theirToken?.revealed
    try await meeting(link, telling: steps) { tries in
      if tries > 0, purpose == .update || purpose == .move, link.ownFacts.theirToken?.revealed != before {
        return steps.step("credentials", ok: true, detail: "the partner has just renewed them")
      }
      try await exchangeOnce(entry, link, purpose, telling: steps)
    }
    keeper.start(link)
    return reply(link.ownFacts)
  }

  /// Registers, or with `update` exchanges credentials anew, in the best version there is.
  package func register(
    _ id: String, update: Bool, telling steps: StepStream
  ) async throws -> ControlReply {
    try await register(id, update ? .move : .register, telling: steps)
  }

  static let busy = "BR218"

  private func exchangeOnce(
    _ entry: PartnerFolder.Entry, _ link: PartnerLink, _ purpose: Purpose, telling steps: StepStream
  ) async throws {
    guard purpose != .register || link.ownFacts.state != .registered else {
      return steps.step(
        "credentials", ok: nil, detail: "registered already; partnerctl rotate exchanges anew")
    }
    try Self.refuseTurn(entry.file, purpose)
    let call = try await prepare(entry, link, purpose)
    do {
      try await exchange(call, entry, telling: steps)
    } catch {
      try await loader.load(entry.file)
      throw error
    }
    try await loader.load(entry.file)
  }

  /// Who begins is agreed; either side may renew later.
  private static func refuseTurn(_ file: PartnerFile, _ purpose: Purpose) throws(ControlFailure) {
    guard purpose == .register, file.connection.registration == .theyStart else { return }
    throw ControlFailure(
      "BR227", "\(file.file) says registration = \"they-start\"",
      help: "partnerctl invite \(file.id) makes what to send them; or write \"either\"", exit: 6)
  }

  private func reply(_ facts: LinkFacts) -> ControlReply {
    let version = facts.version?.description ?? "?"
    let modules = Set(facts.endpoints.map(\.identifier.rawValue)).subtracting(["credentials"]).sorted()
    return ControlReply(
      "registered, OCPI \(version)",
      [
        .init("state", .string(facts.state.rawValue)), .init("version", .string(version)),
        .init("modules", .array(modules.map { .string($0) })),
      ])
  }

  private func exchange(
    _ call: CredentialsCall, _ entry: PartnerFolder.Entry, telling steps: StepStream
  ) async throws {
    var call = call
    let id = entry.file.id
    do {
      try await call.survey(served: served, telling: steps)
    } catch {
      let error = call.words(for: error)
      try await ledger.fail(id, attempt: nil, because: ControlFailure(error).message, isOver: true)
      throw error
    }
    let ourToken = commons.surroundings.makeToken(bytes: entry.file.security.tokenBytes)
    let attempt = try await ledger.begin(id, ourToken: ourToken)
    do {
      let theirs = try await call.send(ourToken, telling: steps)
      try await ledger.complete(
        call.agreement(
          theirs, terms: entry.snapshot, actor: "operator",
          change: call.isUpdate ? "updated" : "registered"))
    } catch {
      let failure = ControlFailure(error)
      let isOver = !Self.mayStillCome(error)
      try await ledger.fail(id, attempt: attempt, because: failure.message, isOver: isOver)
      throw error
    }
  }

  /// Whether the partner may go on with the exchange although we have no answer: a gateway gave up before it did.
  private static func mayStillCome(_ error: any Error) -> Bool {
    guard let failure = error as? OCPIFailure else { return false }
    switch failure.kind {
    case .refused(let http, _): return http >= 500
    case .credentialsRefused, .foreignOrigin, .notConnected: return false
    case .unreachable, .timedOut, .rateLimited, .againstProtocol, .cancelled: return true
    }
  }

  /// Ends the registration on both sides.
  ///
  /// A partner that does not know us any more has ended it already (P-09, P-10).
  package func unregister(_ id: String, telling steps: StepStream) async throws -> ControlReply {
    try await alone(try link(id)) { try await leave(try link(id), telling: steps) }
    return ControlReply("the registration has ended", [.init("state", "ended")])
  }

  /// Ends the registration on our side only, for a partner that is gone for good: nothing is sent.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - steps: told what it means.
  /// - Returns: what the partner still believes.
  /// - Throws: `ControlFailure`, or what the store throws.
  package func unregisterHere(_ id: String, telling steps: StepStream) async throws -> ControlReply {
    let link = try link(id)
    guard ![.new, .ended].contains(link.ownFacts.state) else {
      throw ControlFailure("BR217", "\(id) is not registered", exit: 6)
    }
    let wasRegistered = link.ownFacts.theirToken != nil
    try await alone(link) {
      try await ledger.end(id, actor: "operator", isOurs: true)
      try await loader.load(link.terms.technical)
    }
    steps.step("our side", ok: true, detail: "no token of \(id)'s lets it in any more; none of ours is kept")
    let words =
      wasRegistered
      ? "ended here only: \(id) was told nothing and believes that it is registered; its calls get HTTP 401, "
        + "it keeps our token and what it received of us. Tell it by other means"
      : "ended here only: \(id) was told nothing; an invitation that it holds is void"
    return ControlReply(words, [.init("state", "ended"), .init("partner_told", false)])
  }

  private func link(_ id: String) throws(ControlFailure) -> PartnerLink {
    guard let link = commons.links[id] else {
      throw ControlFailure("BR306", "there is no partners/\(id).toml", exit: 66)
    }
    return link
  }

  /// That we want to leave is durable before it is said: a crash or a lost answer leaves the words for it.
  private func leave(_ link: PartnerLink, telling steps: StepStream) async throws {
    guard let url = link.ownFacts.credentials, link.ownFacts.theirToken != nil else {
      throw ControlFailure("BR217", "\(link.id) is not registered", exit: 6)
    }
    try await ledger.beginLeaving(link.id)
    do {
      try await delete(link, url, telling: steps)
    } catch {
      try await loader.load(link.terms.technical)
      throw error
    }
    try await ledger.end(link.id, actor: "operator", isOurs: true)
    try await loader.load(link.terms.technical)
  }

  private func delete(
    _ link: PartnerLink, _ url: HTTPURL, telling steps: StepStream
  ) async throws(OCPIFailure) {
    var request = OCPIRequest(.delete, url)
    request.isUrgent = true
    do throws(OCPIFailure) {
      _ = try await link.call(request)
      steps.step("DELETE credentials", ok: true)
    } catch {
      switch error.kind {
      case .credentialsRefused, .refused(http: 404, _), .refused(http: 405, _):
        steps.step("DELETE credentials", ok: true, detail: "the partner had ended it already")
      default:
        steps.step("DELETE credentials", ok: false, detail: error.message, help: error.help)
        throw error
      }
    }
  }
}

extension LinkFacts {
  /// Where the partner's credentials are; their role is not looked at (VE-06).
  package var credentials: HTTPURL? {
    endpoints.first { $0.identifier == .credentials }.flatMap { try? HTTPURL($0.url) }
  }
}
