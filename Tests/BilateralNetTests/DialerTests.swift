import BilateralNet
import Glibc
import Synchronization
import Testing

@Suite struct DialerTests {
  /// Answers from a table; what is not in it never answers.
  private struct TableResolver: Resolving {
    var table: [String: Result<[String], ResolveError>]

    func resolve(
      _ host: String, port: UInt16,
      _ done: @escaping @Sendable (Result<[SocketAddress], ResolveError>) -> Void
    ) {
      guard let answer = table[host] else { return }
      done(answer.map { $0.compactMap { IPAddress($0).map { .ip($0, port: port) } } })
    }
  }

  /// A dialer that has time enough, unless a test is about what happens when it is over.
  private func dialer(
    _ table: [String: Result<[String], ResolveError>], policy: AddressPolicy = .any,
    connect: Duration = .seconds(60)
  ) -> Dialer {
    var limits = TransportLimits()
    limits.connect = connect
    return Dialer(resolver: TableResolver(table: table), policy: policy, limits: limits)
  }

  @Test func `addresses are tried in order until one answers`() async throws {
    let net = try Loopback()
    let port = try #require(net.listener.address.port)
    net.dial(
      dialer(["cpo.example": .success(["127.0.0.9", "127.0.0.1"])]), to: .host("cpo.example", port: port)
    ) {
      $0.onReady = { $0.transport?.close() }
    }
    let client = try #require(await net.events.closed("client"))
    #expect(client.error == nil)
  }

  @Test func `when nobody answers the last refusal is told`() async throws {
    let net = try Loopback()
    net.listener.close()
    try await net.loop.submit {}
    let port = try #require(net.listener.address.port)
    net.dial(
      dialer(["cpo.example": .success(["127.0.0.9", "127.0.0.1"])]), to: .host("cpo.example", port: port))
    let error = try #require(await net.events.closed("client")?.error)
    #expect("\(error)" == "127.0.0.1:\(port): connect: Connection refused (errno 111) (last of 2 addresses)")
  }

  @Test func `an unknown name and a silent resolver are told apart`() async throws {
    for (host, text) in [
      ("gone.example", "host gone.example not found: no such name"),
      ("slow.example", "host slow.example not found: no answer from the resolver within 0.2 seconds"),
    ] {
      let net = try Loopback()
      net.dial(
        dialer(
          ["gone.example": .failure(ResolveError("no such name"))],
          connect: host == "slow.example" ? .milliseconds(200) : .seconds(60)), to: .host(host, port: 1))
      let error = await net.events.closed("client")?.error
      #expect(error?.description == text)
    }
  }

  @Test(
    "S-17 S-18 an address outside the policy is never contacted",
    arguments: ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"])
  func forbidden(address: String) async throws {
    let net = try Loopback()
    let port = try #require(net.listener.address.port)
    let dialer = dialer(["evil.example": .success([address])], policy: .internet)
    net.dial(dialer, to: .host("evil.example", port: port))
    guard case .forbiddenAddress(_, let reason)? = await net.events.closed("client")?.error
    else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains("allow_private"))
    #expect(!net.events.all.contains { if case .ready = $0 { true } else { false } })
  }

  /// Answers each question otherwise than the one before.
  private final class FickleResolver: Resolving {
    private let answers: Mutex<[[String]]>
    init(_ answers: [[String]]) { self.answers = Mutex(answers) }

    func resolve(
      _ host: String, port: UInt16,
      _ done: @escaping @Sendable (Result<[SocketAddress], ResolveError>) -> Void
    ) {
      let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? [] }
      done(.success(answer.compactMap { IPAddress($0).map { .ip($0, port: port) } }))
    }
  }

  @Test("S-17 a name that leads to another address the next time is judged anew, at the connection itself")
  func rebinding() async throws {
    let allowed = try #require(IPRange("127.0.0.1/32"))
    let (net, victim) = (try Loopback(), try Loopback(.ip(.v4(0x7f00_0002), port: 0)))
    let port = try #require(victim.listener.address.port)
    let resolver = FickleResolver([["127.0.0.1"], ["127.0.0.2"]])
    let dialer = Dialer(resolver: resolver, policy: AddressPolicy(allowing: [allowed]))
    net.dial(dialer, to: .host("cpo.example", port: try #require(net.listener.address.port))) {
      $0.onReady = { $0.transport?.close() }
    }
    #expect(await net.events.closed("client")?.error == nil, "the first time it led where it may")
    let later = try Loopback()
    later.dial(dialer, to: .host("cpo.example", port: port))
    guard case .forbiddenAddress(let address, _)? = await later.events.closed("client")?.error else {
      Issue.record("not refused")
      return
    }
    #expect(
      "\(address)" == "127.0.0.2:\(port)" && victim.events.all.isEmpty, "nobody came to the other address")
  }

  @Test("S-17 each connection of a client asks anew and is judged anew, also for the same host")
  func rebindingClient() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.stop() }
    var router = Router()
    router.on(.get, "/") { _ in HTTPResponse(.ok, text: "here") }
    var limits = HTTPLimits()
    limits.requestsPerConnection = 1
    let server = HTTPServer(router, on: group, limits: limits)
    let port = try server.listen(on: .loopback()).port ?? 0
    let allowed = try #require(IPRange("127.0.0.1/32"))
    let resolver = FickleResolver([
      ["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1", "10.0.0.1"],
    ])
    let dialer = Dialer(resolver: resolver, policy: AddressPolicy(allowing: [allowed]))
    let client = HTTPClient(on: group.next(), plain: dialer, secure: nil)
    let request = HTTPClientRequest(.get, try HTTPURL("http://cpo.example:\(port)/"))
    for _ in 0..<2 { #expect(try await client.send(request).status == .ok) }
    let error = await #expect(throws: HTTPClientError.self) { _ = try await client.send(request) }
    #expect(
      error?.description.contains("169.254.169.254") == true && error?.phase == .connect, "\(error as Any)")
    client.close()
    await server.drain()
  }

  @Test("S-18 literals are checked like names, and ranges of the file are let through")
  func allowed() async throws {
    let net = try Loopback()
    let range = try #require(IPRange("127.0.0.0/8"))
    let port = try #require(net.listener.address.port)
    net.dial(dialer([:], policy: .init(allowing: [range])), to: .host("127.0.0.1", port: port)) {
      $0.onReady = { $0.transport?.close() }
    }
    #expect(await net.events.closed("client")?.error == nil)
    let other = try Loopback()
    other.dial(dialer([:], policy: .internet), to: .host("127.0.0.1", port: port))
    #expect(await other.events.closed("client")?.error?.description.contains("loopback") == true)
  }

  @Test func `a close during the attempt ends it`() async throws {
    let net = try Loopback()
    net.dial(dialer([:]), to: .host("slow.example", port: 1)) { $0.transport?.close() }
    #expect(await net.events.closed("client")?.error == nil)
  }

  @Test func `the system's resolver knows localhost and refuses what is no name`() async {
    let answer = await withCheckedContinuation { done in
      SystemResolver.shared.resolve("localhost", port: 7) { done.resume(returning: $0) }
    }
    #expect((try? answer.get())?.contains(.loopback(port: 7)) == true)
    let none = await withCheckedContinuation { done in
      SystemResolver.shared.resolve("", port: 7) { done.resume(returning: $0) }
    }
    #expect(throws: ResolveError.self) { try none.get() }
  }
}
