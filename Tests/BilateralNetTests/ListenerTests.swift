import BilateralNet
import Glibc
import Testing

@Suite struct ListenerTests {
  private var path: String { "/tmp/bilateral-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock" }

  @Test func `a port that is taken is told with its address`() throws {
    let net = try Loopback()
    let error = #expect(throws: SocketError.self) { try Listener(net.listener.address, on: net.loop) }
    #expect(error == SocketError("bind \(net.listener.address)", code: EADDRINUSE))
  }

  @Test("S-40 a unix socket is open to its owner only")
  func mode() throws {
    let path = path
    let net = try Loopback(.unix(path: path))
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(throws: SocketError.self) { try Listener(.unix(path: path), on: net.loop) }
  }

  @Test func `a socket file that nobody answers on is replaced, another file is not`() throws {
    let path = path
    let address = SocketAddress.unix(path: path)
    let loop = EventLoop(manualFrom: .now)
    // Dropped without close: the file stays behind.
    _ = try Listener(address, on: loop)
    _ = try Listener(address, on: loop)
    unlink(path)
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    #expect(throws: SocketError.self) { try Listener(address, on: loop) }
    unlink(path)
  }

  @Test func `one address gets its share of connections and no more`() async throws {
    var options = Listener.Options()
    options.connections.perAddress = 2
    let net = try Loopback(options: options)
    for _ in 0..<3 { net.dial() }
    _ = await net.events.first { $0.isClosed("client") || $0 == .end("client", isClean: true) }
    guard case .refused(let address)? = net.reports.values.first else {
      Issue.record("nobody was refused")
      return
    }
    #expect(address?.ip == .v4(0x7f00_0001))
  }

  @Test func `a full listener lets the next one in when one leaves`() async throws {
    var options = Listener.Options()
    options.connections.total = 1
    let net = try Loopback(options: options) { $0.onReady = { $0.write("hi") } }
    for _ in 0..<3 {
      net.dial { client in client.onBytes = { $0.transport?.close() } }
    }
    #expect(await net.events.first(3) { $0.isClosed("client") } != .late)
    #expect(net.reports.values.contains(.full))
  }

  @Test("S-24 a client that never speaks is cut off at the handshake deadline")
  func silentClient() async throws {
    let certificates = try #require(TestCertificates.shared)
    var options = Listener.Options()
    options.tls = TLSContextBox(try certificates.server(certificates.issue()))
    options.transport.handshake = .milliseconds(50)
    let net = try Loopback(options: options)
    net.dial()
    let server = try #require(await net.events.closed("server"))
    #expect(server.error == .timedOut(during: "TLS handshake", after: .milliseconds(50)))
  }

  @Test("S-23 new handshakes use the new certificate, standing connections go on")
  func reload() async throws {
    let certificates = try #require(TestCertificates.shared)
    let box = TLSContextBox(try certificates.server(certificates.issue()))
    var options = Listener.Options()
    options.tls = box
    let net = try Loopback(options: options) { $0.onBytes = { $0.write("echo \($0.text)") } }
    let dialer = Dialer(policy: .any, tls: TLSContextBox(try certificates.client()))
    let first = Recorder<Peer>()
    net.dial(dialer) { client in
      first.add(client)
      client.onBytes = { $0.transport?.close() }
    }
    let before = await net.events.ready("client")
    let second = try certificates.issue()
    box.replace(with: try certificates.server(second))
    let others = Events()
    let loop = net.loop
    loop.execute {
      let peer = Peer(nil, label: "second", events: others)
      peer.transport = dialer.dial(.address(net.listener.address), on: loop, delegate: peer)
      peer.onReady = { $0.transport?.close() }
    }
    let after = await others.ready("second")
    #expect(before?.tls?.certificate != nil)
    #expect(before?.tls?.certificate != after?.tls?.certificate)
    loop.execute { first.values.first?.write("still here") }
    #expect(await net.events.closed("client")?.text == "echo still here")
  }
}

extension Events {
  /// Who the other side is, once a side is ready.
  func ready(_ label: String) async -> PeerIdentity? {
    let event = await first { if case .ready(label, _) = $0 { true } else { false } }
    guard case .ready(_, let peer) = event else { return nil }
    return peer
  }
}
