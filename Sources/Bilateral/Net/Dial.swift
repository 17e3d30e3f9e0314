/// One attempt to connect: resolve, check, try address after address, hand the socket to the transport.
final class Dial: LoopConfined, PollHandler, @unchecked Sendable {
  let loop: EventLoop
  private let target: DialTarget
  private let dialer: Dialer
  /// Held until the attempt is over; the transport lets go of the attempt then.
  private let transport: SocketTransport
  private var addresses: ArraySlice<SocketAddress> = []
  private var tried = 0
  private var current: SocketAddress?
  private var socket: Socket?
  private var deadline: LoopTimer?
  private var isOver = false

  init(target: DialTarget, dialer: Dialer, transport: SocketTransport) {
    self.target = target
    self.dialer = dialer
    self.transport = transport
    loop = transport.loop
  }

  func begin() {
    switch target {
    case .address(let address): loop.execute { self.resolved(.success([address])) }
    case .host(let name, let port):
      if let ip = IPAddress(name) {
        loop.execute { self.resolved(.success([.ip(ip, port: port)])) }
      } else {
        resolve(name, port)
      }
    }
  }

  func cancel() {
    isOver = true
    release()
  }

  private func resolve(_ name: String, _ port: UInt16) {
    let limit = dialer.limits.connect
    deadline = loop.schedule(after: limit) { [self] in
      fail(.unresolved(host: name, reason: "no answer from the resolver within \(limit)"))
    }
    dialer.resolver.resolve(name, port: port) { result in
      self.loop.execute { self.resolved(result) }
    }
  }

  private func resolved(_ result: Result<[SocketAddress], ResolveError>) {
    guard !isOver else { return }
    deadline?.cancel()
    switch result {
    case .failure(let error): fail(.unresolved(host: target.name, reason: error.reason))
    case .success(let found):
      addresses = found[...]
      tryNext(after: nil)
    }
  }

  private func tryNext(after failure: TransportError?) {
    release()
    guard let address = addresses.popFirst() else {
      return fail(failure ?? .unresolved(host: target.name, reason: "the name has no address"))
    }
    // One forbidden address condemns the name: a partner's host does not mix public and private addresses.
    if let reason = dialer.policy.refusal(of: address) {
      return fail(.forbiddenAddress(address, reason: reason))
    }
    tried += 1
    current = address
    connect(to: address)
  }

  private func connect(to address: SocketAddress) {
    do throws(SocketError) {
      let socket = try Socket(for: address)
      self.socket = socket
      if try socket.connect(to: address) { return connected() }
      try loop.poller?.add(socket.descriptor, for: .write, handler: self)
      let limit = dialer.limits.connect
      deadline = loop.schedule(after: limit) { [self] in
        tryNext(after: .timedOut(during: "connect to \(address)", after: limit))
      }
    } catch {
      refused(error)
    }
  }

  func becameReady(_ readiness: Readiness) {
    do throws(SocketError) {
      try socket?.finishConnecting()
      connected()
    } catch {
      refused(error)
    }
  }

  private func refused(_ error: SocketError) {
    guard let current else { return }
    tryNext(after: .unreachable(error, address: current, tried: tried))
  }

  private func connected() {
    guard let socket else { return }
    deadline?.cancel()
    loop.poller?.remove(socket.descriptor)
    self.socket = nil
    isOver = true
    transport.peer.address = current
    do throws(TLSError) {
      let engine = try dialer.tls.map { box throws(TLSError) in try box.makeEngine(peerName: tlsName) }
      transport.adopt(socket, tls: engine)
    } catch {
      transport.finish(.tls(error))
    }
  }

  private var tlsName: String? {
    if let name = dialer.tlsName { return name }
    return switch target {
    case .host(let name, _): name
    case .address(let address): address.ip.map { "\($0)" }
    }
  }

  private func fail(_ error: TransportError) {
    isOver = true
    release()
    transport.finish(error)
  }

  private func release() {
    deadline?.cancel()
    deadline = nil
    if let socket { loop.poller?.remove(socket.descriptor) }
    socket?.close()
    socket = nil
  }
}
