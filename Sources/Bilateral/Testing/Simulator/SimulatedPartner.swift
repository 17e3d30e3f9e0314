package import BilateralBase
import BilateralCrypto
import BilateralModel
package import BilateralNet
import BilateralTerms
import Synchronization

/// A CPO or eMSP that speaks one version of OCPI both ways over loopback, as correctly or as wrongly as it is told.
///
/// It has our HTTP server and client and our codec, but none of the runtime: what it knows of OCPI it says itself, so
/// that a mistake of the runtime is not repeated here.
package final class SimulatedPartner: Sendable {
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
  }

  package let plan: SimulatedPlan
  /// Everything that changes.
  let state: Mutex<State>
  private let server: HTTPServer
  private let listener: Listener
  let client: HTTPClient
  let clock: WallClock
  private let report: @Sendable (SimulatedExchange) -> Void
  private let keep: @Sendable (SimulatedMemory) -> Void
  /// PEM of the authority of its certificate; nil without TLS.
  package let authority: [UInt8]?

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
    client = try Self.makeClient(plan, on: group)
    var options = Listener.Options()
    var memory = memory
    options.tls = try Self.makeTLS(plan, manners.certificate, clock.now(), &memory)
    authority = options.tls == nil ? nil : memory.authority?.certificate
    listener = try Listener(Self.address(plan, memory), on: group.next(), options: options)
    memory.port = listener.address.port ?? 0
    if memory.tokenA.isEmpty { memory.tokenA = Self.makeToken(manners) }
    state = Mutex(State(memory: memory, stock: SimulatedStock(plan), manners: manners))
    let hook = Hook()
    var router = Router()
    router.notFound = { _ in HTTPResponse(.notFound) }
    for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
      router.on(method, "/ocpi/*path") { await hook.answer($0) }
    }
    server = HTTPServer(router, on: group)
    hook.partner.withLock { $0 = self }
    keep(memory)
    listener.start(on: group) { [server] in server.serve(MangledTransport($0)) }
  }

  /// The way from the server's routes to the partner, which is made after them.
  private final class Hook: Sendable {
    let partner = Mutex<SimulatedPartner?>(nil)

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
      guard let partner = partner.withLock({ $0 }) else { return HTTPResponse(.serviceUnavailable) }
      return await partner.answer(request)
    }
  }

  /// Ends it.
  package func stop() async {
    listener.close()
    client.close()
    await server.drain()
  }

  /// What all its addresses begin with.
  package var base: String { "\(authority == nil ? "http" : "https")://\(listener.address)/ocpi" }
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
  /// The text of each object of a module as it was last shown in a list, by id.
  package func served(_ module: String) -> [String: String] { state.withLock { $0.served[module] ?? [:] } }
  /// Every push so far, in order.
  package var pushes: [(method: String, path: String)] { state.withLock { $0.pushes } }
  /// How often a route was called.
  package func count(_ method: HTTPMethod, _ route: SimulatedRoute) -> Int {
    state.withLock { $0.counts["\(method.name) \(route.name)"] ?? 0 }
  }
  /// The ids of the objects of a module that it owns.
  package func ids(_ module: String) -> [String] {
    state.withLock { $0.stock.lists[module]?.map(\.id) ?? [] }
  }
  /// How many objects of a module it owns.
  package func owned(_ module: String) -> Int { state.withLock { $0.stock.lists[module]?.count ?? 0 } }

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

extension SimulatedPartner {
  private static func address(_ plan: SimulatedPlan, _ memory: SimulatedMemory) -> SocketAddress {
    guard case .ip(let ip, port: 0) = plan.listen, memory.port != 0 else { return plan.listen }
    return .ip(ip, port: memory.port)
  }

  private static func makeClient(_ plan: SimulatedPlan, on group: EventLoopGroup) throws -> HTTPClient {
    var configuration = TLSConfiguration()
    if let own = plan.authorities {
      configuration.authorities = plan.trustsSystem ? .systemAnd(own) : .only(own)
    }
    let tls = TLSContextBox(try TLSContext(configuration, role: .client))
    return HTTPClient(
      on: group.next(), plain: Dialer(policy: .any), secure: Dialer(policy: .any, tls: tls))
  }

  private static func makeTLS(
    _ plan: SimulatedPlan, _ kind: SimulatedManners.Certificate, _ now: Timestamp,
    _ memory: inout SimulatedMemory
  ) throws -> TLSContextBox? {
    guard plan.usesTLS || kind != .good else { return nil }
    let month: Int64 = 30 * 86_400
    let start = now.adding(seconds: -month)
    let end = kind == .expired ? now.adding(seconds: -3600) : now.adding(seconds: month)
    let lasting = CertificateMaker.Request(
      name: "Simulated authority", notBefore: start, notAfter: now.adding(seconds: 12 * month))
    let shown =
      try memory.authority.map { CertificateMaker(authority: $0) } ?? CertificateMaker(authority: lasting)
    memory.authority = shown.authority
    let used = kind == .otherAuthority ? try CertificateMaker(authority: lasting) : shown
    var request = CertificateMaker.Request(name: plan.name, notBefore: start, notAfter: end)
    request.dnsNames = [kind == .otherName ? "somebody-else.example" : "localhost"]
    if kind != .otherName, let ip = plan.listen.ip { request.ipAddresses = ["\(ip)"] }
    var configuration = TLSConfiguration()
    configuration.identity = TLSIdentity(try used.issue(request))
    return TLSContextBox(try TLSContext(configuration, role: .server))
  }
}

extension SimulatedStock {
  /// What a plan asks for.
  init(_ plan: SimulatedPlan) {
    let network = SampleNetwork(plan.role.party, name: plan.name, seed: plan.seed)
    self =
      plan.isCPO
      ? SimulatedStock(evses: plan.evses, of: network) : SimulatedStock(tokens: plan.tokens, of: network)
    for (module, lines) in plan.stock { _ = replace(module, with: lines) }
    if plan.version != .v2_2_1 { respell(in: plan.version) }
  }
}
