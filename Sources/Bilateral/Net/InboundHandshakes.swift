/// The TLS handshakes of a listener, done on its loop, at a pace for each address and one for all.
///
/// A handshake costs more than most requests, and whoever opens connections chooses how many there are. So they stay
/// apart from the loops on which connections live. What a client says first is left in the kernel until its address has
/// its turn; after that the addresses take turns step by step. An address that opens a thousand connections delays the
/// next address by one step, its surplus waits until the deadline, and beyond a number connections are closed unread.
/// When too many are half done, the address that has most of them loses its oldest.
final class InboundHandshakes: LoopConfined, @unchecked Sendable {
  /// How a handshake ended.
  enum Outcome {
    case established(EstablishedConnection)
    case failed(SocketAddress?, TransportError)
    /// Too many were half done, or too many of the address wait.
    case displaced(SocketAddress?)
  }

  let loop: EventLoop
  private let context: TLSContextBox
  private let deadline: Duration
  private let limits: ConnectionLimits
  private let report: (Outcome) -> Void
  private var all: [UInt64: InboundHandshake] = [:]
  private var begun: [IPAddress?: Int] = [:]
  private var begunCount = 0
  /// Those that have not begun.
  private var entry: PacedTurns<IPAddress?, InboundHandshake>
  private var entryTimer: LoopTimer?
  private var turns = FairTurns<IPAddress?, InboundHandshake>()
  private var arrivals: UInt64 = 0

  /// - Parameters:
  ///   - context: what to show and demand, at the moment of each handshake.
  ///   - deadline: from the acceptance to the end of the handshake (S-24).
  ///   - limits: how many may begin, wait and be half done.
  ///   - loop: that of the listener.
  ///   - report: called once for each handshake, unless ``closeAll()`` ends it.
  init(
    context: TLSContextBox, deadline: Duration, limits: ConnectionLimits, on loop: EventLoop,
    report: @escaping (Outcome) -> Void
  ) {
    self.context = context
    self.deadline = deadline
    self.limits = limits
    self.loop = loop
    entry = Self.emptyEntry(limits, at: loop.now)
    self.report = report
  }

  /// Takes over an accepted connection.
  func begin(_ socket: Socket, from address: SocketAddress?) {
    assertOnLoop()
    arrivals += 1
    let handshake = InboundHandshake(
      socket, number: arrivals, from: address, context: context, loop: loop
    ) { [self] in plan($0) }
    all[handshake.number] = handshake
    handshake.deadline = loop.schedule(after: deadline) { [self] in
      fail(handshake, .timedOut(during: "TLS handshake", after: deadline))
    }
    do throws(TransportError) {
      try handshake.wait()
    } catch {
      fail(handshake, error)
    }
  }

  /// Ends what is not established.
  func closeAll() {
    for handshake in all.values { handshake.end() }
    all = [:]
    begun = [:]
    begunCount = 0
    entryTimer?.cancel()
    entry = Self.emptyEntry(limits, at: loop.now)
  }

  private func plan(_ handshake: InboundHandshake) {
    guard !handshake.isPlanned else { return }
    handshake.isPlanned = true
    if handshake.isAdmitted { planStep(handshake) } else { queue(handshake) }
  }

  // MARK: Before the first step

  private static func emptyEntry(
    _ limits: ConnectionLimits, at now: ContinuousClock.Instant
  ) -> PacedTurns<IPAddress?, InboundHandshake> {
    PacedTurns(
      each: limits.handshakePace, all: limits.handshakePaceOfAll, room: limits.handshakesWaiting, at: now)
  }

  private func queue(_ handshake: InboundHandshake) {
    guard entry.add(handshake, for: handshake.key, at: loop.now) else {
      return end(handshake, as: .displaced(handshake.address))
    }
    admit()
    // The poller would tell of it at each turn of the loop.
    if !handshake.isAdmitted { handshake.rest() }
  }

  /// Lets in whose turn has come, and comes back when it is the next one's.
  private func admit() {
    while true {
      switch entry.next(at: loop.now) {
      case .take(let handshake):
        handshake.isAdmitted = true
        planStep(handshake)
      case .later(let instant): return admitLater(at: instant)
      case .nobody: return
      }
    }
  }

  private func admitLater(at instant: ContinuousClock.Instant) {
    if let entryTimer, entryTimer.isPending {
      guard instant < entryTimer.deadline else { return }
      entryTimer.cancel()
    }
    entryTimer = loop.schedule(after: instant - loop.now) { [self] in admit() }
  }

  // MARK: Steps

  private func planStep(_ handshake: InboundHandshake) {
    turns.add(handshake, for: handshake.key)
    // As many steps as entries; whose it is, is decided when its time has come.
    loop.atLeisure { [self] in turns.next().map(step) }
  }

  private func step(_ handshake: InboundHandshake) {
    handshake.isPlanned = false
    guard !handshake.isOver else { return }
    let hadBegun = handshake.hasBegun
    do throws(TransportError) {
      let established = try handshake.step()
      if handshake.hasBegun, !hadBegun { count(handshake) }
      guard let established else { return keepLimit() }
      forget(handshake)
      report(.established(established))
    } catch {
      if handshake.hasBegun, !hadBegun { count(handshake) }
      fail(handshake, error)
    }
  }

  private func fail(_ handshake: InboundHandshake, _ error: TransportError) {
    end(handshake, as: .failed(handshake.address, error))
  }

  private func end(_ handshake: InboundHandshake, as outcome: Outcome) {
    forget(handshake)
    report(outcome)
    handshake.end()
  }

  // MARK: Half done

  private func count(_ handshake: InboundHandshake) {
    begun[handshake.key, default: 0] += 1
    begunCount += 1
  }

  private func forget(_ handshake: InboundHandshake) {
    all[handshake.number] = nil
    if !handshake.isAdmitted { entry.withdraw(for: handshake.key) { $0 === handshake } }
    guard handshake.hasBegun else { return }
    let key = handshake.key
    begunCount -= 1
    begun[key] = begun[key].flatMap { $0 > 1 ? $0 - 1 : nil }
  }

  private func keepLimit() {
    guard begunCount > limits.handshakes, let most = begun.max(by: { $0.value < $1.value })?.key else {
      return
    }
    let own = all.values.filter { $0.hasBegun && $0.key == most }
    guard let oldest = own.min(by: { $0.number < $1.number }) else { return }
    end(oldest, as: .displaced(oldest.address))
  }
}

extension InboundHandshake {
  /// Who has the turns it takes.
  fileprivate var key: IPAddress? { address?.ip?.countedAs }
}
