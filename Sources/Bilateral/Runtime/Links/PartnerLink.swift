package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralTerms
import Synchronization

/// Our live relation to one partner: terms, registration facts, client, wake-ups, observations.
///
/// Loops and modules hold the link and read it anew at every step, so a reload or a rotation takes effect
/// without restarting anything.
package final class PartnerLink: Sendable {
  private struct State {
    var terms: PartnerTerms
    var facts = LinkFacts()
    var order: UInt64 = 0
    var client: OCPIClient
    var observations: [String: Observation] = [:]
    var wakeups: [String: Wakeup] = [:]
    var exchange: Exchange?
    var isDown = false
    var route = RouteSwitch()
    var isRefused = false
    var probedAt: Duration?
    var publishing: [String: [Diagnostic]] = [:]
    var offer: OCPIVersion?
    var served: [ModuleID: ServedPages] = [:]
    var habits = InboundHabits()
    var standing = Standing()
  }

  /// Who began the credentials exchange that is under way.
  package enum Exchange: Sendable { case ours, theirs }

  /// Takes in what it means that a token was let in.
  package typealias TokenAcceptance = @Sendable (PartnerLink, TheirTokens.Acceptance) async -> Void

  /// The partner file's id.
  package let id: String
  /// How the partner deviates from the specification.
  package let dialect: PartnerDialect
  private let state: Mutex<State>
  private let accepted: TokenAcceptance
  private let reach: HubReach
  let roads: LinkRoads

  /// Makes the link; `accepted` makes durable which of several tokens of theirs is in use, `reach` knows who is
  /// connected to a hub, `roads` the hubs that may carry messages.
  package init(
    id: String, terms: PartnerTerms, client: OCPIClient, dialect: PartnerDialect,
    accepted: @escaping TokenAcceptance = { _, _ in }, reach: @escaping HubReach = { _, _ in nil },
    roads: LinkRoads = .none
  ) {
    self.id = id
    self.dialect = dialect
    self.accepted = accepted
    self.reach = reach
    self.roads = roads
    state = Mutex(State(terms: terms, client: client))
  }

  package var terms: PartnerTerms { state.withLock { $0.terms } }
  /// What is established on the connection that carries the partner's messages: its own, or its hub's where it has
  /// none.
  package var facts: LinkFacts { main.ownFacts }
  /// What registration has established with the partner itself.
  package var ownFacts: LinkFacts { state.withLock { $0.facts } }
  package var client: OCPIClient { state.withLock { $0.client } }

  /// What was decided about the partnership beside its file.
  package var standing: Standing { state.withLock { $0.standing } }

  /// Takes over what was decided; call it after the commit.
  package func take(_ standing: Standing) {
    let isNew = state.withLock { state in
      defer { state.standing = standing }
      return state.standing != standing
    }
    if isNew { wakeAll() }
  }

  /// Takes over terms and the client made from them, after a reload or an apply.
  package func adopt(_ terms: PartnerTerms, client: OCPIClient) {
    state.withLock {
      $0.terms = terms
      $0.client = client
    }
    wakeAll()
  }

  /// Takes over what a credentials exchange established; call it after the commit.
  ///
  /// `order` is `Commons.nextOrder()` of the transaction that found the facts: older facts are not taken.
  package func establish(_ facts: LinkFacts, asOf order: UInt64? = nil) {
    state.withLock { state in
      if let order {
        guard order > state.order else { return }
        state.order = order
      }
      if state.facts.theirToken?.revealed != facts.theirToken?.revealed { state.isRefused = false }
      state.facts = facts
    }
    wakeAll()
  }

  /// Whether loops may talk to the partner now.
  package var carriesTraffic: Bool { reach(way(of: .init(""))).map(\.carriesTraffic) ?? false }

  /// Whether the partner is in operation, and registered on its own connection.
  package var ownCarriesTraffic: Bool {
    state.withLock { state in
      state.facts.state.carriesTraffic && state.terms.technical.isInOperation
    }
  }

  /// Calls the partner with what registration established.
  ///
  /// A token that is refused may have been replaced meanwhile, or belong to an exchange that the partner has not
  /// completed: the others we hold are presented before the call fails (P-07).
  ///
  /// - Throws: `OCPIFailure`, `.notConnected` when there is no token yet.
  package func call(_ request: OCPIRequest) async throws(OCPIFailure) -> OCPIAnswer {
    let carrier = carrier(of: request.url)
    guard carrier === self else { return try await carrier.call(request) }
    if let objection = await request.objection(through: self, reach) { throw objection }
    var refused: [TheirTokens.Token] = []
    var refusal = OCPIFailure(.notConnected, "there is no token of \(id) to call with")
    while let token = ownFacts.theirTokens.next(besides: refused) {
      do {
        let answer = try await client.call(
          request, token: token.text, form: terms.technical.tokenForm(learned: token.form).form,
          module: ownFacts.module(of: request.url))
        await wasAccepted(token, after: refused)
        return answer
      } catch {
        took(error)
        guard case .credentialsRefused = error.kind else { throw error }
        if refused.isEmpty { refusal = error }
        refused.append(token)
      }
    }
    if case .credentialsRefused(http: 401) = refusal.kind { state.withLock { $0.isRefused = true } }
    throw refusal
  }

  private func wasAccepted(_ token: TheirTokens.Token, after refused: [TheirTokens.Token]) async {
    showedLife()
    let acceptance = state.withLock { state in
      state.isRefused = false
      return state.facts.theirTokens.accepted(token, after: refused)
    }
    if acceptance != .known { await accepted(self, acceptance) }
  }

  /// Whether the partner has refused every token of its that we hold.
  package var isRefused: Bool { state.withLock { $0.isRefused } }

  /// Whether the last call found nobody there.
  package var isDown: Bool { reach(way(of: .init("")))?.isDown ?? ownIsDown }

  /// Whether the last call on the partner's own connection found nobody there.
  package var ownIsDown: Bool { state.withLock { $0.isDown } }

  /// Whether somebody who cannot wait may call: always while the partner is up, once in `pause` while it is down.
  ///
  /// So an outage costs one driver in that time the wait for nothing, and its end is noticed without other traffic.
  ///
  /// - Parameters:
  ///   - now: the time since some fixed start.
  ///   - pause: between two tries while the partner is down.
  /// - Returns: whether to call.
  package func mayCall(at now: Duration, every pause: Duration) -> Bool {
    guard let carrier = reach(for: .tokens).carrierIfOther else { return mayProbe(at: now, every: pause) }
    return carrier.mayProbe(at: now, every: pause)
  }

  /// The same on the partner's own connection.
  package func mayProbe(at now: Duration, every pause: Duration) -> Bool {
    state.withLock { state in
      if state.isDown, let last = state.probedAt, now - last < pause { return false }
      state.probedAt = now
      return true
    }
  }

  /// The partner answered or called: if it was down, everything that waits for it goes on at once.
  package func showedLife() {
    let (route, now) = (terms.route, roads.elapsed())
    let wasDown = state.withLock { state in
      _ = state.route.handle(.answered, at: now, route)
      defer { state.isDown = false }
      return state.isDown
    }
    if wasDown { wakeAll() }
  }

  /// Where the module's messages to the partner go now, and in which version.
  ///
  /// - Throws: `.notConnected` when it is not served there.
  package func endpoint(
    _ module: ModuleID, _ role: InterfaceRole
  ) throws(OCPIFailure) -> (url: HTTPURL, version: OCPIVersion) {
    try reach(for: module).endpoint(module, role)
  }

  /// The parties the partner speaks for: only their objects are taken from it (S-11).
  package var theirParties: Set<PartyID> { terms.technical.theirParties }

  /// Our parties in this relation.
  package var ourParties: Set<PartyID> { Set(terms.technical.ourRoles.map(\.party)) }

  /// Whether we act in a role towards this partner.
  package func weAre(_ kind: PartyRole.Kind) -> Bool {
    terms.technical.ourRoles.contains { $0.kind == kind }
  }

  /// Routing headers where no party is known by the object itself: from our first party in a role to theirs in a role,
  /// or to the hub's own (P-122).
  ///
  /// - Parameters:
  ///   - ours: what we act as in the message.
  ///   - theirs: what the partner acts as.
  /// - Returns: the headers; a side that has nobody in the role speaks as its first party. Nil when a side has none.
  package func routing(from ours: PartyRole.Kind, to theirs: PartyRole.Kind) -> OCPIRequest.Routing? {
    func party(_ roles: [PartyRole], _ kind: PartyRole.Kind) -> PartyID? {
      (roles.first { $0.kind == kind } ?? roles.first)?.party
    }
    let file = terms.technical
    guard let from = party(file.ourRoles, ours), let to = hubParty ?? party(file.theirRoles, theirs) else {
      return nil
    }
    return OCPIRequest.Routing(from: from, to: to)
  }

  /// Routing headers of a list that the partner owns: to its party that has such objects.
  ///
  /// - Parameter kind: the objects.
  /// - Returns: the headers; nil where the module carries none (TR-78).
  package func routing<Kind: ReceivedKind>(of kind: Kind.Type) -> OCPIRequest.Routing? {
    guard Kind.module.isFunctional else { return nil }
    return routing(from: Kind.receivedBy.first { weAre($0) } ?? .emsp, to: Kind.ownedBy)
  }

  /// Routing headers of an object of ours: from its owner, or our first party that has such objects.
  ///
  /// - Parameters:
  ///   - module: the object's.
  ///   - owner: whose it is.
  /// - Returns: the headers; nil when a side has no party.
  package func routing(ofOwn module: ModuleID, owner: PartyID?) -> OCPIRequest.Routing? {
    var routing = module == .tokens ? routing(from: .emsp, to: .cpo) : routing(from: .cpo, to: .emsp)
    if let owner { routing?.from = owner }
    return routing
  }
}

extension PartnerLink {
  /// Whether a version is in force with the partner, or may come into force.
  package func speaks(_ version: OCPIVersion) -> Bool {
    facts.version == version || terms.technical.acceptedVersions.contains(version)
  }

  /// A newer version that the partner offers and we have not taken over.
  package var offer: OCPIVersion? {
    let (offer, version) = state.withLock { ($0.offer, $0.facts.version) }
    guard let offer, let version, offer > version else { return nil }
    return offer
  }

  /// Notes that the partner offers a newer version, or that it does no longer.
  package func noteOffer(_ version: OCPIVersion?) { state.withLock { $0.offer = version } }

  /// How tokens stand in headers as long as nothing else is known: by the version in force, else by the newest that
  /// the file accepts.
  package var usualTokenForm: TokenForm {
    (facts.version ?? terms.technical.acceptedVersions.last ?? .newest).frame.tokenForm
  }
}

extension PartnerLink {
  /// What is known about a module's traffic.
  package func observation(_ module: String) -> Observation {
    state.withLock { $0.observations[module] ?? Observation() }
  }

  /// Notes something about a module's traffic.
  package func observe(_ module: String, _ change: (inout Observation) -> Void) {
    state.withLock { change(&$0.observations[module, default: Observation()]) }
  }

  /// The bell of one loop, such as "locations/pull".
  package func wakeup(_ loop: String) -> Wakeup {
    state.withLock { state in
      if let bell = state.wakeups[loop] { return bell }
      let bell = Wakeup()
      state.wakeups[loop] = bell
      return bell
    }
  }

  /// Rings all bells: something about the relation changed, or the partner shows life; and those of partners whose
  /// messages travel on this connection.
  package func wakeAll() {
    ringAll()
    guard isHub else { return }
    for link in roads.behind(id) where link.terms.route.kind != .fallback || link.isOnHub { link.ringAll() }
  }

  /// Rings all bells of this partner alone.
  func ringAll() {
    for bell in state.withLock({ Array($0.wakeups.values) }) { bell.ring() }
  }

  /// Begins a credentials exchange.
  ///
  /// - Returns: who has begun the one that is under way already; nil when there is none and this one has begun.
  package func beginExchange(as exchange: Exchange) -> Exchange? {
    state.withLock { state in
      guard let other = state.exchange else {
        state.exchange = exchange
        return nil
      }
      return other
    }
  }

  /// Ends a credentials exchange.
  package func endExchange() { state.withLock { $0.exchange = nil } }

  /// Whether a credentials exchange is under way.
  package var isExchanging: Bool { state.withLock { $0.exchange != nil } }
}

extension PartnerLink {
  /// What stands against publishing a module to this partner, as `status` and `apply` show it; empty when nothing does.
  package func publishing(_ module: String) -> [Diagnostic] { state.withLock { $0.publishing[module] ?? [] } }

  /// Notes what stands against publishing a module.
  package func notePublishing(_ module: String, _ findings: [Diagnostic]) {
    state.withLock { $0.publishing[module] = findings }
  }
}

extension PartnerLink {
  /// What the partner has read of our list of a module.
  package func servedPages(_ module: ModuleID) -> ServedPages {
    state.withLock { state in
      if let pages = state.served[module] { return pages }
      let pages = ServedPages()
      state.served[module] = pages
      return pages
    }
  }
}

extension PartnerLink {
  /// Whether a module is pushed to the partner now: the file says so, traffic flows, and it takes pushes of it.
  package func isPushed(_ module: ModuleID) -> Bool {
    reach(for: module).carriesTraffic && terms.technical.sync(module.rawValue).pushes
      && (try? endpoint(module, .receiver)) != nil
  }
}

extension PartnerLink {
  /// Our party whose drivers the partner's sessions and CDRs of 2.1.1 are about, which do not say it.
  package var driversParty: PartyID? {
    terms.technical.ourRoles.first { $0.kind == .emsp }?.party
  }
}

extension PartnerLink {
  /// The link whose connection carries messages without a module of their own: itself, unless it has no connection.
  var main: PartnerLink {
    let route = terms.route
    guard route.cutOver == nil else { return reach(way(of: .init("")))?.carrier ?? self }
    return route.hasConnection ? self : hubLink ?? self
  }

  /// Whether the hub stands in for the partner's own connection at the moment.
  package var isOnHub: Bool { state.withLock { $0.route.isOnHub } }

  /// Takes up the way on which the partner was left.
  func takeUpRoute(onHub: Bool) { state.withLock { $0.route = RouteSwitch(isOnHub: onHub) } }

  /// Changes the way when that is due.
  ///
  /// - Returns: the change; nil when there is none.
  func lookAtRoute() -> RouteSwitch.Change? {
    let (route, now) = (terms.route, roads.elapsed())
    return state.withLock { $0.route.handle(.looked, at: now, route) }
  }

  /// Takes in what a failed call on the partner's own connection says of it.
  func took(_ failure: OCPIFailure) {
    if failure.partnerAnswered {
      showedLife()
    } else if failure.isOutage {
      wentDown()
    }
  }

  /// Nobody was there.
  private func wentDown() {
    let (route, now) = (terms.route, roads.elapsed())
    state.withLock { state in
      state.isDown = true
      _ = state.route.handle(.failed, at: now, route)
    }
  }
}

extension PartnerLink {
  /// How the partner's calls to us have looked since the runtime began.
  package var habits: InboundHabits { state.withLock { $0.habits } }

  /// Takes a call of the partner's in.
  func noteHabits(_ change: (inout InboundHabits) -> Void) { state.withLock { change(&$0.habits) } }
}
