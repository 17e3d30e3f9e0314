/// The TLS handshakes of a listener, done on its loop and in a fair order: the addresses take turns.
///
/// A handshake costs more than most requests, and whoever opens connections chooses how many there are. So they stay
/// apart from the loops on which connections live, an address that opens a thousand delays the next address by one step,
/// and when too many are half done, the address that has most of them loses its oldest.
final class InboundHandshakes: LoopConfined, @unchecked Sendable {
  /// How a handshake ended.
  enum Outcome {
    case established(EstablishedConnection)
    case failed(SocketAddress?, TransportError)
    /// Too many were half done.
    case displaced(SocketAddress?)
  }

  let loop: EventLoop
  private let context: TLSContextBox
  private let deadline: Duration
  private let limit: Int
  private let report: (Outcome) -> Void
  private var all: [UInt64: InboundHandshake] = [:]
  private var begun: [IPAddress?: Int] = [:]
  private var begunCount = 0
  private var turns = FairTurns<IPAddress?, InboundHandshake>()
  private var arrivals: UInt64 = 0

  /// - Parameters:
  ///   - context: what to show and demand, at the moment of each handshake.
  ///   - deadline: from the acceptance to the end of the handshake (S-24).
  ///   - limit: how many may be half done.
  ///   - loop: that of the listener.
  ///   - report: called once for each handshake, unless ``closeAll()`` ends it.
  init(
    context: TLSContextBox, deadline: Duration, limit: Int, on loop: EventLoop,
    report: @escaping (Outcome) -> Void
  ) {
    self.context = context
    self.deadline = deadline
    self.limit = limit
    self.loop = loop
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
  }

  private func plan(_ handshake: InboundHandshake) {
    guard !handshake.isPlanned else { return }
    handshake.isPlanned = true
    turns.add(handshake, for: handshake.address?.ip?.countedAs)
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
    begun[handshake.address?.ip?.countedAs, default: 0] += 1
    begunCount += 1
  }

  private func forget(_ handshake: InboundHandshake) {
    all[handshake.number] = nil
    guard handshake.hasBegun else { return }
    let key = handshake.address?.ip?.countedAs
    begunCount -= 1
    begun[key] = begun[key].flatMap { $0 > 1 ? $0 - 1 : nil }
  }

  private func keepLimit() {
    guard begunCount > limit, let most = begun.max(by: { $0.value < $1.value })?.key else { return }
    let own = all.values.filter { $0.hasBegun && $0.address?.ip?.countedAs == most }
    guard let oldest = own.min(by: { $0.number < $1.number }) else { return }
    end(oldest, as: .displaced(oldest.address))
  }
}
