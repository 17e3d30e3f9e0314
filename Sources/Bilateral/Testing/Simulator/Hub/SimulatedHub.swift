package import BilateralBase
import BilateralModel
package import BilateralNet
package import BilateralTerms
import Synchronization

/// A hub over real sockets: platforms register with it, it passes their messages on and knows who is connected.
///
/// Who is spoken to is decided by ``HubRouting``; this is what carries it out. It speaks one version to all.
package final class SimulatedHub: Sendable {
  struct State {
    var memory: SimulatedMemory
    var directory: HubDirectory
    var shelf = HubShelf()
    var errands = HubErrands()
    var watch: HubWatch
    var faults: HubFaults
    var reservations: [String: PartyID] = [:]
    var isCut = false
    var requests = 0
    var pushes = 0
    var counts: [String: Int] = [:]
    var readings: [String: Task<Void, Never>] = [:]
    var partners: [SimulatedPartner] = []
    var control: HTTPServer?
  }

  package let settings: SimulatedHubPlan
  let state: Mutex<State>
  let client: SimulatedClient
  let group: EventLoopGroup
  private let door: SimulatedDoor
  private let clock: WallClock
  private let report: @Sendable (SimulatedExchange) -> Void
  private let keep: @Sendable (SimulatedHubMemory) -> Void
  private let tellings: AsyncStream<[HubDirectory.Entry]>.Continuation
  private let services = Mutex<[Task<Void, Never>]>([])

  /// Begins to serve; the simulated parties behind it come with ``openParties()``.
  ///
  /// - Parameters:
  ///   - plan: what it is.
  ///   - memory: what it remembers from an earlier run.
  ///   - group: where its connections live.
  ///   - clock: its time.
  ///   - report: hears of every exchange.
  ///   - keep: is handed what is to be remembered, at every change.
  /// - Throws: when it cannot listen, or OpenSSL refuses its certificates.
  package init(
    _ plan: SimulatedHubPlan, memory: SimulatedHubMemory = SimulatedHubMemory(), on group: EventLoopGroup,
    clock: WallClock = .system, report: @escaping @Sendable (SimulatedExchange) -> Void = { _ in },
    keep: @escaping @Sendable (SimulatedHubMemory) -> Void = { _ in }
  ) throws {
    (settings, self.group, self.clock, self.report, self.keep) = (plan, group, clock, report, keep)
    client = SimulatedClient(
      http: try SimulatedClient.http(plan.own, on: group), version: plan.own.version, clock: clock,
      report: report)
    var own = memory.own
    door = try SimulatedDoor(plan.own, .good, at: clock.now(), memory: &own, on: group)
    if own.tokenA.isEmpty { own.tokenA = SimulatedPartner.makeToken(SimulatedManners([])) }
    var directory = HubDirectory(hub: plan.own.role.party)
    for platform in memory.platforms {
      let number = directory.open()
      directory.change(number) { $0.take(platform) }
    }
    _ = directory.refresh(at: clock.now())
    state = Mutex(
      State(
        memory: own, directory: directory, watch: HubWatch(patience: plan.keepAlive), faults: plan.faults))
    let (stream, tellings) = AsyncStream<[HubDirectory.Entry]>.makeStream()
    self.tellings = tellings
    remember()
    door.open(on: group) { await self.answer($0) }
    let telling = Task { for await news in stream { await tell(news) } }
    services.withLock { $0.append(telling) }
  }

  /// Starts the simulated parties behind it, and lets each register.
  ///
  /// - Returns: the parties whose registration failed.
  /// - Throws: when one of them cannot listen.
  package func openParties() async throws -> [PartyID] {
    var failed: [PartyID] = []
    for plan in settings.partners(authority: door.authority ?? settings.own.authorities) {
      let partner = try SimulatedPartner(plan, on: group, clock: clock)
      state.withLock { $0.partners.append(partner) }
      if await !partner.register(at: versionsURL, tokenA: tokenA) { failed.append(plan.role.party) }
    }
    return failed
  }

  /// Looks after silent platforms until it is stopped (HCI-08).
  package func watch() {
    let pause = Duration.seconds(max(1, min(15, settings.keepAlive / 4)))
    let watching = Task {
      while (try? await ContinuousClock().sleep(for: pause)) != nil { await watchOnce() }
    }
    services.withLock { $0.append(watching) }
  }

  /// Lets drivers of real platforms charge at the simulated operators, as many as the plan says.
  package func letCharge() {
    for partner in partners where partner.plan.isCPO && partner.plan.sessions > 0 {
      let charging = Task { await partner.chargeWhenRegistered() }
      services.withLock { $0.append(charging) }
    }
  }

  /// Ends it and the simulated parties.
  package func stop() async {
    tellings.finish()
    for service in services.withLock({ $0 }) { service.cancel() }
    for partner in partners { await partner.stop() }
    await state.withLock { $0.control }?.drain()
    client.http.close()
    await door.close()
  }
}

extension SimulatedHub: SimulatedSide {
  package var plan: SimulatedPlan { settings.own }
  package var roles: [PartyRole] { [settings.own.role] + settings.parties }
  package var faultNames: [String] { state.withLock { $0.faults.names } }
  package var authority: [UInt8]? { door.authority }
  /// What all its addresses begin with.
  package var base: String { door.base }
  package var versionsURL: String { "\(base)/versions" }
  package var tokenA: String { state.withLock { $0.memory.tokenA } }
  /// The simulated parties behind it.
  package var partners: [SimulatedPartner] { state.withLock { $0.partners } }
  /// Who is connected.
  package var directory: HubDirectory { state.withLock { $0.directory } }
  var faults: HubFaults { state.withLock { $0.faults } }
  var now: Timestamp { clock.now() }

  /// The simulated party of that name.
  package func partner(_ party: PartyID) -> SimulatedPartner? {
    partners.first { $0.plan.role.party == party }
  }

  /// Where it serves a side of a module.
  func place(_ side: HubCall.Side, _ module: String) -> String {
    "\(base)/\(settings.own.version)/\(side.rawValue)/\(module)"
  }

  func tell(_ exchange: SimulatedExchange) { report(exchange) }

  /// Changes who is connected, keeps it, and tells everybody.
  func change(_ change: (inout HubDirectory) -> Void) {
    let now = now
    let news = state.withLock { state in
      change(&state.directory)
      return state.directory.refresh(at: now)
    }
    if !news.isEmpty { tellings.yield(news) }
    remember()
  }

  private func remember() {
    let own = Set(settings.parties)
    keep(
      state.withLock { state in
        var memory = SimulatedHubMemory()
        memory.own = state.memory
        // The simulated parties register anew.
        memory.platforms = state.directory.platforms.values.filter { own.isDisjoint(with: $0.roles) }
          .sorted { $0.number < $1.number }
        return memory
      })
  }

  /// Notes whether a platform was there.
  func note(_ platform: Int, isAway: Bool) {
    let now = now
    let isNews = state.withLock { state in
      state.watch.note(platform, at: now)
      return state.directory.platforms[platform].map { $0.isAway != isAway } ?? false
    }
    if isNews { change { $0.change(platform) { $0.isAway = isAway } } }
  }
}

extension HubDirectory.Platform {
  /// Takes over everything but the number.
  fileprivate mutating func take(_ other: Self) {
    (roles, endpoints, versionsURL) = (other.roles, other.endpoints, other.versionsURL)
    (theirToken, sessions) = (other.theirToken, other.sessions)
  }
}
