import CLinux
import Glibc

/// Accepts connections on one address and hands each, as a transport, to a loop of the group.
///
/// It lets connections have all descriptors but a reserve; a connection that touches it is closed at once and the
/// listener rests a moment. It also survives running out of them by others' doing: one is held to accept and close the
/// connection at the head of the queue (its peer sees a clear end instead of silence).
package final class Listener: LoopConfined, PollHandler, @unchecked Sendable {
  /// What happens on a listener, for logs and metrics.
  package enum Event: Sendable, Equatable {
    /// A connection was closed: its address has too many already, or too many handshakes wait or are half done.
    case refused(SocketAddress?)
    /// A TLS handshake came to nothing.
    case failed(SocketAddress?, TransportError)
    /// The limit of all connections is reached; accepting stops until one leaves.
    case full
    /// The system gave no connection (EMFILE, ENFILE, ENOMEM), or one of the last descriptors that are kept for others;
    /// accepting rests for a moment.
    case exhausted(SocketError)
  }

  /// How a listener treats its connections.
  package struct Options: Sendable {
    /// TLS, with the context of the moment for each handshake (S-23); nil for plain connections.
    package var tls: TLSContextBox?
    /// Deadlines and buffers of each connection.
    package var transport = TransportLimits()
    /// How many connections are let in.
    package var connections = ConnectionLimits()
    /// Descriptors that it leaves to others.
    package var reserve = DescriptorReserve.whole
    /// Told of refusals and exhaustion, on the listener's loop.
    package var report: @Sendable (Event) -> Void = { _ in }

    /// Plain, with the defaults of the limits.
    package init() {}
  }

  package let loop: EventLoop
  /// Where it listens, with the port that the kernel chose.
  package let address: SocketAddress
  private let socket: Socket
  private let options: Options
  private var group: [EventLoop] = []
  private var turn = 0
  private var count: ConnectionCount
  private var reserve: Int32
  private var isPolling = false
  private var isClosed = false
  private var accept: (@Sendable (any Transport) -> Void)?
  private lazy var handshakes = options.tls.map(makeHandshakes)

  /// Binds and listens; connections wait in the kernel until ``start(on:_:)``.
  ///
  /// A unix socket gets mode 0600; a socket file that nobody answers on is a left-over and is replaced.
  ///
  /// - Throws: "address already in use", and whatever else the system says, with the address.
  package init(_ wanted: SocketAddress, on loop: EventLoop, options: Options = Options()) throws(SocketError)
  {
    self.loop = loop
    self.options = options
    count = ConnectionCount(limits: options.connections)
    socket = try Socket.listening(on: wanted)
    address = socket.localAddress ?? wanted
    reserve = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  deinit {
    if reserve >= 0 { Glibc.close(reserve) }
  }

  /// Begins to accept; each connection goes to the next of the loops.
  ///
  /// `body` is called on the connection's loop, sets its delegate, and the transport starts after it returned; with
  /// TLS once the handshake is done, on this listener's loop.
  package func start(on group: EventLoopGroup, _ body: @escaping @Sendable (any Transport) -> Void) {
    start(on: group.loops, body)
  }

  /// The same with loops by hand.
  package func start(on loops: [EventLoop], _ body: @escaping @Sendable (any Transport) -> Void) {
    loop.execute {
      self.group = loops
      self.accept = body
      self.poll()
    }
  }

  /// Stops accepting and gives the address free; connections that stand are not touched, handshakes are ended.
  package func close() {
    loop.execute {
      guard !self.isClosed else { return }
      self.isClosed = true
      self.rest()
      self.accept = nil
      self.handshakes?.closeAll()
      self.handshakes = nil
      if case .unix(let path) = self.address { unlink(path) }
      self.socket.close()
    }
  }

  /// How many connections stand; to be called on the loop.
  package var connectionCount: Int { count.total }

  func becameReady(_ readiness: Readiness) {
    // A bounded number a turn: the loop has other connections, too.
    for _ in 0..<16 where isPolling {
      guard acceptOne() else { return }
    }
  }

  private func acceptOne() -> Bool {
    let (from, descriptor) = SocketAddress.filled { bilateral_accept(socket.descriptor, $0, $1) }
    guard descriptor >= 0 else { return handleFailure(errno) }
    guard !options.reserve.isTouched(by: descriptor) else {
      Glibc.close(descriptor)
      return pause(SocketError("accept", code: EMFILE))
    }
    admit(Socket(descriptor: descriptor), from: from)
    return true
  }

  private func admit(_ socket: Socket, from address: SocketAddress?) {
    guard count.arrive(from: address) == .admit else {
      options.report(.refused(address))
      return socket.close()
    }
    if count.isFull {
      options.report(.full)
      rest()
    }
    if address?.ip != nil {
      socket.set(Int(IPPROTO_TCP), TCP_NODELAY, 1)
      socket.keepAlive()
    }
    guard let handshakes else {
      return hand(EstablishedConnection(socket: socket, engine: nil, peer: PeerIdentity(address: address)))
    }
    handshakes.begin(socket, from: address)
  }

  private func makeHandshakes(_ context: TLSContextBox) -> InboundHandshakes {
    InboundHandshakes(
      context: context, deadline: options.transport.handshake, limits: options.connections, on: loop
    ) { [self] outcome in
      switch outcome {
      case .established(let connection): hand(connection)
      case .failed(let address, let error):
        options.report(.failed(address, error))
        left(address)
      case .displaced(let address):
        options.report(.refused(address))
        left(address)
      }
    }
  }

  /// Brings a connection that stands to the next loop in turn.
  private func hand(_ connection: EstablishedConnection) {
    turn = (turn + 1) % group.count
    let loop = group[turn]
    loop.execute { [options, accept] in
      let transport = SocketTransport(loop: loop, peer: connection.peer, limits: options.transport) {
        self.loop.execute { self.left(connection.peer.address) }
      }
      accept?(transport)
      transport.adopt(connection.socket, tls: connection.engine, unsent: connection.unsent)
    }
  }

  private func left(_ address: SocketAddress?) {
    count.leave(from: address)
    if !isPolling, !count.isFull { poll() }
  }

  /// Whether to go on accepting after a failure.
  private func handleFailure(_ code: Int32) -> Bool {
    switch code {
    case EMFILE, ENFILE, ENOBUFS, ENOMEM:
      if code == EMFILE || code == ENFILE { shedOne() }
      return pause(SocketError("accept", code: code))
    // The peer left the queue; the next one waits.
    case ECONNABORTED, EINTR, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH, EPERM: return true
    default: return false
    }
  }

  /// Lets nobody in for a moment.
  private func pause(_ error: SocketError) -> Bool {
    options.report(.exhausted(error))
    rest()
    loop.schedule(after: .milliseconds(100)) { self.poll() }
    return false
  }

  private func shedOne() {
    guard reserve >= 0 else { return }
    Glibc.close(reserve)
    let descriptor = bilateral_accept(socket.descriptor, nil, nil)
    if descriptor >= 0 { Glibc.close(descriptor) }
    reserve = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  private func poll() {
    guard !isPolling, !isClosed, !count.isFull else { return }
    if reserve < 0 { reserve = open("/dev/null", O_RDONLY | O_CLOEXEC) }
    do throws(SocketError) {
      try loop.poller?.add(socket.descriptor, for: .read, handler: self)
      isPolling = true
    } catch {
      options.report(.exhausted(error))
      loop.schedule(after: .milliseconds(100)) { self.poll() }
    }
  }

  private func rest() {
    guard isPolling else { return }
    isPolling = false
    loop.poller?.remove(socket.descriptor)
  }
}
