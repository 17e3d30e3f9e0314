import BilateralNet
import BilateralTestTools
import Glibc

/// By which way client and server meet.
enum Road: String, CaseIterable, Sendable {
  case memory, loopback, tls, unix

  /// Runs a server and a client with the same router, then stops both.
  func travel(
    _ router: Router, limits: HTTPLimits = HTTPLimits(), _ body: @Sendable (Site) async throws -> Void
  ) async throws {
    var limits = limits
    limits.drainTime = .milliseconds(300)
    let group = try EventLoopGroup(count: 2)
    defer { group.stop() }
    let site = try site(HTTPServer(router, on: group, limits: limits), on: group.next(), limits)
    try await body(site)
    site.client.close()
    await site.server.drain()
  }

  private func site(_ server: HTTPServer, on loop: EventLoop, _ limits: HTTPLimits) throws -> Site {
    let plain = Dialer(policy: .any)
    switch self {
    case .memory:
      let dialer = MemoryDialer { server.serve($0) }
      let client = HTTPClient(on: loop, plain: dialer, secure: nil, limits: limits)
      return Site(client: client, server: server, base: "http://memory.example")
    case .loopback:
      let port = try server.listen(on: .loopback()).port ?? 0
      let client = HTTPClient(on: loop, plain: plain, secure: nil, limits: limits)
      return Site(client: client, server: server, base: "http://127.0.0.1:\(port)")
    case .tls:
      let certificates = try TestCertificates()
      let context = TLSContextBox(try certificates.server(certificates.issue()))
      let port = try server.listen(on: .loopback(), tls: context).port ?? 0
      var secure = plain
      secure.tls = TLSContextBox(try certificates.client())
      let client = HTTPClient(on: loop, plain: nil, secure: secure, limits: limits)
      return Site(client: client, server: server, base: "https://localhost:\(port)")
    case .unix:
      let path = "/tmp/http-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
      let address = try server.listen(on: .unix(path: path))
      let client = HTTPClient(on: loop, plain: plain, secure: nil, to: address, limits: limits)
      return Site(client: client, server: server, base: "http://localhost")
    }
  }
}

/// A server and a client that knows it.
struct Site: Sendable {
  let client: HTTPClient
  let server: HTTPServer
  let base: String

  func send(_ method: HTTPMethod, _ path: String, body: [UInt8]? = nil) async throws -> HTTPClientResponse {
    try await client.send(HTTPClientRequest(method, HTTPURL(base + path), body: body))
  }

  func failure(_ path: String, timeout: Duration? = nil, responseLimit: Int? = nil) async -> HTTPClientError?
  {
    do {
      _ = try await client.send(
        HTTPClientRequest(.get, HTTPURL(base + path), timeout: timeout, responseLimit: responseLimit))
      return nil
    } catch {
      return error as? HTTPClientError
    }
  }
}

extension HTTPClientResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}
