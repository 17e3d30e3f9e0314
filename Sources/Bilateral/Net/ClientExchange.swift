/// All decisions of one client connection, without a socket, a clock or a task: events in, actions out.
///
/// One request at a time. Interim responses are skipped. Whatever the server sends unasked ends the connection, since
/// it would be taken for the answer to the next request.
package struct ClientExchange: Sendable {
  /// What happened.
  package enum Event: Sendable {
    /// A request is to be sent; only when ``ClientExchange/isIdle``.
    case request(HTTPMethod, target: String, HTTPFields, body: [UInt8]?, responseLimit: Int)
    /// Bytes came.
    case received([UInt8])
    /// The server sends no more; not clean when TLS was cut off.
    case inputEnded(isClean: Bool)
  }

  /// What to do, in this order.
  package enum Action: Sendable, Equatable {
    case send([UInt8])
    /// The head of the final response.
    case head(HTTPResponseHead)
    /// The next part of its body.
    case body([UInt8])
    /// The response is complete; whether the connection may carry another request.
    case complete(isReusable: Bool)
    /// The request failed; the connection is of no further use.
    case fail(HTTPFault)
    /// Close: nothing is under way, and the server ended or broke the rules.
    case close
  }

  private enum Phase: Sendable {
    case idle, head, body, closed
  }

  private let limits: HTTPLimits
  private var phase = Phase.idle
  private var parser: HTTPParser<HTTPResponseHead>
  private var body: HTTPBodyParser
  private var method = HTTPMethod.get
  private var limit = 0
  private var size = 0
  private var interim = 0
  private var isReusable = true
  private var actions: [Action] = []

  /// Whether any byte of the response to the present request came; if not, it was perhaps never processed.
  package private(set) var hasResponseBegun = false

  /// An exchange under these limits.
  package init(limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
    parser = HTTPParser(limits: limits)
    body = HTTPBodyParser(.none, limits: limits)
  }

  /// Whether a request may be sent.
  package var isIdle: Bool { phase == .idle }

  /// Takes one event and says what to do; after `fail`, `close` and a final `complete` it says nothing any more.
  package mutating func handle(_ event: Event) -> [Action] {
    defer { actions = [] }
    switch event {
    case .request(let method, let target, let fields, let body, let limit):
      start(method, target, fields, body, limit)
    case .received(let bytes): receive(bytes[...])
    case .inputEnded(let isClean): inputEnded(isClean)
    }
    return actions
  }

  private mutating func start(
    _ method: HTTPMethod, _ target: String, _ given: HTTPFields, _ content: [UInt8]?, _ limit: Int
  ) {
    guard phase == .idle else { return }
    var fields = given
    for name: HTTPFieldName in [.contentLength, .transferEncoding, .expect, "Upgrade"] { fields.remove(name) }
    if let content { fields.add(.contentLength, "\(content.count)") }
    isReusable = !fields.hasConnectionOption("close")
    (self.method, self.limit, size, interim) = (method, limit, 0, 0)
    hasResponseBegun = false
    phase = .head
    actions.append(.send(HTTPEncoder.request(method, target, fields) + (content ?? [])))
  }

  private mutating func receive(_ bytes: ArraySlice<UInt8>) {
    guard phase != .idle else {
      phase = .closed
      return actions.append(.close)
    }
    var input = bytes
    hasResponseBegun = true
    do throws(HTTPFault) {
      while phase == .head || phase == .body, phase == .head ? try readHead(&input) : try readBody(&input) {}
    } catch {
      phase = .closed
      actions.append(.fail(error))
    }
  }

  private mutating func readHead(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> Bool {
    guard let head = try parser.parse(&input) else { return false }
    if head.status.code < 200 {
      interim += 1
      guard interim <= limits.interimResponses else { throw .tooManyInterim }
      return true
    }
    let framing = try head.framing(answering: method)
    if case .length(let count) = framing, count > limit { throw .bodyTooLarge }
    isReusable = isReusable && head.allowsKeepAlive && framing != .untilClose
    body = HTTPBodyParser(framing, limits: limits)
    phase = .body
    actions.append(.head(head))
    return true
  }

  private mutating func readBody(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> Bool {
    guard let part = try body.parse(&input) else { return false }
    switch part {
    case .bytes(let bytes):
      size += bytes.count
      guard size <= limit else { throw .bodyTooLarge }
      actions.append(.body(Array(bytes)))
      return true
    case .end:
      complete(isReusable: isReusable && input.isEmpty)
      return false
    }
  }

  private mutating func complete(isReusable: Bool) {
    phase = isReusable ? .idle : .closed
    actions.append(.complete(isReusable: isReusable))
  }

  private mutating func inputEnded(_ isClean: Bool) {
    switch phase {
    case .closed: break
    case .idle:
      phase = .closed
      actions.append(.close)
    case .head:
      phase = .closed
      actions.append(.fail(.truncatedHead))
    case .body:
      do throws(HTTPFault) {
        guard isClean else { throw .truncatedBody }
        try body.end()
        complete(isReusable: false)
      } catch {
        phase = .closed
        actions.append(.fail(error))
      }
    }
  }
}
