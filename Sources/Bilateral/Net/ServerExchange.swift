/// All decisions of one server connection, without a socket, a clock or a task: events in, actions out.
///
/// One request at a time: the next one is looked at when the answer to the one before is complete, so pipelined requests
/// are answered in order and cost nothing but their bytes in the buffer. A fault in what the client sent is answered
/// once and the connection closed, since nothing after it can be trusted.
///
/// ```
/// opened → route(head) → admit(bodyLimit) → start → wantBody … body … bodyEnded
///                                              → respond [→ chunk … finish] → route(next head) …
/// ```
package struct ServerExchange: Sendable {
  /// What happened.
  package enum Event: Sendable {
    /// The connection stands.
    case opened
    /// Bytes came.
    case received([UInt8])
    /// The client sends no more; it may still read (half-close).
    case inputEnded
    /// The armed deadline is over.
    case deadline
    /// The answer to ``Action/route(_:)``, at once: how large a body the resource takes, and whether the handler answers a
    /// larger one itself.
    case admit(bodyLimit: Int, answersTooLarge: Bool = false)
    /// The handler wants the next part of the body; answered by one body action, perhaps later.
    case wantBody
    /// The handler's answer. A streamed one goes on with `chunk` and `finish` when ``ServerExchange/isStreaming`` says so.
    ///
    /// `unsent` are the bytes of earlier answers that the client did not take yet: with too many of them, this answer
    /// included, no further request is served before `outputTaken`.
    case respond(HTTPStatus, HTTPFields, Content, unsent: Int = 0)
    /// The client took what was sent.
    case outputTaken
    /// The next part of a streamed answer.
    case chunk([UInt8])
    /// The end of a streamed answer.
    case finish
    /// The streamed answer cannot be completed; the client must notice.
    case breakOff
    /// The server is stopping: no further request after this one.
    case drain
  }

  /// What the answer carries.
  package enum Content: Sendable {
    case bytes([UInt8])
    case stream
  }

  /// What to do, in this order.
  package enum Action: Sendable, Equatable {
    /// Find the resource and answer with `admit`.
    case route(HTTPRequestHead)
    /// Run the handler of the request just routed.
    case start
    /// Give the handler this part of the body.
    case body([UInt8])
    /// Tell the handler that the body is complete.
    case bodyEnded
    /// Tell the handler that the body will not be complete.
    case bodyFailed(HTTPFault)
    /// Cancel the handler: its answer is not wanted any more.
    case cancel
    case send([UInt8])
    /// Start the deadline anew; there is one at a time.
    case arm(Duration)
    case disarm
    case pauseReading
    case resumeReading
    /// Flush, then end in good order; nothing more will be sent.
    case close
    /// End at once.
    case abort
  }

  enum Phase: Sendable {
    case head, routing, serving, closed
  }

  enum Answer: Sendable {
    case none, chunked, untilClose, done
  }

  enum Deadline: Sendable {
    case head, idle, body
  }

  let limits: HTTPLimits
  let date: @Sendable () -> String

  var phase = Phase.head
  /// What is to be done and was not yet taken: ``handle(_:)`` takes it, a connection that uses ``take(_:)`` empties it.
  var actions: [Action] = []
  var deadline: Deadline?
  var isDraining = false
  var isPaused = false
  var hasInputEnded = false
  /// Whether answers wait for the client to take them; then it gets no further one ready.
  var isOutputFull = false
  var served = 0
  var input: ArraySlice<UInt8> = []

  // Of the request at hand.
  var parser: HTTPParser<HTTPRequestHead>
  var request: HTTPRequestHead?
  var framing = HTTPFraming.none
  var body: HTTPBodyParser
  /// Why the body will not be complete.
  var bodyFault: HTTPFault?
  var bodyLimit = 0
  var answersTooLarge = false
  var bodySize = 0
  var windowSize = 0
  var isWindowExcused = false
  var isBodyWanted = false
  var isContinueDue = false
  var answer = Answer.none
  var keepsAlive = false

  /// An exchange under these limits; `date` gives the value of the Date field.
  package init(limits: HTTPLimits = HTTPLimits(), date: @escaping @Sendable () -> String) {
    self.limits = limits
    self.date = date
    parser = HTTPParser(limits: limits)
    body = HTTPBodyParser(.none, limits: limits)
  }

  /// Whether the answer just begun takes chunks: not for HEAD, and not for statuses without a body.
  package var isStreaming: Bool {
    switch answer {
    case .chunked, .untilClose: phase == .serving
    case .none, .done: false
    }
  }

  /// Whether nothing is under way, so that a stopping server may close without loss.
  package var isIdle: Bool { phase == .head && !parser.isWithinHead && input.isEmpty }

  /// Takes one event and says what to do; after `close` and `abort` it says nothing any more.
  package mutating func handle(_ event: Event) -> [Action] {
    take(event)
    defer { actions = [] }
    return actions
  }

  /// Takes one event and puts what is to be done at the end of ``actions``.
  mutating func take(_ event: Event) {
    guard phase != .closed else { return }
    switch event {
    case .opened: arm(.head)
    case .received(let bytes): receive(bytes)
    case .inputEnded:
      hasInputEnded = true
      advance()
    case .deadline: deadlinePassed()
    case .admit(let limit, let answersTooLarge):
      self.answersTooLarge = answersTooLarge
      admit(bodyLimit: limit)
    case .wantBody: wantBody()
    case .respond(let status, let fields, let content, let unsent):
      respond(status, fields, content, unsent: unsent)
    case .outputTaken:
      isOutputFull = false
      advance()
    case .chunk(let bytes): sendChunk(bytes)
    case .finish: finish()
    case .breakOff: if isStreaming { end(.abort) }
    case .drain:
      isDraining = true
      if isIdle {
        end(.close)
      } else if phase == .head {
        // Half a head may still become a request, but nobody waits long for it.
        actions.append(.arm(min(limits.headTime, .seconds(1))))
      }
    }
  }

  mutating func arm(_ kind: Deadline) {
    guard deadline != kind else { return }
    deadline = kind
    switch kind {
    case .head: actions.append(.arm(limits.headTime))
    case .idle: actions.append(.arm(limits.idleTime))
    case .body: actions.append(.arm(limits.bodyWindow))
    }
  }

  mutating func disarm() {
    guard deadline != nil else { return }
    deadline = nil
    actions.append(.disarm)
  }

  /// The last actions of the connection.
  mutating func end(_ action: Action) {
    disarm()
    phase = .closed
    input = []
    actions.append(action)
  }

  private mutating func deadlinePassed() {
    let passed = deadline
    deadline = nil
    switch passed {
    case .head: parser.isWithinHead ? refuse(.headTooSlow) : end(.close)
    case .idle: end(.close)
    case .body: checkBodyRate()
    case nil: break
    }
  }
}
