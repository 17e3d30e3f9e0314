/// One connection of a client: performs what ``ClientExchange`` decides.
///
/// Loop-confined.
final class HTTPClientConnection: TransportDelegate, LoopConfined, @unchecked Sendable {
  let loop: EventLoop
  let origin: HTTPOrigin
  private let pool: HTTPClientPool
  private var transport: (any Transport)?
  private var exchange: ClientExchange
  private var job: HTTPClientJob?
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []
  private var hasCarried = false
  private var isOver = false
  /// Ends an unused connection; owned by the pool.
  var idleTimer: LoopTimer?
  /// Since when it is unused.
  var idleSince: ContinuousClock.Instant?

  init(_ origin: HTTPOrigin, pool: HTTPClientPool, limits: HTTPLimits) {
    loop = pool.loop
    self.origin = origin
    self.pool = pool
    exchange = ClientExchange(limits: limits)
  }

  /// Dials and then sends this request.
  func open(_ dialer: any Dialing, _ target: DialTarget, for job: HTTPClientJob) {
    take(job)
    job.stage = "connecting to \(target)"
    transport = dialer.dial(target, on: loop, delegate: self)
  }

  /// Sends a request on a connection that stands.
  func carry(_ job: HTTPClientJob) {
    take(job)
    sendRequest()
  }

  /// The job does not want its answer any more.
  func abandon() {
    job = nil
    end { $0.abort() }
  }

  /// The client is closed: whatever it carries fails.
  func stop() {
    if let job { job.fail(HTTPClientError(.cancelled, "the client was closed")) } else { close() }
  }

  /// Closes an unused connection.
  func close() { end { $0.close() } }

  private func take(_ job: HTTPClientJob) {
    self.job = job
    job.connection = self
    (head, body) = (nil, [])
  }

  private func sendRequest() {
    guard let job else { return }
    let request = job.request
    job.stage = "waiting for the answer"
    var fields: HTTPFields = [.host: origin.authority]
    for field in request.fields where field.name != .host { fields.add(field.name, field.value) }
    perform(
      exchange.handle(
        .request(
          request.method, target: request.url.target, fields, body: request.body,
          responseLimit: job.responseLimit)))
  }

  // MARK: The transport

  func transportBecameReady(_ transport: any Transport) {
    sendRequest()
  }

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    perform(exchange.handle(.received(Array(bytes))))
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {
    perform(exchange.handle(.inputEnded(isClean: isClean)))
  }

  func transportDrained(_ transport: any Transport) {}

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    let begun = exchange.hasResponseBegun
    fail(HTTPClientError(error, hasResponseBegun: begun), mayRepeat: hasCarried && !begun)
    end { _ in }
    self.transport = nil
  }

  // MARK: The exchange

  private func perform(_ actions: [ClientExchange.Action]) {
    for action in actions {
      switch action {
      case .send(let bytes): transport?.write(bytes)
      case .head(let head):
        self.head = head
        job?.stage = "reading the answer"
      case .body(let bytes): body += bytes
      case .complete(let isReusable): complete(isReusable)
      case .fail(let fault): broke(fault)
      case .close: close()
      }
    }
  }

  private func complete(_ isReusable: Bool) {
    guard let job, let head, let transport else { return close() }
    hasCarried = true
    (self.job, job.connection) = (nil, nil)
    job.succeed(
      HTTPClientResponse(status: head.status, fields: head.fields, body: body, peer: transport.peer))
    body = []
    // An answer that came before the request was sent leaves the rest of the request in the way.
    if isReusable, transport.pendingBytes == 0 { pool.release(self) } else { close() }
  }

  private func broke(_ fault: HTTPFault) {
    let begun = exchange.hasResponseBegun
    let error = HTTPClientError(fault, hasResponseBegun: begun, limit: job?.responseLimit ?? 0)
    fail(error, mayRepeat: hasCarried && !begun)
    end { $0.abort() }
  }

  /// Fails the job, or sends it again on a fresh connection when the server had just let go of this kept one.
  private func fail(_ error: HTTPClientError, mayRepeat: Bool) {
    guard let job else { return }
    (self.job, job.connection) = (nil, nil)
    if mayRepeat, job.request.isRepeatable, !job.wasRepeated {
      job.wasRepeated = true
      end { $0.abort() }
      pool.assign(job)
    } else {
      job.fail(error)
    }
  }

  private func end(_ body: (any Transport) -> Void) {
    guard !isOver else { return }
    isOver = true
    if let transport { body(transport) }
    pool.remove(self)
  }
}
