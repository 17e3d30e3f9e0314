/// Where a client wants to go.
package enum DialTarget: Sendable, Hashable, CustomStringConvertible {
  /// A host name or IP literal without brackets, and a port.
  case host(String, port: UInt16)
  /// A known address: unix sockets and tests.
  case address(SocketAddress)

  package var description: String {
    switch self {
    case .host(let name, let port): "\(name):\(port)"
    case .address(let address): "\(address)"
    }
  }
}

extension DialTarget {
  /// The host without the port.
  var name: String {
    switch self {
    case .host(let name, _): name
    case .address(let address): "\(address)"
    }
  }
}

/// Opens connections; the seam at which tests put a network of their own.
package protocol Dialing: Sendable {
  /// Begins a connection and returns it at once; the delegate hears of success or failure.
  ///
  /// To be called on the loop. Whatever happens, the delegate gets `transportBecameReady` or `transportClosed`, in a
  /// later step.
  func dial(_ target: DialTarget, on loop: EventLoop, delegate: any TransportDelegate) -> any Transport
}

/// Opens connections over the system's sockets.
///
/// Names are resolved once per connection, every address is put to the policy directly before the connection to that
/// very address (S-17), and the addresses are tried in the resolver's order, each for ``TransportLimits/connect``.
package struct Dialer: Dialing {
  /// Finds addresses of names.
  package var resolver: any Resolving
  /// Which addresses may be contacted.
  package var policy: AddressPolicy
  /// TLS, with this context at the moment of each handshake; nil for plain connections.
  package var tls: TLSContextBox?
  /// The name that the certificate must carry when it is not the host's; nil means the host.
  package var tlsName: String?
  /// Deadlines and buffers.
  package var limits: TransportLimits

  /// A dialer; by default plain, to public addresses only.
  package init(
    resolver: any Resolving = SystemResolver.shared, policy: AddressPolicy = .internet,
    tls: TLSContextBox? = nil,
    tlsName: String? = nil, limits: TransportLimits = TransportLimits()
  ) {
    self.resolver = resolver
    self.policy = policy
    self.tls = tls
    self.tlsName = tlsName
    self.limits = limits
  }

  package func dial(_ target: DialTarget, on loop: EventLoop, delegate: any TransportDelegate)
    -> any Transport
  {
    let transport = SocketTransport(loop: loop, peer: PeerIdentity(), limits: limits)
    transport.assertOnLoop()
    transport.delegate = delegate
    let attempt = Dial(target: target, dialer: self, transport: transport)
    transport.attempt = attempt
    attempt.begin()
    return transport
  }
}
