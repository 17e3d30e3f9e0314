import BilateralNet
import Glibc

/// One attack on a server: what is done, and what may come of it.
struct TortureRow: Sendable {
  let name: String
  let due: [String]
  let limits: @Sendable (inout HTTPLimits) -> Void
  let attack: @Sendable (TortureHouse) -> String

  init(
    _ name: String, _ due: String..., limits: @escaping @Sendable (inout HTTPLimits) -> Void = { _ in },
    attack: @escaping @Sendable (TortureHouse) -> String
  ) {
    (self.name, self.due, self.limits, self.attack) = (name, due, limits, attack)
  }

  /// An attack by what one client sends.
  private static func sends(_ name: String, _ due: String..., bytes: String) -> TortureRow {
    TortureRow(name, due[0]) { $0.outcome(of: [Array(bytes.utf8)], count: 2) }
  }

  static let all = drips + bombs + floods + partings

  private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"

  // MARK: Slow clients

  private static let drips: [TortureRow] = [
    TortureRow("a client that says nothing", "closed") { $0.outcome(of: [], count: 1) },
    sends("half a request line and no more", "408 | closed", bytes: "GE"),
    sends("a head without its end", "408 | closed", bytes: "GET / HTTP/1.1\r\nHost: a\r\n"),
    TortureRow("a head, a byte every 20 ms", "408 | closed") {
      drip($0, "GET / HTTP/1.1\r\nHost: a\r\nX: " + long)
    },
    TortureRow("a body, a byte every 20 ms", "408 | closed") {
      drip($0, "", after: post + "Content-Length: 900\r\n\r\n")
    },
    TortureRow("a chunk size, a zero every 20 ms", "400 | closed", "408 | closed") {
      drip($0, "", after: post + "Transfer-Encoding: chunked\r\n\r\n", byte: 0x30)
    },
    sends(
      "100 Continue is asked for, the body never sent", "100 | 408",
      bytes: post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"),
    TortureRow("answers of a megabyte that nobody reads, asked for 60 times", "cut off") { unread($0) },
  ]

  private static let long = String(repeating: "x", count: 2000)

  /// Sends what is left of a message slowly, until the other side has had enough.
  private static func drip(_ house: TortureHouse, _ text: String, after head: String = "", byte: UInt8 = 0x78)
    -> String
  {
    guard let client = house.client() else { return "not connected" }
    client.send(head.utf8)
    client.patience = 20
    for byte in text.isEmpty ? [UInt8](repeating: byte, count: 500) : Array(text.utf8) {
      client.send([byte])
      switch client.next() {
      case .answer(let status, _):
        client.patience = 5000
        return client.next() == .closed ? "\(status) | closed" : "\(status) and open"
      case .closed: return "closed"
      case .silence: continue
      }
    }
    return "endured"
  }

  private static func unread(_ house: TortureHouse) -> String {
    guard let client = house.client() else { return "not connected" }
    client.send(String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 60).utf8)
    return isLeftAlone(house, after: 300) ? "cut off" : "still there"
  }

  /// Whether nobody is connected any more within ten seconds, but not before so many milliseconds.
  private static func isLeftAlone(_ house: TortureHouse, after least: Int32 = 0) -> Bool {
    // Connections are accepted in their order: all that came before the probe are known then.
    guard house.probe() == "answered" else { return false }
    if least > 0 {
      poll(nil, 0, least / 2)
      guard house.server.connectionCount > 0 else { return false }
    }
    for _ in 0..<1000 {
      if house.server.connectionCount == 0 { return true }
      poll(nil, 0, 10)
    }
    return false
  }

  // MARK: Too much of something

  private static let bombs: [TortureRow] = [
    sends("a request line of a megabyte", "414 | closed", bytes: "GET /" + mega),
    sends("a field of a megabyte", "431 | closed", bytes: "GET / HTTP/1.1\r\nHost: a\r\nX: " + mega),
    sends(
      "a hundred thousand fields", "431 | closed",
      bytes: "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 100_000)),
    sends(
      "a body of a terabyte is announced", "413 | closed",
      bytes: post + "Content-Length: 1099511627776\r\n\r\n"),
    sends(
      "a hundred thousand chunks of one byte", "413 | closed",
      bytes: post + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: "1\r\nx\r\n", count: 100_000)),
    sends(
      "a megabyte of extensions of one chunk", "400 | closed",
      bytes: post + "Transfer-Encoding: chunked\r\n\r\n1;a=" + mega),
    sends(
      "extensions of many chunks together", "400 | closed",
      bytes: post + "Transfer-Encoding: chunked\r\n\r\n"
        + String(repeating: "1;a=\(String(repeating: "b", count: 90))\r\nx\r\n", count: 100)),
    sends(
      "a trailer of a megabyte", "431 | closed",
      bytes: post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + mega),
    sends(
      "a chunk size of a megabyte of zeros", "400 | closed",
      bytes: post + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: "0", count: 1 << 20)),
    sends("a megabyte of empty lines", "400 | closed", bytes: String(repeating: "\r\n", count: 1 << 19)),
    sends("a megabyte of noise", "400 | closed", bytes: String(repeating: "\u{1}\u{fe}", count: 1 << 19)),
  ]

  private static let mega = String(repeating: "a", count: 1 << 20)

  // MARK: Too many

  private static let floods: [TortureRow] = [
    TortureRow("three thousand requests in one go", "3000 answers in their order") { pipelined($0, 3000) },
    TortureRow(
      "more requests than one connection may ask", "2000 answers in their order, then the end",
      limits: { $0.requestsPerConnection = 2000 }
    ) { pipelined($0, 2400) },
    TortureRow(
      "six hundred silent connections of one address, which may have 200", "200 stay, 400 are closed",
      limits: { $0.connectionsPerAddress = 200 }
    ) { crowd($0) },
    TortureRow("two thousand connections opened and closed", "all gone") { house in
      for _ in 0..<2000 { _ = house.client() }
      return isLeftAlone(house) ? "all gone" : "some are left"
    },
  ]

  private static func pipelined(_ house: TortureHouse, _ count: Int) -> String {
    guard let client = house.client() else { return "not connected" }
    var answered = 0
    // In portions, as no socket takes all of them while nobody reads.
    for first in stride(from: 0, to: count, by: 500) {
      let portion = first..<min(count, first + 500)
      client.send(portion.map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined().utf8)
      for number in portion {
        switch client.next() {
        case .answer(200, HTTPURL.encoded("GET /\(number)")): answered += 1
        case .closed: return "\(answered) answers in their order, then the end"
        case let other: return "\(answered) answers, then \(other)"
        }
      }
    }
    return "\(answered) answers in their order"
  }

  private static func crowd(_ house: TortureHouse) -> String {
    let clients = (0..<600).compactMap { _ in house.client() }
    for client in clients { client.patience = 0 }
    // Those that are in are told apart from the others by an answer.
    for client in clients { client.send(request.utf8) }
    for client in clients { client.patience = 2000 }
    let came = clients.map { $0.next() }
    let stay = came.count { if case .answer(200, _) = $0 { true } else { false } }
    return "\(stay) stay, \(came.count { $0 == .closed }) are closed"
  }

  // MARK: Clients that go

  private static let partings: [TortureRow] = [
    TortureRow("five hundred clients vanish within a head", "all gone") { vanish($0, after: "GET / HT") },
    TortureRow("five hundred clients vanish within a body", "all gone") {
      vanish($0, after: post + "Content-Length: 900\r\n\r\nabc")
    },
    TortureRow("five hundred clients vanish before their answer", "all gone") { vanish($0, after: request) },
    TortureRow("a client that ends its half and waits", "GET / | closed") {
      $0.outcome(of: [Array(request.utf8)], thenEnd: true, count: 2)
    },
    TortureRow("a client that ends its half within a head", "400 | closed") {
      $0.outcome(of: [Array("GET / HTTP".utf8)], thenEnd: true, count: 2)
    },
    TortureRow("a TLS greeting on a plain port", "400 | closed") {
      $0.outcome(of: [[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]], count: 2)
    },
    TortureRow("an upgrade to HTTP/2 is not followed", "GET / | GET /2") {
      $0.outcome(
        of: [
          Array(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
              .utf8)
        ], count: 2)
    },
  ]

  private static func vanish(_ house: TortureHouse, after text: String) -> String {
    for _ in 0..<500 {
      guard let client = house.client() else { return "not connected" }
      client.send(text.utf8)
      client.vanish()
    }
    return isLeftAlone(house) ? "all gone" : "\(house.server.connectionCount) are left"
  }
}
