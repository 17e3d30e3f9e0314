/// One connection of a server: performs what ``ServerExchange`` decides and runs the handlers.
///
/// Loop-confined. A handler runs as a task off the loop, or on it for routes that say so; it is cancelled when the
/// connection dies or the client broke the rules. Its calls come back to the loop with the number of their request, so
/// that a handler which outlived its request changes nothing.
final class HTTPServerConnection: TransportDelegate, LoopConfined, @unchecked Sendable {
  let loop: EventLoop
  private let server: HTTPServer
  private let transport: any Transport
  private var exchange: ServerExchange
  private var isPerforming = false
  private var deadline = Deadline()
  private var number = 0
  private var answeredAtOnce = 0
  private var current: Serving?
  private var stall = WriteStall()
  private var isClosing = false
  private var isDead = false

  /// What belongs to the request at hand.
  private struct Serving {
    let head: HTTPRequestHead
    let match: Router.Match
    var collected: [UInt8] = []
    var task: Task<Void, Never>?
    var pull: CheckedContinuation<[UInt8]?, any Error>?
    var writer: CheckedContinuation<Void, any Error>?
    var endsWithClient = false
  }

  init(_ transport: any Transport, server: HTTPServer) {
    loop = transport.loop
    self.transport = transport
    self.server = server
    exchange = ServerExchange(limits: server.limits, date: server.date)
  }

  /// No further request after the one at hand.
  func drain() { handle(.drain) }

  /// Ends at once.
  func abort() { transport.abort() }

  // MARK: The transport

  func transportBecameReady(_ transport: any Transport) { handle(.opened) }

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    answeredAtOnce = 0
    handle(.received(Array(bytes)))
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {
    // TLS without its own end was cut off: nobody is there to read an answer.
    guard isClean else { return transport.abort() }
    if current?.endsWithClient == true { current?.task?.cancel() }
    handle(.inputEnded)
  }

  func transportDrained(_ transport: any Transport) {
    if isClosing { return transport.close() }
    current?.writer?.resume()
    current?.writer = nil
    handle(.outputTaken)
  }

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    isDead = true
    deadline.timer?.cancel()
    stall.timer?.cancel()
    leave(CancellationError())
    server.left(self)
  }

  /// Ends the request at hand: whoever waits hears of it.
  private func leave(_ error: any Error) {
    let left = current
    current = nil
    number += 1
    left?.task?.cancel()
    left?.pull?.resume(throwing: error)
    left?.writer?.resume(throwing: error)
  }

  // MARK: The exchange

  /// Performs the actions in their order; those of events within follow after.
  private func handle(_ event: ServerExchange.Event) {
    exchange.take(event)
    guard !isPerforming else { return }
    isPerforming = true
    var next = 0
    while next < exchange.actions.count {
      perform(exchange.actions[next])
      next += 1
    }
    exchange.actions.removeAll(keepingCapacity: true)
    isPerforming = false
  }

  private func perform(_ action: ServerExchange.Action) {
    switch action {
    case .route(let head): route(head)
    case .start: start()
    case .body(let bytes): deliver(bytes)
    case .bodyEnded: endBody()
    case .bodyFailed(let fault): failBody(fault)
    case .cancel: leave(CancellationError())
    case .send(let bytes): send(bytes)
    case .arm(let time): arm(time)
    case .disarm: deadline.moment = nil
    case .pauseReading: transport.pauseReading()
    case .resumeReading: transport.resumeReading()
    case .close: close()
    case .abort: transport.abort()
    }
  }

  private func route(_ head: HTTPRequestHead) {
    number += 1
    let match = server.router.match(head.method, path: head.target.path)
    current = Serving(head: head, match: match)
    let limit = match.options.bodyLimit ?? server.limits.bodySize
    handle(
      .admit(
        bodyLimit: min(limit, server.router.tighterLimit(head) ?? limit),
        answersTooLarge: match.options.answersTooLarge))
  }

  private func start() {
    guard let current else { return }
    if current.match.options.streamsBody {
      run(HTTPRequestBody(pull: puller(number)))
    } else {
      handle(.wantBody)
    }
  }

  private func deliver(_ bytes: [UInt8]) {
    if let pull = current?.pull {
      current?.pull = nil
      pull.resume(returning: bytes)
    } else if current?.task == nil {
      current?.collected += bytes
      handle(.wantBody)
    }
  }

  private func endBody() {
    if let pull = current?.pull {
      current?.pull = nil
      pull.resume(returning: nil)
    } else if let current, current.task == nil {
      self.current?.collected = []
      run(HTTPRequestBody(current.collected))
    }
  }

  private func failBody(_ fault: HTTPFault) {
    if let pull = current?.pull {
      current?.pull = nil
      pull.resume(throwing: fault)
    } else if fault == .bodyTooLarge, let current, current.task == nil, current.match.options.answersTooLarge
    {
      self.current?.collected = []
      run(.tooLarge)
    }
  }

  private func send(_ bytes: [UInt8]) {
    transport.write(bytes)
    stall.sent += bytes.count
    watchOutput()
  }

  private func close() {
    // A short rest leaves within the transport's linger; a long one may take as long as it makes progress.
    isClosing = true
    if transport.pendingBytes <= TransportLimits().lowWater { transport.close() }
  }

  // MARK: The deadline

  /// The exchange's deadline.
  ///
  /// It moves with each request, the timer does not: when that fires early it is set anew.
  private struct Deadline {
    var moment: ContinuousClock.Instant?
    var timer: LoopTimer?
  }

  private func arm(_ time: Duration) {
    let moment = loop.now + time
    deadline.moment = moment
    if let timer = deadline.timer, timer.isPending, timer.deadline <= moment { return }
    deadline.timer?.cancel()
    deadline.timer = loop.schedule(after: time) { self.checkDeadline() }
  }

  private func checkDeadline() {
    deadline.timer = nil
    guard let moment = deadline.moment, !isDead else { return }
    let rest = moment - loop.now
    if rest > .zero {
      deadline.timer = loop.schedule(after: rest) { self.checkDeadline() }
    } else {
      deadline.moment = nil
      handle(.deadline)
    }
  }

  // MARK: Output that does not move

  private struct WriteStall {
    var sent = 0
    var taken = 0
    var timer: LoopTimer?
  }

  private func watchOutput() {
    guard stall.timer == nil, !isDead else { return }
    stall.taken = stall.sent - transport.pendingBytes
    stall.timer = loop.schedule(after: server.limits.writeTime) { self.checkOutput() }
  }

  private func checkOutput() {
    stall.timer = nil
    guard transport.pendingBytes > 0 else { return }
    if stall.sent - transport.pendingBytes <= stall.taken { return transport.abort() }
    watchOutput()
  }

  // MARK: Handlers

  private func run(_ body: HTTPRequestBody) {
    guard let current else { return }
    let request = HTTPRequest(
      current.head, peer: transport.peer, parameters: current.match.parameters, body: body)
    let (handler, number) = (current.match.handler, number)
    let task = start(isHot: current.match.options.runsOnLoop) {
      let response = await self.server.answer(request, handler)
      // Back on the loop with the answer; the stream, if it is wanted, is written from here.
      guard case .stream(let stream) = response.content else {
        guard !self.loop.isCurrent else { return _ = self.respond(response, number) }
        return self.loop.execute { self.respond(response, number) }
      }
      let isWanted = try? await self.loop.submit { self.respond(response, number) }
      guard isWanted == true else { return }
      await self.write(stream, number)
    }
    // What ran to its end at once has left already.
    if number == self.number { self.current?.task = task }
  }

  /// How many requests of one reading are answered on the spot; those behind them wait for the others of the loop.
  private static let atOnce = 16

  /// Begins a handler: a hot one on the loop and at once, until it waits for something, the others elsewhere.
  private func start(isHot: Bool, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    guard isHot else { return Task(executorPreference: nil) { await body() } }
    answeredAtOnce += 1
    guard answeredAtOnce <= Self.atOnce else { return Task(executorPreference: loop) { await body() } }
    return Task.immediate(executorPreference: loop) { await body() }
  }

  /// Hands the answer over; whether its stream is to be written.
  @discardableResult
  private func respond(_ response: HTTPResponse, _ number: Int) -> Bool {
    guard number == self.number, !isDead else { return false }
    switch response.content {
    case .bytes(let bytes):
      let unsent = transport.pendingBytes
      handle(.respond(response.status, response.fields, .bytes(bytes), unsent: unsent))
    case .stream(let stream):
      current?.endsWithClient = stream.endsWithClient
      handle(.respond(response.status, response.fields, .stream))
    }
    guard number == self.number else { return false }
    if !exchange.isStreaming { leave(CancellationError()) }
    return exchange.isStreaming
  }

  private func write(_ stream: HTTPResponse.Stream, _ number: Int) async {
    let writer = HTTPResponseWriter { bytes in
      try await self.suspending(number) { self.writePart(bytes, $0) }
    }
    do {
      try await stream.write(writer)
      loop.execute { self.endStream(.finish, number) }
    } catch {
      loop.execute { self.endStream(.breakOff, number) }
    }
  }

  private func endStream(_ event: ServerExchange.Event, _ number: Int) {
    guard number == self.number else { return }
    handle(event)
    if number == self.number { leave(CancellationError()) }
  }

  private func writePart(_ bytes: [UInt8], _ continuation: CheckedContinuation<Void, any Error>) {
    handle(.chunk(bytes))
    guard transport.pendingBytes >= server.limits.writeBuffer, current != nil else {
      return continuation.resume()
    }
    current?.writer = continuation
  }

  private func puller(_ number: Int) -> @Sendable () async throws -> [UInt8]? {
    {
      try await self.suspending(number) { continuation in
        self.current?.pull = continuation
        self.handle(.wantBody)
      }
    }
  }

  /// Goes to the loop with a continuation, if the request is still the same; a cancelled task ends the wait.
  private func suspending<Value: Sendable>(
    _ number: Int, _ body: @escaping @Sendable (CheckedContinuation<Value, any Error>) -> Void
  ) async throws -> Value {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        loop.execute {
          guard number == self.number, let current = self.current, current.pull == nil, current.writer == nil
          else {
            return continuation.resume(throwing: CancellationError())
          }
          body(continuation)
        }
      }
    } onCancel: {
      loop.execute { self.stopWaiting(number) }
    }
  }

  private func stopWaiting(_ number: Int) {
    guard number == self.number else { return }
    current?.pull?.resume(throwing: CancellationError())
    current?.writer?.resume(throwing: CancellationError())
    current?.pull = nil
    current?.writer = nil
  }
}
