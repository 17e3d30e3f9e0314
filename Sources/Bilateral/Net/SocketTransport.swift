/// A ``Transport`` over a TCP or unix socket, with TLS when it has an engine.
///
/// Plain bytes wait in `plain`, bytes for the socket in `wire`. Without TLS the first queue is sent directly; with TLS
/// it is encrypted in pieces as the socket takes them, so that a slow peer costs the memory of one piece.
/// A descriptor for which nothing is asked is not registered with the poller: a half-closed peer would
/// otherwise wake the loop for ever.
package final class SocketTransport: Transport, PollHandler, @unchecked Sendable {
  /// Where in its life it is.
  enum Phase { case connecting, handshaking, open, closing, closed }

  package let loop: EventLoop
  package var delegate: (any TransportDelegate)?
  package internal(set) var peer: PeerIdentity
  let limits: TransportLimits
  var phase = Phase.connecting
  var attempt: Dial?
  private var onFinish: (() -> Void)?

  private var socket: Socket?
  private var tls: TLSEngine?
  private var plain = ByteQueue()
  private var wire = ByteQueue()
  private var interest: Readiness = []
  private var isPaused = false
  private var isReadEnded = false
  private var isEndReported = false
  private var isWriteEnded = false
  private var hasSentEnd = false
  private var isFlushPlanned = false
  private var isHandshakePlanned = false
  private var wasAboveLowWater = false
  private var deadline: LoopTimer?

  init(loop: EventLoop, peer: PeerIdentity, limits: TransportLimits, onFinish: (() -> Void)? = nil) {
    self.loop = loop
    self.peer = peer
    self.limits = limits
    self.onFinish = onFinish
  }

  package var pendingBytes: Int { plain.count + wire.count }

  // MARK: Beginning

  /// Goes on with a connected socket: handshake if there is an engine and it was not done elsewhere, then ready.
  func adopt(_ socket: Socket, tls: TLSEngine?, unsent: ByteQueue = ByteQueue()) {
    guard phase == .connecting else { return socket.close() }
    self.socket = socket
    self.tls = tls
    wire = unsent
    attempt = nil
    phase = .handshaking
    guard tls?.isReady == false else { return becomeReady() }
    setDeadline(limits.handshake) { [self] in
      finish(.timedOut(during: "TLS handshake", after: limits.handshake))
    }
    advanceHandshake()
    updateInterest()
  }

  private func advanceHandshake() {
    guard let tls else { return }
    do throws(TLSError) {
      let isDone = try tls.advanceHandshake()
      wire.append(tls.takeOutput())
      flush()
      if isDone, phase == .handshaking { becomeReady() }
    } catch {
      // The alert that tells the peer why.
      wire.append(tls.takeOutput())
      flush()
      finish(.tls(error))
    }
  }

  private func becomeReady() {
    deadline?.cancel()
    phase = .open
    peer.tls = peer.tls ?? tls?.peer
    delegate?.transportBecameReady(self)
    planFlush()
    updateInterest()
    if tls != nil { deliverDecrypted() }
  }

  // MARK: What the owner asks

  package func write(_ bytes: [UInt8]) {
    assertOnLoop()
    guard !isWriteEnded, phase != .closed, !bytes.isEmpty else { return }
    plain.append(bytes)
    wasAboveLowWater = wasAboveLowWater || pendingBytes > limits.lowWater
    planFlush()
  }

  package func pauseReading() {
    isPaused = true
    updateInterest()
  }

  package func resumeReading() {
    guard isPaused else { return }
    isPaused = false
    updateInterest()
    if tls != nil || isReadEnded {
      loop.execute { self.deliverDecrypted() }
    }
  }

  package func shutdownWrite() {
    assertOnLoop()
    isWriteEnded = true
    planFlush()
  }

  package func close() {
    assertOnLoop()
    guard phase != .closing, phase != .closed else { return }
    isWriteEnded = true
    guard phase == .open else { return finish(nil) }
    phase = .closing
    restartLinger()
    planFlush()
    updateInterest()
  }

  package func abort() {
    assertOnLoop()
    socket?.resetOnClose()
    finish(nil)
  }

  // MARK: Sending

  private func planFlush() {
    guard !isFlushPlanned, phase == .open || phase == .closing else { return }
    isFlushPlanned = true
    loop.atEndOfTurn { [self] in
      isFlushPlanned = false
      flush()
    }
  }

  private func flush() {
    guard let socket, phase != .closed else { return }
    do throws(SocketError) {
      while try sendSome(on: socket) {}
    } catch {
      return failSending(error)
    }
    updateInterest()
    guard phase == .open || phase == .closing else { return }
    reportDrained()
    finishIfBothEnded()
  }

  /// Sends one piece; false when the socket takes no more or nothing is left.
  private func sendSome(on socket: Socket) throws(SocketError) -> Bool {
    guard let tls else { return try send(&plain, on: socket) }
    if wire.isEmpty, phase != .handshaking { encryptSome(with: tls) }
    return try send(&wire, on: socket)
  }

  private func encryptSome(with tls: TLSEngine) {
    if !plain.isEmpty {
      let count = plain.withFront(limit: 128 * 1024) { bytes in
        tls.write(bytes)
        return bytes.count
      }
      plain.drop(count)
    } else if isWriteEnded, !hasSentEnd {
      tls.shutdown()
    }
    wire.append(tls.takeOutput())
  }

  private func send(_ queue: inout ByteQueue, on socket: Socket) throws(SocketError) -> Bool {
    guard !queue.isEmpty else {
      endOutput(on: socket)
      return false
    }
    let count = try queue.withFront { bytes throws(SocketError) in try socket.send(bytes) }
    queue.drop(count)
    if count > 0, phase == .closing { restartLinger() }
    return count > 0
  }

  /// Sends the FIN once everything is out.
  private func endOutput(on socket: Socket) {
    guard isWriteEnded, !hasSentEnd, phase != .handshaking else { return }
    hasSentEnd = true
    socket.shutdownWrite()
  }

  /// A peer that closed may still have said why (an early answer, an alert): that is read first.
  private func failSending(_ error: SocketError) {
    for _ in 0..<16 where phase == .open && !isReadEnded && !isPaused { readOnce() }
    finish(.socket(error))
  }

  private func reportDrained() {
    guard wasAboveLowWater, pendingBytes <= limits.lowWater else { return }
    wasAboveLowWater = false
    if phase == .open { delegate?.transportDrained(self) }
  }

  // MARK: Receiving

  func becameReady(_ readiness: Readiness) {
    guard phase == .handshaking else { return proceed(readiness) }
    guard !isHandshakePlanned else { return }
    isHandshakePlanned = true
    loop.atLeisure { [self] in
      isHandshakePlanned = false
      proceed(readiness)
    }
  }

  private func proceed(_ readiness: Readiness) {
    if readiness.contains(.write) || !interest.contains(.read) { flush() }
    if !readiness.isDisjoint(with: [.read, .hangUp, .error]) { readOnce() }
  }

  private func readOnce() {
    guard let socket, phase != .closed, !isReadEnded, !isPaused || phase == .closing else { return }
    let buffer = loop.receiveBuffer
    do throws(SocketError) {
      switch try socket.receive(into: buffer) {
      case .bytes(let count): received(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      case .end: receivedEnd()
      case .nothing: break
      }
    } catch {
      finish(phase == .closing ? nil : .socket(error))
    }
  }

  private func received(_ bytes: UnsafeRawBufferPointer) {
    guard let tls else {
      if phase == .open { delegate?.transport(self, received: bytes) }
      return
    }
    tls.feed(bytes)
    if phase == .handshaking { return advanceHandshake() }
    deliverDecrypted()
  }

  private func receivedEnd() {
    isReadEnded = true
    if phase == .handshaking, let tls {
      return finish(.tls(TLSEngine.endedDuringHandshake(after: tls.firstBytes)))
    }
    updateInterest()
    deliverDecrypted()
  }

  /// Hands on what the engine can decrypt, then the end, as long as the owner wants it.
  private func deliverDecrypted() {
    do throws(TLSError) {
      while phase == .open || phase == .closing, !isPaused || phase == .closing,
        let bytes = try tls?.read(into: loop.decryptBuffer)
      {
        if phase == .open { delegate?.transport(self, received: bytes) }
      }
    } catch {
      return finish(phase == .closing ? nil : .tls(error))
    }
    answerProtocol()
    reportEnd()
  }

  /// Sends what TLS itself has to say (answers to key updates).
  private func answerProtocol() {
    guard let tls, tls.hasOutput else { return }
    wire.append(tls.takeOutput())
    planFlush()
  }

  private func reportEnd() {
    let hasEnd = isReadEnded || tls?.hasReceivedEnd == true
    guard hasEnd, !isEndReported, phase == .open || phase == .closing, !isPaused || phase == .closing else {
      return
    }
    isReadEnded = true
    isEndReported = true
    updateInterest()
    if phase == .open { delegate?.transportReachedEnd(self, isClean: tls?.hasReceivedEnd ?? true) }
    finishIfBothEnded()
  }

  // MARK: Ending

  private func finishIfBothEnded() {
    if hasSentEnd, isEndReported || (phase == .closing && isReadEnded) { finish(nil) }
  }

  /// Ends it, once; the delegate hears of it in the next step.
  func finish(_ error: TransportError?) {
    guard phase != .closed else { return }
    phase = .closed
    attempt?.cancel()
    attempt = nil
    deadline?.cancel()
    if let socket, !interest.isEmpty { loop.poller?.remove(socket.descriptor) }
    socket?.close()
    socket = nil
    tls = nil
    plain.removeAll()
    wire.removeAll()
    onFinish?()
    onFinish = nil
    loop.execute { self.reportClosed(error) }
  }

  private func reportClosed(_ error: TransportError?) {
    let told = delegate
    delegate = nil
    told?.transportClosed(self, error: error)
  }

  private func restartLinger() {
    setDeadline(limits.linger) { [self] in finish(nil) }
  }

  private func setDeadline(_ time: Duration, _ body: @escaping () -> Void) {
    deadline?.cancel()
    deadline = loop.schedule(after: time, body)
  }

  private func updateInterest() {
    guard let socket, let poller = loop.poller, phase != .closed else { return }
    var wanted: Readiness = []
    if !isReadEnded, !isPaused || phase != .open { wanted.insert(.read) }
    if !wire.isEmpty || (!plain.isEmpty && !isFlushPlanned && phase != .handshaking) { wanted.insert(.write) }
    guard wanted != interest else { return }
    let before = interest
    interest = wanted
    do throws(SocketError) {
      if wanted.isEmpty {
        poller.remove(socket.descriptor)
      } else if before.isEmpty {
        try poller.add(socket.descriptor, for: wanted, handler: self)
      } else {
        try poller.change(socket.descriptor, to: wanted)
      }
    } catch {
      interest = []
      finish(.socket(error))
    }
  }
}
