import BilateralNet
import BilateralTestTools
import Synchronization
import Testing

/// The client against servers that misbehave, scripted in raw text over memory.
@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
  private let group: EventLoopGroup

  init() throws { group = try EventLoopGroup(count: 1) }

  /// A busy machine may let a test rest for longer than a connection is kept.
  private static var patient: HTTPLimits {
    var limits = HTTPLimits()
    limits.clientIdleTime = .seconds(600)
    limits.requestTime = .seconds(600)
    return limits
  }

  /// A client whose n-th connection is served by the n-th script; each script answers one request after the other
  /// with its texts, and ends after the last.
  private func client(_ scripts: [[String]], _ limits: HTTPLimits = patient) -> (
    HTTPClient, ScriptedPeers
  ) {
    let peers = ScriptedPeers(scripts)
    let dialer = MemoryDialer { peers.accept($0) }
    return (HTTPClient(on: group.next(), plain: dialer, secure: nil, limits: limits), peers)
  }

  private func failure(_ client: HTTPClient, _ request: HTTPClientRequest) async -> HTTPClientError? {
    do throws(HTTPClientError) {
      _ = try await client.send(request)
      return nil
    } catch {
      return error
    }
  }

  private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  @Test func `a repeatable request goes out again when the kept connection had died`() async throws {
    let (client, peers) = client([[ok, ""], [ok]])
    let request = HTTPClientRequest(.get, try HTTPURL("http://a/x"))
    #expect(try await client.send(request).body == Array("ok".utf8))
    #expect(try await client.send(request).body == Array("ok".utf8))
    #expect(peers.connections == 2)
  }

  @Test func `a request that may have had effect does not go out again`() async throws {
    let (client, peers) = client([[ok, ""], [ok]])
    let url = try HTTPURL("http://a/x")
    #expect(try await client.send(HTTPClientRequest(.post, url)).status == .ok)
    #expect(await failure(client, HTTPClientRequest(.post, url))?.phase == .write)
    #expect(peers.connections == 1)
  }

  @Test func `a fresh connection that dies is an error at once`() async throws {
    let (client, peers) = client([[""], [ok]])
    #expect(await failure(client, HTTPClientRequest(.get, try HTTPURL("http://a/x")))?.phase == .write)
    #expect(peers.connections == 1)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", HTTPClientError.Phase.read),
    ("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", .protocolFault),
    ("SSH-2.0-OpenSSH_9.2\r\n", .protocolFault),
    ("HTTP/1.1 20", .read),
  ])
  func `an answer that breaks the rules is an error that says so`(
    answer: String, phase: HTTPClientError.Phase
  ) async throws {
    let (client, _) = client([[answer]])
    #expect(await failure(client, HTTPClientRequest(.get, try HTTPURL("http://a/x")))?.phase == phase)
  }

  @Test func `https without a dialer with TLS is refused before anything is sent`() async throws {
    let (client, peers) = client([[ok]])
    #expect(await failure(client, HTTPClientRequest(.get, try HTTPURL("https://a/x")))?.phase == .request)
    #expect(peers.connections == 0)
  }

  @Test func `unused connections are closed after a while, and closing fails what is open`() async throws {
    var limits = HTTPLimits()
    limits.clientIdleTime = .milliseconds(10)
    let (client, peers) = client([[ok, ok], []], limits)
    let url = try HTTPURL("http://a/x")
    #expect(try await client.send(HTTPClientRequest(.get, url)).status == .ok)
    await peers.firstClosed()
    async let open = failure(client, HTTPClientRequest(.get, url))
    await peers.arrived(2)
    client.close()
    #expect(await open?.phase == .cancelled)
    #expect(await failure(client, HTTPClientRequest(.get, url))?.phase == .cancelled)
  }
}

/// Servers in raw text.
final class ScriptedPeers: TransportDelegate, @unchecked Sendable {
  private var scripts: [[String]]
  private var open: [ObjectIdentifier: (transport: any Transport, answers: [String])] = [:]
  private let count = Mutex(0)
  private let (closed, closing) = AsyncStream<Void>.makeStream()
  private let (requests, requesting) = AsyncStream<Int>.makeStream()

  init(_ scripts: [[String]]) { self.scripts = scripts }

  var connections: Int { count.withLock { $0 } }

  func firstClosed() async { _ = await closed.first { _ in true } }

  /// Returns when the n-th connection got its request.
  func arrived(_ number: Int) async { _ = await requests.first { $0 >= number } }

  func accept(_ transport: any Transport) {
    count.withLock { $0 += 1 }
    transport.delegate = self
    open[ObjectIdentifier(transport)] = (transport, scripts.isEmpty ? [] : scripts.removeFirst())
  }

  func transportBecameReady(_ transport: any Transport) {}

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    requesting.yield(connections)
    guard var entry = open[ObjectIdentifier(transport)], !entry.answers.isEmpty else { return }
    let answer = entry.answers.removeFirst()
    open[ObjectIdentifier(transport)] = entry
    transport.write(Array(answer.utf8))
    if entry.answers.isEmpty { transport.close() }
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) { transport.close() }

  func transportDrained(_ transport: any Transport) {}

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    open[ObjectIdentifier(transport)] = nil
    closing.yield()
  }
}
