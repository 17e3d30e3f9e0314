import BilateralNet
import Testing

/// Dialogues: an event in, the actions out.
@Suite struct ServerExchangeTests {
  private typealias Action = ServerExchange.Action
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  private func opened(_ limits: HTTPLimits = HTTPLimits()) -> ServerExchange {
    var exchange = ServerExchange(limits: limits) { "now" }
    #expect(exchange.handle(.opened) == [.arm(limits.headTime)])
    return exchange
  }

  /// Feeds a head and admits its body.
  private func serving(_ text: String, _ limits: HTTPLimits = HTTPLimits()) -> ServerExchange {
    var exchange = opened(limits)
    let actions = exchange.handle(.received(Array(text.utf8)))
    #expect(actions.contains { if case .route = $0 { true } else { false } })
    #expect(exchange.handle(.admit(bodyLimit: limits.bodySize)).contains(.start))
    return exchange
  }

  private func text(_ actions: [Action]) -> String {
    actions.map {
      if case .send(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "<\($0)>" }
    }
    .joined()
  }

  @Test func `an answer has a date, its length and the body`() {
    var exchange = serving(Self.get)
    let actions = exchange.handle(.respond(.ok, [.contentType: "text/plain"], .bytes(Array("hi".utf8))))
    #expect(
      text(actions).hasPrefix(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: now\r\nContent-Length: 2\r\n\r\nhi"))
    #expect(actions.last == .arm(.seconds(75)))
  }

  @Test func `HEAD is answered with the length and without the body`() {
    var exchange = serving("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    let actions = exchange.handle(.respond(.ok, [:], .bytes(Array("hi".utf8))))
    #expect(text([actions[0]]) == "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 2\r\n\r\n")
  }

  @Test(arguments: [204, 304])
  func `bodiless statuses have neither body nor length`(code: Int) throws {
    var exchange = serving(Self.get)
    let status = try #require(HTTPStatus(code))
    let actions = exchange.handle(.respond(status, [.contentLength: "7"], .bytes([65])))
    #expect(text([actions[0]]) == "HTTP/1.1 \(status)\r\nDate: now\r\n\r\n")
  }

  @Test func `a streamed answer goes in chunks, to HTTP 1.0 until the close`() {
    var exchange = serving(Self.get)
    #expect(text(exchange.handle(.respond(.ok, [:], .stream))).contains("Transfer-Encoding: chunked\r\n\r\n"))
    #expect(exchange.isStreaming)
    #expect(text(exchange.handle(.chunk([65, 66]))) == "2\r\nAB\r\n")
    #expect(text([exchange.handle(.finish)[0]]) == "0\r\n\r\n")
    #expect(exchange.isIdle)

    exchange = serving("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(
      text(exchange.handle(.respond(.ok, [:], .stream)))
        == "HTTP/1.1 200 OK\r\nDate: now\r\nConnection: close\r\n\r\n")
    #expect(text(exchange.handle(.chunk([65, 66]))) == "AB")
    #expect(exchange.handle(.finish) == [.close])
  }

  @Test func `a streamed answer that fails breaks the connection, so that the client notices`() {
    var exchange = serving(Self.get)
    _ = exchange.handle(.respond(.ok, [:], .stream))
    #expect(exchange.handle(.breakOff) == [.abort])
  }

  @Test("S-27 a head that does not end in time is answered 408")
  func slowHead() {
    var exchange = opened()
    #expect(exchange.handle(.received(Array("GET / HT".utf8))) == [])
    let actions = exchange.handle(.deadline)
    #expect(text(actions).hasPrefix("HTTP/1.1 408 "))
    #expect(actions.last == .close)
  }

  @Test func `a connection that says nothing is closed without a word`() {
    var exchange = opened()
    #expect(exchange.handle(.deadline) == [.close])
  }

  @Test("S-27 a body below the minimum rate is answered 408, one above goes on")
  func slowBody() {
    var limits = HTTPLimits()
    limits.minimumBodyRate = 1
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", limits)
    #expect(exchange.handle(.wantBody) == [.arm(limits.bodyWindow)])
    #expect(
      exchange.handle(.received(Array(repeating: 65, count: 10))) == [.body(Array(repeating: 65, count: 10))])
    #expect(exchange.handle(.wantBody) == [])
    #expect(exchange.handle(.deadline) == [.arm(limits.bodyWindow)])
    #expect(exchange.handle(.received([65])) == [.body([65])])
    #expect(exchange.handle(.wantBody) == [])
    let actions = exchange.handle(.deadline)
    #expect(actions.first == .bodyFailed(.bodyTooSlow))
    #expect(text(actions).contains("HTTP/1.1 408 "))
    #expect(actions.contains(.cancel) && actions.last == .close)
  }

  @Test func `a slow handler is not the client's fault`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n")
    _ = exchange.handle(.wantBody)
    #expect(exchange.handle(.received([65])) == [.body([65])])
    #expect(exchange.handle(.deadline) == [])
  }

  @Test func `100 Continue is sent when the handler wants the body, and not before`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    #expect(text([exchange.handle(.wantBody)[0]]) == "HTTP/1.1 100 Continue\r\n\r\n")
    #expect(exchange.handle(.received([65, 66])) == [.body([65, 66])])
  }

  @Test func `an answer instead of 100 Continue closes, since the body may or may not come`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    let actions = exchange.handle(.respond(.unauthorized, [:], .bytes([])))
    #expect(text(actions).contains("Connection: close"))
    #expect(actions.last == .close)
  }

  @Test func `a short body that nobody read is dropped and the connection kept`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
    #expect(!text(exchange.handle(.respond(.notFound, [:], .bytes([])))).contains("close"))
    let actions = exchange.handle(.received(Array(("abc" + Self.get).utf8)))
    #expect(actions.contains { if case .route = $0 { true } else { false } })
  }

  @Test func `a long body that nobody read closes the connection`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
    let actions = exchange.handle(.respond(.notFound, [:], .bytes([])))
    #expect(text(actions).contains("Connection: close"))
    #expect(actions.last == .close)
  }

  @Test func `reading stops while nobody wants the body, and goes on when it is taken`() {
    var limits = HTTPLimits()
    limits.readBuffer = 10
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n", limits)
    #expect(exchange.handle(.received(Array(repeating: 65, count: 12))) == [.pauseReading])
    #expect(exchange.handle(.wantBody) == [.body(Array(repeating: 65, count: 12)), .resumeReading])
  }

  @Test("S-37 draining lets the open request end and closes idle connections at once")
  func drain() {
    var idle = opened()
    #expect(idle.handle(.drain).last == .close)
    var busy = serving(Self.get)
    #expect(busy.handle(.drain) == [])
    let actions = busy.handle(.respond(.ok, [:], .bytes([])))
    #expect(text(actions).contains("Connection: close"))
    #expect(actions.last == .close)
  }

  @Test(
    "S-37 half a head holds up the end of a server for a second at most, a head that ends in time is answered"
  )
  func drainWithinHead() {
    for isEnded in [false, true] {
      var exchange = opened()
      _ = exchange.handle(.received(Array("GET / HTTP/1.1\r\nHo".utf8)))
      #expect(exchange.handle(.drain) == [.arm(.seconds(1))])
      guard isEnded else {
        let actions = exchange.handle(.deadline)
        #expect(text(actions).hasPrefix("HTTP/1.1 408 ") && actions.contains(.close), "\(actions)")
        continue
      }
      let routed = exchange.handle(.received(Array("st: a\r\n\r\n".utf8)))
      #expect(routed.contains { if case .route = $0 { true } else { false } }, "\(routed)")
    }
  }

  @Test func `the handler's own framing fields do not reach the wire`() {
    var exchange = serving(Self.get)
    let fields: HTTPFields = [
      .contentLength: "9", .transferEncoding: "chunked", .connection: "x", "X": "a\r\nb",
    ]
    let actions = exchange.handle(.respond(.ok, fields, .bytes([65])))
    #expect(text([actions[0]]) == "HTTP/1.1 200 OK\r\nX: a  b\r\nDate: now\r\nContent-Length: 1\r\n\r\nA")
  }

  @Test(arguments: [
    ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414),
    (String(repeating: "G", count: 9000), 400),
    ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 17_000))", 431),
    ("GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 101), 431),
  ])
  func `what is too large is answered before it ends`(head: String, status: Int) {
    var exchange = opened()
    let actions = exchange.handle(.received(Array(head.utf8)))
    #expect(text(actions).contains("HTTP/1.1 \(status) "))
    #expect(actions.last == .close)
  }

  @Test func `chunk extensions are bounded over the whole body`() {
    var exchange = serving("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    var last: [Action] = exchange.handle(.wantBody)
    for _ in 0..<10 {
      last = exchange.handle(.received(Array("1;\(String(repeating: "a", count: 600))\r\nx\r\n".utf8)))
      last += exchange.handle(.wantBody)
      if last.contains(.close) { break }
    }
    #expect(last.contains(.bodyFailed(.chunkExtensionsTooLarge)))
  }
}
