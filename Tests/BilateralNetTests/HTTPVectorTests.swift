import BilateralNet
import BilateralTestTools
import Testing

/// The tables of raw messages (S-25, S-26), each whole, byte by byte, and cut at every place.
@Suite struct HTTPVectorTests {
  @Test(
    "S-25 S-26 a server treats raw requests as the table says, however they are cut",
    arguments: requestVectors)
  func requests(_ vector: HTTPVector) {
    let drip = Drip(
      make: { ScriptedServer(bodyLimit: 1000) }, feed: { $0.take(.received(Array($1))) },
      finish: { $0.outcome(thenEnd: vector.endsInput) })
    #expect(drip.whole(vector.wire) == vector.outcome)
    #expect(drip.disagreements(on: vector.wire).first == nil)
  }

  @Test(
    "S-25 a client treats raw responses as the table says, however they are cut",
    arguments: responseVectors)
  func responses(_ vector: HTTPVector) {
    let drip = Drip(
      make: { ScriptedClient() }, feed: { $0.take(.received(Array($1))) },
      finish: { $0.outcome(thenEnd: vector.endsInput) })
    #expect(drip.whole(vector.wire) == vector.outcome)
    #expect(drip.disagreements(on: vector.wire).first == nil)
  }

  @Test func `the tables hold at least 160 messages with different names`() {
    let names = Set((requestVectors + responseVectors).map(\.name))
    #expect(names.count == requestVectors.count + responseVectors.count)
    #expect(names.count >= 160)
  }
}

/// A server exchange whose handler collects the body and answers 200 at once.
///
/// The outcome is "METHOD target" or "METHOD target=body" of each request served, the status of an interim or refusing
/// answer, and "closed" when the connection does not stay open, parted by bars.
struct ScriptedServer {
  private var exchange = ServerExchange { "Sun, 06 Nov 1994 08:49:37 GMT" }
  private var log: [String] = []
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private let bodyLimit: Int

  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
    take(.opened)
  }

  mutating func outcome(thenEnd: Bool) -> String {
    if thenEnd { take(.inputEnded) }
    return log.joined(separator: " | ")
  }

  mutating func take(_ event: ServerExchange.Event) {
    for action in exchange.handle(event) { perform(action) }
  }

  private mutating func perform(_ action: ServerExchange.Action) {
    switch action {
    case .route(let head):
      self.head = head
      body = []
      take(.admit(bodyLimit: bodyLimit))
    case .start: take(.wantBody)
    case .body(let bytes):
      body += bytes
      take(.wantBody)
    case .bodyEnded:
      let text = body.isEmpty ? "" : "=" + String(decoding: body, as: UTF8.self)
      log.append("\(head?.method.name ?? "") \(head?.target.description ?? "")\(text)")
      take(.respond(.ok, [:], .bytes([])))
    case .send(let bytes):
      let status = String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self)
      if status != "200" { log.append(status) }
    case .close, .abort: log.append("closed")
    default: break
    }
  }
}

/// A client exchange that has sent a GET.
///
/// The outcome is the status, "=body", then "reusable", "closed" or the fault, parted by spaces; no end while the response
/// is incomplete.
struct ScriptedClient {
  private var exchange = ClientExchange()
  private var log: [String] = []
  private var body: [UInt8] = []

  init() { take(.request(.get, target: "/", [:], body: nil, responseLimit: 1000)) }

  mutating func outcome(thenEnd: Bool) -> String {
    if thenEnd { take(.inputEnded(isClean: true)) }
    return log.joined(separator: " ")
  }

  mutating func take(_ event: ClientExchange.Event) {
    for action in exchange.handle(event) { perform(action) }
  }

  private mutating func perform(_ action: ClientExchange.Action) {
    switch action {
    case .head(let head): log.append("\(head.status.code)")
    case .body(let bytes): body += bytes
    case .complete(let isReusable):
      if !body.isEmpty { log.append("=" + String(decoding: body, as: UTF8.self)) }
      log.append(isReusable ? "reusable" : "closed")
    case .fail(let fault): log.append("\(fault)")
    case .close: log.append("closed")
    case .send: break
    }
  }
}
