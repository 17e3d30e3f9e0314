import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import Synchronization

/// Where a simulated partner or hub is called: one socket, everything below `/ocpi/` comes to one answer.
final class SimulatedDoor: Sendable {
  /// Answers a request.
  typealias Answer = @Sendable (HTTPRequest) async -> HTTPResponse

  private let answer = Mutex<Answer?>(nil)
  private let server: HTTPServer
  private let listener: Listener
  /// PEM of the authority of its certificate; nil without TLS.
  let authority: [UInt8]?

  /// Takes the address, as a plan says and as it was the last time; nobody is answered yet.
  ///
  /// - Parameters:
  ///   - plan: where, and whether with TLS.
  ///   - certificate: which one is shown.
  ///   - now: the time of the certificate.
  ///   - memory: brings port and authority, and is handed them.
  ///   - group: where its connections live.
  /// - Throws: when it cannot listen, or OpenSSL refuses its certificates.
  init(
    _ plan: SimulatedPlan, _ certificate: SimulatedManners.Certificate, at now: Timestamp,
    memory: inout SimulatedMemory, on group: EventLoopGroup
  ) throws {
    var options = Listener.Options()
    options.tls = try Self.makeTLS(plan, certificate, now, &memory)
    authority = options.tls == nil ? nil : memory.authority?.certificate
    listener = try Listener(Self.address(plan, memory), on: group.next(), options: options)
    memory.port = listener.address.port ?? 0
    let hook = Hook()
    var router = Router()
    router.notFound = { _ in HTTPResponse(.notFound) }
    for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
      router.on(method, "/ocpi/*path") { await hook.answer($0) }
    }
    server = HTTPServer(router, on: group)
    hook.door.withLock { $0 = self }
  }

  /// The way from the server's routes to the door, which is made after them.
  private final class Hook: Sendable {
    let door = Mutex<SimulatedDoor?>(nil)

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
      let answer = door.withLock { $0 }?.answer.withLock { $0 }
      return await answer?(request) ?? HTTPResponse(.serviceUnavailable)
    }
  }

  /// Begins to answer.
  func open(on group: EventLoopGroup, _ answer: @escaping Answer) {
    self.answer.withLock { $0 = answer }
    listener.start(on: group) { [server] in server.serve(MangledTransport($0)) }
  }

  /// Ends it, when all that was asked is answered.
  func close() async {
    listener.close()
    await server.drain()
    answer.withLock { $0 = nil }
  }

  /// What all addresses begin with.
  var base: String { "\(authority == nil ? "http" : "https")://\(listener.address)/ocpi" }
}

extension SimulatedDoor {
  private static func address(_ plan: SimulatedPlan, _ memory: SimulatedMemory) -> SocketAddress {
    guard case .ip(let ip, port: 0) = plan.listen, memory.port != 0 else { return plan.listen }
    return .ip(ip, port: memory.port)
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
