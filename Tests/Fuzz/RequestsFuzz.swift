import BilateralNet

/// A server connection never crashes on any bytes, and takes the same out of them however they are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let whole = ServedConnection.answering([bytes])
  law(ServedConnection.answering(bytes.map { [$0] }) == whole, "byte by byte it reads differently")
  for longest in [7, 90] {
    law(
      ServedConnection.answering(Array(Pieces(bytes, longest: longest))) == whole,
      "cut in pieces it reads differently")
  }
  HastyServer.run(bytes)
  return 0
}

/// What a server took out of a connection and what it sent, without what may depend on when bytes came.
private struct ServedConnection: Equatable {
  var heads: [HTTPRequestHead] = []
  var bodies: [[UInt8]] = []
  var faults: [HTTPFault] = []
  var sent: [UInt8] = []
  /// How it ended: in good order or at once.
  var ending: ServerExchange.Action?

  /// A connection whose handler reads each body to its end, and then answers with it.
  static func answering(_ pieces: [[UInt8]]) -> ServedConnection {
    var handler = PatientHandler()
    handler.handle(.opened)
    for piece in pieces { handler.handle(.received(piece)) }
    handler.handle(.inputEnded)
    return handler.seen
  }
}

/// Takes what the exchange gives, and asks for the next part until there is none.
private struct PatientHandler {
  var seen = ServedConnection()
  private var exchange = ServerExchange { "Sun, 22 Nov 2026 06:00:00 GMT" }
  private var events: [ServerExchange.Event] = []

  mutating func handle(_ event: ServerExchange.Event) {
    events.append(event)
    while !events.isEmpty {
      for action in exchange.handle(events.removeFirst()) { perform(action) }
    }
  }

  private mutating func perform(_ action: ServerExchange.Action) {
    law(seen.ending == nil, "it says \(action) after the end")
    switch action {
    case .route(let head):
      seen.heads.append(head)
      seen.bodies.append([])
      events.append(.admit(bodyLimit: 300, answersTooLarge: head.method == .put))
    case .start: events.append(.wantBody)
    case .body(let bytes):
      seen.bodies[seen.bodies.count - 1] += bytes
      events.append(.wantBody)
    case .bodyEnded: answer()
    case .bodyFailed(let fault):
      // How much of it was given before depends on the pieces.
      seen.bodies[seen.bodies.count - 1] = []
      seen.faults.append(fault)
      answer()
    // Whether a 100 is due depends on whether the body was there already.
    case .send(HTTPEncoder.continueResponse): break
    case .send(let bytes): seen.sent += bytes
    case .close, .abort: seen.ending = action
    case .cancel, .arm, .disarm, .pauseReading, .resumeReading: break
    }
  }

  /// With the body itself, for POST in chunks.
  private mutating func answer() {
    guard let head = seen.heads.last, let body = seen.bodies.last else { return }
    guard head.method == .post else { return events.append(.respond(.ok, [:], .bytes(body))) }
    events += [.respond(.ok, [:], .stream), .chunk(body), .finish]
  }
}

/// A server whose handlers do everything too early, too late or twice: it may answer oddly, but never crashes.
private enum HastyServer {
  static func run(_ bytes: [UInt8]) {
    var dice = Pieces(bytes, longest: 60)
    var exchange = ServerExchange { "Sun, 22 Nov 2026 06:00:00 GMT" }
    var isOver = false
    func tell(_ event: ServerExchange.Event) {
      let actions = exchange.handle(event)
      law(!isOver || actions.isEmpty, "it goes on after the end")
      isOver = isOver || actions.contains(.close) || actions.contains(.abort)
      _ = (exchange.isStreaming, exchange.isIdle)
    }
    tell(.opened)
    while let piece = dice.next() {
      tell(.received(piece))
      for _ in 0..<dice.number(below: 5) { tell(event(dice.number(below: 12))) }
    }
    tell(.inputEnded)
    for number in 0..<12 { tell(event(number)) }
  }

  private static func event(_ number: Int) -> ServerExchange.Event {
    switch number {
    case 0, 1: .admit(bodyLimit: 20)
    case 2: .admit(bodyLimit: 20, answersTooLarge: true)
    case 3, 4: .wantBody
    case 5: .deadline
    case 6: .respond(.ok, ["Content-Type": "a\r\nb"], .bytes([1, 2, 3]))
    case 7: .respond(.noContent, [:], .stream)
    case 8: .chunk([65, 66])
    case 9: .finish
    case 10: .drain
    default: .breakOff
    }
  }
}
