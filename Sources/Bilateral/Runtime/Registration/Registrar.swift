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
  let commons: Commons
  let loader: LinkLoader
  let served: Set<ModuleID>
  let started: @Sendable (PartnerLink) -> Void
  /// How often an exchange that meets another is tried again (P-08).
  package var patience = 2

  /// Makes a registrar.
  ///
  /// - Parameters:
  ///   - commons: the platform.
  ///   - loader: brings what was committed into memory.
  ///   - served: the modules our platform takes part in.
  ///   - started: starts the loops of a partner that is there for the first time.
  package init(
    commons: Commons, loader: LinkLoader, served: Set<ModuleID>,
    started: @escaping @Sendable (PartnerLink) -> Void
  ) {
    self.commons = commons
    self.loader = loader
    self.served = served
    self.started = started
  }

  private var ledger: RegistrationLedger { RegistrationLedger(commons) }

  /// Registers, or with `update` exchanges credentials anew; safe to repeat.
  ///
  /// - Throws: `ControlFailure`, `OCPIFailure`, `RegistrationProblem`, or what the store throws.
  package func register(
    _ id: String, update: Bool, telling steps: StepStream
  ) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    let link = try await loader.load(entry.file)
    var tries = 0
    while true {
      do {
        try await exclusively(link) { try await exchangeOnce(entry, link, update, telling: steps) }
        break
      } catch let failure as ControlFailure where failure.code == Self.busy && tries < patience {
        tries += 1
        steps.step("wait", ok: nil, detail: "another exchange is under way, trying again in a moment")
        try await commons.surroundings.clock.sleep(for: pause(tries))
      }
    }
    started(link)
    return reply(link.facts)
  }

  static let busy = "BR218"

  /// Long enough for the other exchange to end, and of another length on each side.
  private func pause(_ tries: Int) -> Duration {
    var bits = commons.surroundings.bits
    return .milliseconds(Int64.random(in: 200...800, using: &bits) * Int64(tries))
  }

  private func exchangeOnce(
    _ entry: PartnerFolder.Entry, _ link: PartnerLink, _ update: Bool, telling steps: StepStream
  ) async throws {
    guard update || link.facts.state != .registered else {
      return steps.step("credentials", ok: nil, detail: "registered already; --update exchanges anew")
    }
    let call = try await prepare(entry, link, update)
    do {
      try await exchange(call, entry, telling: steps)
    } catch {
      try await loader.load(entry.file)
      throw error
    }
    try await loader.load(entry.file)
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
      try await ledger.fail(id, attempt: nil, because: ControlFailure(error).message, isOver: true)
      throw error
    }
    let ourToken = commons.surroundings.makeToken()
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
    guard let link = commons.links[id] else {
      throw ControlFailure("BR306", "there is no partners/\(id).toml", exit: 66)
    }
    try await exclusively(link) {
      try await delete(link, telling: steps)
      try await ledger.end(id, actor: "operator")
      try await loader.load(link.terms.technical)
    }
    return ControlReply("the registration has ended", [.init("state", "ended")])
  }

  private func delete(_ link: PartnerLink, telling steps: StepStream) async throws {
    guard let url = link.facts.credentials, link.facts.theirToken != nil else {
      throw ControlFailure("BR217", "\(link.id) is not registered", exit: 6)
    }
    do throws(OCPIFailure) {
      _ = try await link.call(OCPIRequest(.delete, url))
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

  /// One exchange at a time with a partner (P-08).
  private func exclusively(
    _ link: PartnerLink, _ body: @Sendable () async throws -> Void
  ) async throws {
    guard link.beginExchange() else {
      throw ControlFailure(
        Self.busy, "another credentials exchange with \(link.id) is under way", help: "try again in a moment",
        exit: 6)
    }
    defer { link.endExchange() }
    try await body()
  }
}

extension LinkFacts {
  /// Where the partner's credentials are; their role is not looked at (VE-06).
  package var credentials: HTTPURL? {
    endpoints.first { $0.identifier == .credentials }.flatMap { try? HTTPURL($0.url) }
  }
}
