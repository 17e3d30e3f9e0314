/// One accepted connection until its TLS handshake is done: not yet anybody's transport.
///
/// Lives on the loop of its listener; what it establishes leaves for the loop of a connection.
final class InboundHandshake: PollHandler {
  /// In the order of arrival.
  let number: UInt64
  let address: SocketAddress?
  var deadline: LoopTimer?
  /// Whether a step is planned: what arrives until then waits for it.
  var isPlanned = false
  /// Whether it may take processor time: its first turn has come.
  var isAdmitted = false
  private let loop: EventLoop
  private let socket: Socket
  private let context: TLSContextBox
  private let onEvent: (InboundHandshake) -> Void
  private var engine: TLSEngine?
  private var unsent = ByteQueue()
  private var interest: Readiness = []
  private(set) var isOver = false

  init(
    _ socket: Socket, number: UInt64, from address: SocketAddress?, context: TLSContextBox, loop: EventLoop,
    onEvent: @escaping (InboundHandshake) -> Void
  ) {
    self.socket = socket
    self.number = number
    self.address = address
    self.context = context
    self.loop = loop
    self.onEvent = onEvent
  }

  func becameReady(_ readiness: Readiness) { onEvent(self) }

  /// Whether it takes OpenSSL's memory: a client that has not spoken costs a descriptor only.
  var hasBegun: Bool { engine != nil }

  /// Waits for the client.
  func wait() throws(TransportError) {
    let wanted: Readiness = unsent.isEmpty ? .read : [.read, .write]
    guard wanted != interest, let poller = loop.poller else { return }
    do throws(SocketError) {
      if interest.isEmpty {
        try poller.add(socket.descriptor, for: wanted, handler: self)
      } else {
        try poller.change(socket.descriptor, to: wanted)
      }
      interest = wanted
    } catch {
      throw .socket(error)
    }
  }

  /// Hears no more of the client until its next step: what it says stays in the kernel.
  func rest() {
    guard !interest.isEmpty else { return }
    interest = []
    loop.poller?.remove(socket.descriptor)
  }

  /// Goes as far as what arrived allows; what was established, once it is done.
  func step() throws(TransportError) -> EstablishedConnection? {
    let isDone =
      switch try receive() {
      case .bytes(let count):
        try advance(with: UnsafeRawBufferPointer(rebasing: loop.receiveBuffer[..<count]))
      case .end: throw .tls(TLSEngine.endedDuringHandshake(after: engine?.firstBytes ?? []))
      case .nothing: false
      }
    try flush()
    guard isDone, let engine else {
      try wait()
      return nil
    }
    return leave(with: engine)
  }

  /// Closes the connection, once.
  func end() {
    guard !isOver else { return }
    stopWaiting()
    socket.close()
    engine = nil
  }

  private func receive() throws(TransportError) -> Socket.Received {
    do throws(SocketError) {
      return try socket.receive(into: loop.receiveBuffer)
    } catch {
      throw .socket(error)
    }
  }

  private func advance(with bytes: UnsafeRawBufferPointer) throws(TransportError) -> Bool {
    do throws(TLSError) {
      let engine = try begun()
      engine.feed(bytes)
      let isDone = try engine.advanceHandshake()
      unsent.append(engine.takeOutput())
      return isDone
    } catch {
      // The alert that tells the client why.
      unsent.append(engine?.takeOutput() ?? [])
      try flush()
      throw .tls(error)
    }
  }

  /// The engine, made with the certificate of the moment in which the client begins (S-23).
  private func begun() throws(TLSError) -> TLSEngine {
    if let engine { return engine }
    let engine = try context.makeEngine(peerName: nil)
    self.engine = engine
    return engine
  }

  private func flush() throws(TransportError) {
    do throws(SocketError) {
      while !unsent.isEmpty {
        let count = try unsent.withFront { bytes throws(SocketError) in try socket.send(bytes) }
        guard count > 0 else { return }
        unsent.drop(count)
      }
    } catch {
      throw .socket(error)
    }
  }

  private func leave(with engine: TLSEngine) -> EstablishedConnection {
    stopWaiting()
    return EstablishedConnection(
      socket: socket, engine: engine, unsent: unsent, peer: PeerIdentity(address: address, tls: engine.peer))
  }

  private func stopWaiting() {
    isOver = true
    deadline?.cancel()
    rest()
  }
}

/// What a handshake established, on its way from the listener's loop to the connection's.
///
/// The listener's loop lets go of everything in it before it leaves, so one thread at a time touches it.
struct EstablishedConnection: @unchecked Sendable {
  let socket: Socket
  let engine: TLSEngine?
  /// The end of the handshake, as far as the socket did not take it.
  var unsent = ByteQueue()
  let peer: PeerIdentity
}
