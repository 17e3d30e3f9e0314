import BilateralNet

/// A client connection never crashes on any bytes, and takes the same out of them however they are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  for method in [HTTPMethod.get, .head] {
    for isClean in [true, false] {
      let whole = AskedConnection.asking(method, [bytes], isClean)
      law(
        AskedConnection.asking(method, bytes.map { [$0] }, isClean) == whole,
        "byte by byte it reads differently")
      for longest in [7, 90] {
        law(
          AskedConnection.asking(method, Array(Pieces(bytes, longest: longest)), isClean) == whole,
          "cut in pieces it reads differently")
      }
    }
  }
  return 0
}

/// What a client took out of the answer to one request.
private struct AskedConnection: Equatable {
  var head: HTTPResponseHead?
  var body: [UInt8] = []
  var fault: HTTPFault?
  var isComplete = false
  /// Whether another request could have been sent after the last byte.
  var isReusable = false

  static func asking(_ method: HTTPMethod, _ pieces: [[UInt8]], _ isClean: Bool) -> AskedConnection {
    var exchange = ClientExchange()
    var seen = AskedConnection()
    _ = exchange.handle(.request(method, target: "/x", ["Host": "a"], body: nil, responseLimit: 300))
    for piece in pieces where !piece.isEmpty { seen.take(exchange.handle(.received(piece))) }
    seen.isReusable = exchange.isIdle
    seen.take(exchange.handle(.inputEnded(isClean: isClean)))
    law(!exchange.isIdle, "it would send a request on a connection that has ended")
    // A length that was promised is kept, or it is a fault.
    if seen.isComplete, method == .head { law(seen.body.isEmpty, "a body after HEAD") }
    return seen
  }

  private mutating func take(_ actions: [ClientExchange.Action]) {
    for action in actions {
      switch action {
      case .send: fatalError("it sends unasked")
      case .head(let head):
        law(self.head == nil, "two answers to one request")
        self.head = head
      case .body(let bytes):
        law(head != nil && !isComplete, "a body without its head")
        body += bytes
        law(body.count <= 300, "more than was asked for")
      case .complete:
        law(!isComplete && fault == nil)
        isComplete = true
      case .fail(let fault):
        law(!isComplete && self.fault == nil)
        self.fault = fault
        // How much of it was given before depends on the pieces.
        body = []
      case .close: break
      }
    }
  }
}
