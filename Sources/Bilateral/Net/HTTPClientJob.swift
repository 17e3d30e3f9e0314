/// One request on its way through the pool: it gets exactly one result, by whichever end comes first.
///
/// Loop-confined.
final class HTTPClientJob: LoopConfined, @unchecked Sendable {
  typealias Outcome = Result<HTTPClientResponse, HTTPClientError>

  let loop: EventLoop
  let request: HTTPClientRequest
  let responseLimit: Int
  let timeout: Duration
  /// What it is doing, for the words of a timeout.
  var stage = "waiting for a free connection"
  /// Whether it was sent once before.
  var wasRepeated = false
  /// The connection that carries it.
  var connection: HTTPClientConnection?
  private(set) var isOver = false
  private var continuation: CheckedContinuation<Outcome, Never>?
  private var early: HTTPClientError?
  private var timer: LoopTimer?

  init(_ request: HTTPClientRequest, loop: EventLoop, limits: HTTPLimits) {
    self.request = request
    self.loop = loop
    responseLimit = request.responseLimit ?? limits.responseBodySize
    timeout = request.timeout ?? limits.requestTime
  }

  /// Starts the deadline; whether the request is still wanted.
  func begin(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
    self.continuation = continuation
    if let early {
      finish(.failure(early))
      return false
    }
    timer = loop.schedule(after: timeout) { self.timeOut() }
    return true
  }

  func succeed(_ response: HTTPClientResponse) { finish(.success(response)) }

  /// Ends it with an error; a connection that carries it is of no further use.
  func fail(_ error: HTTPClientError) {
    guard !isOver else { return }
    guard continuation != nil else {
      // Cancelled before it was submitted.
      early = error
      return
    }
    finish(.failure(error))
    connection?.abandon()
    connection = nil
  }

  private func timeOut() {
    fail(HTTPClientError(.timeout, "no complete answer within \(timeout): the time ended while \(stage)"))
  }

  private func finish(_ outcome: Outcome) {
    guard !isOver, let continuation else { return }
    isOver = true
    timer?.cancel()
    self.continuation = nil
    continuation.resume(returning: outcome)
  }
}
