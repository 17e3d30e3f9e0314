import BilateralNet
import Testing

@Suite struct InboundHandshakesTests {
  private let certificates: TestCertificates

  init() throws { certificates = try #require(TestCertificates.shared) }

  private func options() throws -> Listener.Options {
    var options = Listener.Options()
    options.tls = TLSContextBox(try certificates.server(certificates.issue()))
    options.transport.handshake = .seconds(60)
    return options
  }

  private func dialer() throws -> Dialer {
    Dialer(policy: .any, tls: TLSContextBox(try certificates.client()))
  }

  /// Connects and says the first so many bytes of a handshake, then nothing.
  private func stall(_ net: Loopback, after count: Int = .max) throws {
    let engine = try TLSEngine(certificates.client(), peerName: "localhost")
    _ = try engine.advanceHandshake()
    let hello = Array(engine.takeOutput().prefix(count))
    net.dial { client in client.onReady = { $0.transport?.write(hello) } }
  }

  @Test("S-24 handshakes that stand still, at their begin or half done, hold up nobody")
  func standingStill() async throws {
    let net = try Loopback(options: options()) { $0.onReady = { $0.write("in") } }
    for _ in 0..<10 {
      net.dial()
      try stall(net, after: 7)
      try stall(net)
    }
    #expect(await net.events.first(30) { $0.isReady("client") } != .late)
    net.dial(try dialer()) { client in client.onBytes = { $0.transport?.close() } }
    #expect(await net.events.closed("client")?.text == "in")
  }

  @Test("S-24 a handshake that never ends is cut off at its deadline", arguments: [0, 7, Int.max])
  func neverEnding(bytes: Int) async throws {
    var options = try options()
    options.transport.handshake = .milliseconds(50)
    let net = try Loopback(options: options)
    try stall(net, after: bytes)
    let server = try #require(await net.events.closed("server"))
    #expect(server.error == .timedOut(during: "TLS handshake", after: .milliseconds(50)))
    #expect(await net.events.first { $0 == .end("client", isClean: true) || $0.isClosed("client") } != .late)
    let listener = net.listener
    #expect(try await listener.loop.submit { listener.connectionCount } == 0)
  }

  @Test("S-24 when too many are half done the oldest of the largest crowd goes, and the next gets in")
  func displaced() async throws {
    var options = try options()
    options.connections.handshakes = 2
    let net = try Loopback(options: options) { $0.onReady = { $0.write("in") } }
    for _ in 0..<3 { try stall(net) }
    _ = await net.events.first { $0 == .end("client", isClean: true) || $0.isClosed("client") }
    guard case .refused(let address)? = net.reports.values.first else {
      Issue.record("nobody was refused")
      return
    }
    #expect(address?.ip == .v4(0x7f00_0001))
    net.dial(try dialer()) { client in client.onBytes = { $0.transport?.close() } }
    #expect(await net.events.first { $0.isClosed("client", text: "in") } != .late)
  }

  @Test("S-24 beyond the pace of an address handshakes wait their turn, and all get in")
  func paced() async throws {
    var options = try options()
    options.connections.handshakePace = Pace(perSecond: 100, burst: 1)
    let net = try Loopback(options: options) { $0.onReady = { $0.write("in") } }
    let dialer = try dialer()
    for _ in 0..<10 { net.dial(dialer) { client in client.onBytes = { $0.transport?.close() } } }
    #expect(await net.events.first(10) { $0.isClosed("client", text: "in") } != .late)
    #expect(net.reports.values.isEmpty)
  }

  @Test("S-24 what waits for its turn is cut off at its deadline, too")
  func waitingTooLong() async throws {
    var options = try options()
    options.connections.handshakePaceOfAll = Pace(perSecond: 1, burst: 1)
    options.transport.handshake = .milliseconds(200)
    let net = try Loopback(options: options)
    try stall(net)
    try stall(net)
    let late = Events.Event.closed(
      "server", text: "", error: .timedOut(during: "TLS handshake", after: .milliseconds(200)))
    #expect(await net.events.first(2) { $0 == late } == late)
    let listener = net.listener
    #expect(try await listener.loop.submit { listener.connectionCount } == 0)
  }

  @Test("S-24 when too many of an address wait, its next connections are closed at once")
  func waitingTooMany() async throws {
    var options = try options()
    options.connections.handshakePace = Pace(perSecond: 1, burst: 1)
    options.connections.handshakesWaiting = 2
    let net = try Loopback(options: options)
    for _ in 0..<12 { try stall(net) }
    #expect(await net.events.first { $0.isClosed("client") || $0.isEnd("client") } != .late)
    guard case .refused(let address)? = net.reports.values.first else {
      Issue.record("nobody was refused")
      return
    }
    #expect(address?.ip == .v4(0x7f00_0001))
  }

  @Test("S-37 connections that are established while the server drains end in good order")
  func drain() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.stop() }
    let server = HTTPServer(Router(), on: group)
    let tls = TLSContextBox(try certificates.server(certificates.issue()))
    let port = try server.listen(on: .loopback(), tls: tls).port ?? 0
    let (events, dialer) = (Events(), try dialer())
    let loop = group.loops[0]
    for _ in 0..<20 {
      loop.execute {
        let peer = Peer(nil, label: "client", events: events)
        peer.transport = dialer.dial(.address(.loopback(port: port)), on: loop, delegate: peer)
      }
    }
    #expect(await events.first { $0.isReady("client") } != .late)
    await server.drain()
    #expect(await events.first(20) { $0.isClosed("client") } != .late)
    #expect(server.connectionCount == 0)
  }
}

extension Events.Event {
  fileprivate func isEnd(_ wanted: String) -> Bool {
    if case .end(wanted, _) = self { true } else { false }
  }

  fileprivate func isReady(_ wanted: String) -> Bool {
    if case .ready(wanted, _) = self { true } else { false }
  }

  fileprivate func isClosed(_ wanted: String, text: String) -> Bool {
    if case .closed(wanted, text, _) = self { true } else { false }
  }
}
