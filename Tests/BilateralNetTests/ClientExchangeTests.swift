import BilateralNet
import Testing

@Suite struct ClientExchangeTests {
  private func asked(_ method: HTTPMethod = .get, limit: Int = 100) -> ClientExchange {
    var exchange = ClientExchange()
    _ = exchange.handle(.request(method, target: "/", [:], body: nil, responseLimit: limit))
    return exchange
  }

  private func received(_ text: String) -> ClientExchange.Event { .received(Array(text.utf8)) }

  @Test func `a request has its length and cannot smuggle framing`() {
    var exchange = ClientExchange()
    let actions = exchange.handle(
      .request(
        .put, target: "/x", [.host: "a", .transferEncoding: "chunked", "Content-Length": "9"],
        body: Array("hi".utf8), responseLimit: 10))
    #expect(actions == [.send(Array("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi".utf8))])
  }

  @Test func `the answer to HEAD has no body whatever its length says`() {
    var exchange = asked(.head)
    let actions = exchange.handle(received("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
    #expect(actions.last == .complete(isReusable: true))
  }

  @Test func `bytes after the response forbid another request`() {
    var exchange = asked()
    #expect(exchange.handle(received("HTTP/1.1 204 \r\n\r\nHTTP")).last == .complete(isReusable: false))
  }

  @Test func `bytes that nobody asked for close the connection`() {
    var exchange = ClientExchange()
    #expect(exchange.handle(received("HTTP/1.1 408 \r\n\r\n")) == [.close])
  }

  @Test func `a connection that dies before any byte of the response is told apart`() {
    var exchange = asked()
    #expect(exchange.handle(.inputEnded(isClean: true)) == [.fail(.truncatedHead)])
    #expect(!exchange.hasResponseBegun)
    exchange = asked()
    _ = exchange.handle(received("H"))
    #expect(exchange.hasResponseBegun)
  }

  @Test func `a body until the close that TLS did not end properly is truncated`() {
    var exchange = asked()
    _ = exchange.handle(received("HTTP/1.1 200 OK\r\n\r\nhalf"))
    #expect(exchange.handle(.inputEnded(isClean: false)) == [.fail(.truncatedBody)])
  }

  @Test(
    "S-29 a response above its limit is not read on",
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + String(repeating: "x", count: 101),
    ])
  func tooLarge(response: String) {
    var exchange = asked()
    #expect(exchange.handle(received(response)).last == .fail(.bodyTooLarge))
  }
}
