package import BilateralNet

/// Two transports joined in memory: what one writes the other receives, in a later step of their common loop.
///
/// For tests of HTTP shells without sockets, usually on a manual loop. `chunk` cuts everything into pieces of that
/// size, so that a test may drip bytes one by one.
package final class MemoryTransport: Transport, @unchecked Sendable {
  package let loop: EventLoop
  package var delegate: (any TransportDelegate)?
  package var peer: PeerIdentity
  private let limits: TransportLimits
  private let chunk: Int
  private weak var other: MemoryTransport?

  private var output: [UInt8] = []
  private var hasStarted = false
  private var isPaused = false
  private var isWriteEnded = false
  private var isEndDelivered = false
  private var isClosing = false
  private var isClosed = false

  private init(loop: EventLoop, peer: PeerIdentity, limits: TransportLimits, chunk: Int) {
    self.loop = loop
    self.peer = peer
    self.limits = limits
    self.chunk = chunk
  }

  /// Makes two joined transports; both become ready in the next step of the loop.
  ///
  /// Keep both: a dropped end is not the same as a closed one.
  package static func pair(
    on loop: EventLoop, chunk: Int = .max, limits: TransportLimits = TransportLimits(),
    clientPeer: PeerIdentity = PeerIdentity(), serverPeer: PeerIdentity = PeerIdentity()
  ) -> (client: MemoryTransport, server: MemoryTransport) {
    let client = MemoryTransport(loop: loop, peer: serverPeer, limits: limits, chunk: chunk)
    let server = MemoryTransport(loop: loop, peer: clientPeer, limits: limits, chunk: chunk)
    client.other = server
    server.other = client
    for end in [client, server] {
      loop.execute { end.becomeReady() }
    }
    return (client, server)
  }

  package var pendingBytes: Int { output.count }

  package func write(_ bytes: [UInt8]) {
    assertOnLoop()
    guard !isWriteEnded, !isClosing, !isClosed else { return }
    output += bytes
    step()
  }

  package func pauseReading() { isPaused = true }

  package func resumeReading() {
    isPaused = false
    other?.step()
  }

  package func shutdownWrite() {
    isWriteEnded = true
    step()
  }

  package func close() {
    guard !isClosing, !isClosed else { return }
    isClosing = true
    isWriteEnded = true
    step()
    other?.step()
    loop.schedule(after: limits.linger) { self.abort() }
  }

  package func abort() {
    loop.execute {
      self.finish(nil)
      self.other?.finish(.socket(SocketError("read", code: 104)))
    }
  }

  private func becomeReady() {
    guard !isClosed else { return }
    hasStarted = true
    delegate?.transportBecameReady(self)
    step()
    other?.step()
  }

  private func step() { loop.execute { self.deliver() } }

  /// Moves one chunk, or the end, to the other side if that listens.
  private func deliver() {
    guard hasStarted, !isClosed, let other, other.hasStarted, !other.isClosed,
      !other.isPaused || other.isClosing
    else { return }
    guard output.isEmpty else { return deliverChunk(to: other) }
    guard isWriteEnded, !isEndDelivered else { return }
    isEndDelivered = true
    if !other.isClosing { other.delegate?.transportReachedEnd(other, isClean: true) }
    closeIfBothEnded()
  }

  private func deliverChunk(to other: MemoryTransport) {
    let before = output.count
    let part = Array(output.prefix(chunk))
    output.removeFirst(part.count)
    if !other.isClosing {
      part.withUnsafeBytes { other.delegate?.transport(other, received: $0) }
    }
    if before > limits.lowWater, output.count <= limits.lowWater, !isClosing {
      delegate?.transportDrained(self)
    }
    step()
  }

  private func closeIfBothEnded() {
    guard let other, isEndDelivered, other.isEndDelivered else { return }
    finish(nil)
    other.finish(nil)
  }

  private func finish(_ error: TransportError?) {
    guard !isClosed else { return }
    isClosed = true
    output = []
    let told = delegate
    delegate = nil
    told?.transportClosed(self, error: error)
  }
}
