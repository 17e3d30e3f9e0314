package import BilateralBase
import Synchronization

/// Serves HTTP on any number of addresses: plain, TLS or unix.
///
/// ``serve(_:)`` takes any transport, so the same server answers in memory in tests.
package final class HTTPServer: Sendable {
  package let limits: HTTPLimits
  package let router: Router
  let date: @Sendable () -> String
  let group: EventLoopGroup
  private let report: @Sendable (any Error, HTTPRequest) -> Void
  private let state = Mutex(State())

  private struct State {
    var connections: [ObjectIdentifier: HTTPServerConnection] = [:]
    var listeners: [Listener] = []
    var isDraining = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  /// A server that does not listen yet.
  ///
  /// - Parameters:
  ///   - router: finds the handlers.
  ///   - group: the loops on which connections live; they must outlive the server.
  ///   - limits: all limits and deadlines.
  ///   - clock: gives the Date field.
  ///   - report: hears of errors that handlers threw and that are no answer; the client sees 500 and no word of them.
  package init(
    _ router: Router, on group: EventLoopGroup, limits: HTTPLimits = HTTPLimits(), clock: WallClock = .system,
    report: @escaping @Sendable (any Error, HTTPRequest) -> Void = { _, _ in }
  ) {
    self.router = router
    self.group = group
    self.limits = limits
    self.report = report
    let cache = HTTPDateCache(clock)
    date = { cache.text }
  }

  /// Serves one connection; to be called on the transport's loop before it turns again.
  package func serve(_ transport: any Transport) {
    let connection = HTTPServerConnection(transport, server: self)
    transport.delegate = connection
    let isDraining = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = connection
      return state.isDraining
    }
    if isDraining { transport.close() }
  }

  /// Keeps a listener to be closed by ``drain()``.
  func keep(_ listener: Listener) { state.withLock { $0.listeners.append(listener) } }

  /// How many connections stand.
  package var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Stops in good order: no new connections, the open requests end, with `Connection: close`, and when
  /// ``HTTPLimits/drainTime`` is over they are cancelled (S-37).
  package func drain() async {
    let (listeners, connections) = state.withLock { state in
      state.isDraining = true
      defer { state.listeners = [] }
      return (state.listeners, Array(state.connections.values))
    }
    listeners.forEach { $0.close() }
    for connection in connections { connection.loop.execute { connection.drain() } }
    let loop = group.next()
    loop.execute { loop.schedule(after: self.limits.drainTime) { self.abortAll() } }
    await withCheckedContinuation { waiter in
      let isDone = state.withLock { state in
        if !state.connections.isEmpty { state.waiter = waiter }
        return state.connections.isEmpty
      }
      if isDone { waiter.resume() }
    }
  }

  private func abortAll() {
    for connection in state.withLock({ Array($0.connections.values) }) {
      connection.loop.execute { connection.abort() }
    }
  }

  /// A connection has ended.
  func left(_ connection: HTTPServerConnection) {
    let waiter = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = nil
      guard state.connections.isEmpty else { return nil as CheckedContinuation<Void, Never>? }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// The handler's answer, or the one that its error stands for.
  func answer(_ request: HTTPRequest, _ handler: HTTPHandler) async -> HTTPResponse {
    do {
      return try await handler(request)
    } catch let error as any HTTPAnswerable {
      return error.response
    } catch {
      report(error, request)
      return HTTPResponse(.internalServerError, text: "500 Internal Server Error\n")
    }
  }
}
