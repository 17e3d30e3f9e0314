import BilateralNet
import Synchronization

/// Opens one connection and lets go of it again: how far it came, and who was there.
struct ConnectionProbe: Sendable {
  let dialer: Dialer
  let loop: EventLoop

  /// Connects, with TLS when the dialer has it.
  ///
  /// - Throws: why it did not come to a connection.
  func connect(to target: DialTarget) async throws(TransportError) -> PeerIdentity {
    let (loop, dialer) = (loop, dialer)
    let result: Result<PeerIdentity, TransportError> = await withCheckedContinuation { waiter in
      loop.execute { _ = dialer.dial(target, on: loop, delegate: Visit(waiter)) }
    }
    return try result.get()
  }

  /// The addresses of a name.
  ///
  /// - Throws: the resolver's words.
  func addresses(of host: String, port: UInt16) async throws(ResolveError) -> [SocketAddress] {
    let resolver = dialer.resolver
    let result: Result<[SocketAddress], ResolveError> = await withCheckedContinuation { waiter in
      resolver.resolve(host, port: port) { waiter.resume(returning: $0) }
    }
    return try result.get()
  }
}

/// Answers once, when the connection stands or is known not to.
private final class Visit: TransportDelegate, Sendable {
  typealias Outcome = Result<PeerIdentity, TransportError>
  private let waiter: Mutex<CheckedContinuation<Outcome, Never>?>

  init(_ waiter: CheckedContinuation<Outcome, Never>) { self.waiter = Mutex(waiter) }

  private func end(_ outcome: Outcome) {
    let waiter = waiter.withLock { waiter in
      defer { waiter = nil }
      return waiter
    }
    waiter?.resume(returning: outcome)
  }

  func transportBecameReady(_ transport: any Transport) {
    end(.success(transport.peer))
    transport.close()
  }

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    let nothing = TransportError.unresolved(host: "?", reason: "the connection was closed at once")
    end(.failure(error ?? nothing))
  }

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {}
  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {}
  func transportDrained(_ transport: any Transport) {}
}
