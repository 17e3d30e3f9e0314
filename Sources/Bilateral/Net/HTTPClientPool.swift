/// The connections of one client, by origin: kept for the next request, bounded in number, fair in order.
///
/// Loop-confined.
final class HTTPClientPool: LoopConfined, @unchecked Sendable {
  let loop: EventLoop
  private let plain: (any Dialing)?
  private let secure: (any Dialing)?
  private let address: SocketAddress?
  private let limits: HTTPLimits
  private var places: [HTTPOrigin: Place] = [:]
  private var isClosed = false

  /// What a request that may not be repeated accepts as surely alive.
  private static let freshness: Duration = .seconds(1)

  private struct Place {
    var all: [ObjectIdentifier: HTTPClientConnection] = [:]
    /// Unused ones, the last used at the end.
    var idle: [HTTPClientConnection] = []
    var waiting: [HTTPClientJob] = []
  }

  init(
    loop: EventLoop, plain: (any Dialing)?, secure: (any Dialing)?, address: SocketAddress?,
    limits: HTTPLimits
  ) {
    self.loop = loop
    self.plain = plain
    self.secure = secure
    self.address = address
    self.limits = limits
  }

  /// Takes a new request.
  func submit(_ job: HTTPClientJob, _ continuation: CheckedContinuation<HTTPClientJob.Outcome, Never>) {
    if job.begin(continuation) { assign(job) }
  }

  /// Gives a request a kept connection, a new one, or a place in the queue.
  func assign(_ job: HTTPClientJob) {
    guard !isClosed else { return job.fail(HTTPClientError(.cancelled, "the client was closed")) }
    let origin = job.request.url.origin
    guard let dialer = origin.scheme == .http ? plain : secure else {
      return job.fail(
        HTTPClientError(.request, "\(origin.scheme.rawValue) URLs are not allowed for this partner"))
    }
    if let connection = takeIdle(origin, for: job) {
      connection.carry(job)
    } else if places[origin, default: Place()].all.count < limits.connectionsPerOrigin {
      open(origin, dialer, for: job)
    } else {
      places[origin, default: Place()].waiting.append(job)
    }
  }

  /// Takes a connection back that may carry another request.
  func release(_ connection: HTTPClientConnection) {
    let origin = connection.origin
    if let job = nextWaiting(origin) { return connection.carry(job) }
    guard !isClosed else { return connection.close() }
    connection.idleSince = loop.now
    connection.idleTimer = loop.schedule(after: limits.clientIdleTime) { connection.close() }
    places[origin]?.idle.append(connection)
  }

  /// A connection is gone; a request that waits may have its place.
  func remove(_ connection: HTTPClientConnection) {
    let origin = connection.origin
    connection.idleTimer?.cancel()
    places[origin]?.all[ObjectIdentifier(connection)] = nil
    places[origin]?.idle.removeAll { $0 === connection }
    if let job = nextWaiting(origin) {
      // In a later step, so that connections which fail at once do not pile up calls.
      loop.execute { if !job.isOver { self.assign(job) } }
    } else if places[origin]?.all.isEmpty == true {
      places[origin] = nil
    }
  }

  /// Closes everything; requests under way fail.
  func close() {
    isClosed = true
    let all = places.values
    places = [:]
    for place in all {
      place.idle.forEach { $0.close() }
      place.waiting.forEach { $0.fail(HTTPClientError(.cancelled, "the client was closed")) }
      place.all.values.forEach { $0.stop() }
    }
  }

  private func open(_ origin: HTTPOrigin, _ dialer: any Dialing, for job: HTTPClientJob) {
    let connection = HTTPClientConnection(origin, pool: self, limits: limits)
    places[origin, default: Place()].all[ObjectIdentifier(connection)] = connection
    let target = address.map { DialTarget.address($0) } ?? .host(origin.host.name, port: origin.port)
    connection.open(dialer, target, for: job)
  }

  /// The connection that was used last; for a request that may not be repeated only one that was used just now, since a
  /// server may be about to close an older one.
  private func takeIdle(_ origin: HTTPOrigin, for job: HTTPClientJob) -> HTTPClientConnection? {
    guard !job.wasRepeated, let connection = places[origin]?.idle.last else { return nil }
    let age = connection.idleSince.map { loop.now - $0 } ?? .zero
    guard job.request.isRepeatable || age < Self.freshness else {
      // Its place is needed, and whoever uses it next would have the same doubt.
      connection.close()
      return nil
    }
    places[origin]?.idle.removeLast()
    connection.idleTimer?.cancel()
    return connection
  }

  private func nextWaiting(_ origin: HTTPOrigin) -> HTTPClientJob? {
    while let job = places[origin]?.waiting.first {
      places[origin]?.waiting.removeFirst()
      if !job.isOver { return job }
    }
    return nil
  }
}
