package import BilateralBase
import BilateralCrypto
import BilateralModel
package import BilateralNet
package import BilateralTerms
import Synchronization

/// A CPO or eMSP that speaks one version of OCPI both ways over loopback, as correctly or as wrongly as it is told.
///
/// It has our HTTP server and client and our codec, but none of the runtime: what it knows of OCPI it says itself, so
/// that a mistake of the runtime is not repeated here.
package final class SimulatedPartner: SimulatedSide {
  struct State {
    var memory: SimulatedMemory
    var stock: SimulatedStock
    var counts: [String: Int] = [:]
    var crawls: [String: Int] = [:]
    var received: [String: JSON] = [:]
    var pushes: [(method: String, path: String)] = []
    var served: [String: [String: String]] = [:]
    var manners: SimulatedManners
    var results: [String: [String]] = [:]
    var pulled: [String: [JSON]] = [:]
    /// The parties of the other side, as it introduced itself.
    var ourParties: Set<String> = []
  }

  package let plan: SimulatedPlan
  /// Everything that changes.
  let state: Mutex<State>
  private let door: SimulatedDoor
  let client: SimulatedClient
  let clock: WallClock
  private let report: @Sendable (SimulatedExchange) -> Void
  private let keep: @Sendable (SimulatedMemory) -> Void

  /// Begins to serve.
  ///
  /// - Parameters:
  ///   - plan: what it is.
  ///   - memory: what it remembers from an earlier run.
  ///   - group: where its connections live.
  ///   - clock: its time, before the skew of a fault.
  ///   - report: hears of every exchange.
  ///   - keep: is handed what is to be remembered, at every change.
  /// - Throws: when it cannot listen, or OpenSSL refuses its certificates.
  package init(
    _ plan: SimulatedPlan, memory: SimulatedMemory = SimulatedMemory(), on group: EventLoopGroup,
    clock: WallClock = .system, report: @escaping @Sendable (SimulatedExchange) -> Void = { _ in },
    keep: @escaping @Sendable (SimulatedMemory) -> Void = { _ in }
  ) throws {
    let manners = SimulatedManners(plan.faults)
    (self.plan, self.clock, self.report, self.keep) = (plan, clock, report, keep)
    client = SimulatedClient(
      http: try SimulatedClient.http(plan, on: group), version: plan.version, clock: clock, report: report)
    var memory = memory
    door = try SimulatedDoor(plan, manners.certificate, at: clock.now(), memory: &memory, on: group)
    if memory.tokenA.isEmpty { memory.tokenA = Self.makeToken(manners) }
    state = Mutex(State(memory: memory, stock: SimulatedStock(plan), manners: manners))
    keep(memory)
    door.open(on: group) { await self.answer($0) }
  }

  /// Ends it.
  package func stop() async {
    client.http.close()
    await door.close()
  }

  /// PEM of the authority of its certificate; nil without TLS.
  package var authority: [UInt8]? { door.authority }
  /// What all its addresses begin with.
  package var base: String { door.base }
  /// Where its versions are.
  package var versionsURL: String { "\(base)/versions" }
  /// The token that it invites us with.
  package var tokenA: String { state.withLock { $0.memory.tokenA } }
  /// What it remembers.
  package var memory: SimulatedMemory { state.withLock { $0.memory } }
  /// What it was told of its own orders, by their names.
  package var results: [String: [String]] { state.withLock { $0.results } }
  /// What was pushed to it, by path below its modules.
  package var received: [String: JSON] { state.withLock { $0.received } }
  /// What it read of our list of a module.
  package func pulled(_ module: String) -> [JSON] { state.withLock { $0.pulled[module] ?? [] } }
  /// The text of each object of a module as it was last shown in a list, by id.
  package func served(_ module: String) -> [String: String] { state.withLock { $0.served[module] ?? [:] } }
  /// Every push so far, in order.
  package var pushes: [(method: String, path: String)] { state.withLock { $0.pushes } }
  /// How often a route was called.
  package func count(_ method: HTTPMethod, _ route: SimulatedRoute) -> Int {
    state.withLock { $0.counts["\(method.name) \(route.name)"] ?? 0 }
  }
  /// How often it was asked about a driver.
  package var questions: Int {
    state.withLock { state in
      state.counts.filter { $0.key.hasPrefix("POST authorize ") }.reduce(0) { $0 + $1.value }
    }
  }
  /// The ids of the objects of a module that it owns.
  package func ids(_ module: String) -> [String] {
    state.withLock { $0.stock.lists[module]?.map(\.id) ?? [] }
  }
  /// How many objects of a module it owns.
  package func owned(_ module: String) -> Int { state.withLock { $0.stock.lists[module]?.count ?? 0 } }

  package var roles: [PartyRole] { [plan.role] }
  package var faultNames: [String] { plan.faults.map(\.fault.id) }

  /// Its time.
  var now: Timestamp { clock.now().adding(seconds: state.withLock { $0.manners.skew }) }

  /// Changes an object of its own.
  package func edit(_ module: String, _ id: String, _ change: (inout JSON) -> Void) {
    let now = now
    state.withLock { $0.stock.edit(module, id, at: now, change) }
  }

  func tell(_ exchange: SimulatedExchange) { report(exchange) }

  /// Changes what is remembered.
  func remember(_ change: (inout SimulatedMemory) -> Void) {
    keep(
      state.withLock { state in
        change(&state.memory)
        return state.memory
      })
  }

  /// A token of 64 characters that nobody can guess.
  static func makeToken(_ manners: SimulatedManners) -> String {
    let random = manners.tokenPrefix + Hex.encode(SecureRandom().bytes(32))
    return String(random.prefix(64))
  }
}

extension SimulatedStock {
  /// What a plan asks for.
  init(_ plan: SimulatedPlan) {
    let network = SampleNetwork(plan.role.party, name: plan.name, seed: plan.seed)
    self =
      plan.isCPO
      ? SimulatedStock(evses: plan.evses, of: network)
      : SimulatedStock(tokens: plan.tokens, from: plan.firstToken, of: network)
    for (module, lines) in plan.stock { _ = replace(module, with: lines) }
    if plan.version != .v2_2_1 { respell(in: plan.version) }
  }
}
