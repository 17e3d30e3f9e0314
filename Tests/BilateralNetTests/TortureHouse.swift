import BilateralNet

/// A server on a real socket that echoes what it understood, and the probe by which an attack is judged.
final class TortureHouse {
  let group: EventLoopGroup
  let server: HTTPServer
  let port: UInt16

  /// Deadlines are short, so that rows which run into them end soon; sizes and counts are those of every server.
  init(_ change: (inout HTTPLimits) -> Void = { _ in }) throws {
    group = try EventLoopGroup(count: 1)
    var router = Router()
    let options = Router.Options(bodyLimit: 1000, runsOnLoop: true)
    for method in HTTPMethod.implemented {
      router.on(method, "/*path", options) { Self.echo($0) }
    }
    router.on(.get, "/large", Router.Options(runsOnLoop: true)) { _ in
      HTTPResponse(.ok, body: [UInt8](repeating: 0x78, count: 1 << 20))
    }
    var limits = HTTPLimits()
    (limits.headTime, limits.bodyWindow, limits.writeTime) = (
      .milliseconds(300), .milliseconds(300), .milliseconds(300)
    )
    change(&limits)
    server = HTTPServer(router, on: group, limits: limits)
    port = try server.listen(on: .loopback()).port ?? 0
  }

  deinit { group.stop() }

  private static func echo(_ request: HTTPRequest) -> HTTPResponse {
    let body = request.body.bytes.isEmpty ? "" : "=" + String(decoding: request.body.bytes, as: UTF8.self)
    let text = "\(request.method.name) \(request.target)\(body)"
    return HTTPResponse(.ok, ["X-Echo": HTTPURL.encoded(text)])
  }

  /// A client, from 127.0.0.1 or another address of the loopback net.
  func client(from source: UInt32? = nil) -> Wire? { Wire(port, from: source) }

  /// What a well-behaved client with an address of its own gets now.
  func probe() -> String {
    guard let client = client(from: 0x7f00_0009) else { return "nobody listens" }
    client.send("GET /probe HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    return client.next() == .answer(200, echo: HTTPURL.encoded("GET /probe")) ? "answered" : "not answered"
  }

  /// An echo as it was before it was made fit for a field.
  private static func plain(_ echo: String) -> String {
    HTTPURL.decoded(echo)
      ?? echo.replacing("%20", with: " ").replacing("%2F", with: "/").replacing("%3D", with: "=")
      .replacing("%0D%0A", with: "\r\n")
  }

  /// What comes after these bytes: statuses of refusals and interim answers, echoes of the others, and the end; as many as
  /// `count`.
  func outcome(of portions: [[UInt8]], thenEnd: Bool = false, count: Int) -> String {
    guard let client = client() else { return "not connected" }
    for portion in portions { client.send(portion) }
    if thenEnd { client.finish() }
    var seen: [String] = []
    while seen.count < count {
      switch client.next() {
      case .answer(200, let echo): seen.append(Self.plain(echo))
      case .answer(let status, _): seen.append("\(status)")
      case .closed:
        seen.append("closed")
        return seen.joined(separator: " | ")
      case .silence: return (seen + ["silence"]).joined(separator: " | ")
      }
    }
    return seen.joined(separator: " | ")
  }
}
