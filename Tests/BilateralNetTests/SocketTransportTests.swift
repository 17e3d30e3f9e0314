import BilateralCrypto
import BilateralNet
import Glibc
import Testing

@Suite struct SocketTransportTests {
  /// How the two ends are connected.
  enum Link: CaseIterable, Sendable { case tcp, unix, tls }

  private let certificates: TestCertificates

  init() throws { certificates = try #require(TestCertificates.shared) }

  private func loopback(
    _ link: Link, options: Listener.Options = .init(), serve: @escaping @Sendable (Peer) -> Void
  ) throws -> (Loopback, Dialer) {
    var options = options
    var dialer = Dialer(policy: .any)
    if link == .tls {
      options.tls = TLSContextBox(try certificates.server(certificates.issue()))
      dialer.tls = TLSContextBox(try certificates.client())
    }
    let path = "/tmp/bilateral-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    let address = link == .unix ? SocketAddress.unix(path: path) : .loopback()
    return (try Loopback(address, options: options, serve: serve), dialer)
  }

  @Test(arguments: Link.allCases)
  func `request and answer travel, both ends close in good order`(link: Link) async throws {
    let (net, dialer) = try loopback(link) { server in
      server.onEnd = {
        $0.write("you said \($0.text)"); $0.transport?.close()
      }
    }
    net.dial(dialer) { client in
      client.onReady = {
        $0.write("hello"); $0.transport?.shutdownWrite()
      }
    }
    let client = try #require(await net.events.closed("client"))
    let server = try #require(await net.events.closed("server"))
    #expect(client.text == "you said hello" && client.error == nil)
    #expect(server.text == "hello" && server.error == nil)
    #expect(net.events.all.contains(.end("client", isClean: true)))
  }

  @Test(arguments: Link.allCases)
  func `megabytes pass while the reader pauses again and again`(link: Link) async throws {
    let payload = [UInt8]((0..<1000).map { UInt8($0 % 128) })
    let whole = [[UInt8]](repeating: payload, count: 3000)
    let (net, dialer) = try loopback(link) { server in
      server.onBytes = { server in
        guard let transport = server.transport else { return }
        transport.pauseReading()
        transport.loop.execute { transport.resumeReading() }
      }
      server.onEnd = {
        $0.write("\($0.bytes.count) \(Hex.encode(SHA256.hash($0.bytes)))")
        $0.transport?.close()
      }
    }
    net.dial(dialer) { client in
      client.onReady = { client in
        for part in whole { client.transport?.write(part) }
        client.transport?.shutdownWrite()
      }
    }
    var hash = SHA256()
    for part in whole { hash.update(part) }
    let digest = Hex.encode(hash.finish())
    #expect(await net.events.closed("client")?.text == "3000000 \(digest)")
    #expect(net.events.all.contains(.drained("client")))
  }

  @Test(arguments: Link.allCases)
  func `an answer to a peer that still sends is not lost by the close`(link: Link) async throws {
    let (net, dialer) = try loopback(link) { server in
      server.onBytes = { server in
        guard server.bytes.count > 1000 else { return }
        server.onBytes = { _ in }
        server.write("413 too much")
        server.transport?.close()
      }
    }
    net.dial(dialer) { client in
      client.onReady = { $0.transport?.write([UInt8](repeating: 1, count: 400_000)) }
    }
    let client = try #require(await net.events.closed("client"))
    #expect(client.text == "413 too much")
  }

  @Test func `an abort reaches the peer as a reset`() async throws {
    let (net, dialer) = try loopback(.tcp) { $0.onBytes = { $0.transport?.abort() } }
    net.dial(dialer) { $0.onReady = { $0.write("x") } }
    let client = try #require(await net.events.closed("client"))
    #expect(client.error == .socket(SocketError("read", code: ECONNRESET)))
  }

  @Test func `an end of TLS without close_notify is reported as cut off`() async throws {
    var options = Listener.Options()
    options.tls = TLSContextBox(try certificates.server(certificates.issue()))
    let net = try Loopback(options: options)
    // A plain relay of the handshake would be long; the client's engine is driven by hand over a plain transport.
    let engine = try TLSEngine(certificates.client(), peerName: "127.0.0.1")
    let box = EngineBox(engine: engine)
    net.dial { client in
      client.onReady = { peer in
        _ = try? box.engine.advanceHandshake()
        peer.transport?.write(box.engine.takeOutput())
      }
      client.onBytes = { peer in
        peer.bytes.withUnsafeBytes { box.engine.feed($0) }
        peer.bytes = []
        guard (try? box.engine.advanceHandshake()) == true else { return }
        Array("half a body".utf8).withUnsafeBytes { box.engine.write($0) }
        peer.transport?.write(box.engine.takeOutput())
        peer.transport?.shutdownWrite()
      }
    }
    let server = try #require(await net.events.closed("server"))
    #expect(server.text == "half a body")
    #expect(net.events.all.contains(.end("server", isClean: false)))
  }

  private struct EngineBox: @unchecked Sendable { let engine: TLSEngine }
}
