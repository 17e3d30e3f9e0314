extension HTTPServer {
  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - address: port 0 lets the kernel choose.
  ///   - tls: with this context at the moment of each handshake, so that certificates change without a drop (S-23).
  ///   - reserve: descriptors that its connections leave to others.
  ///   - hear: of refusals, failed handshakes and exhaustion; on the listener's loop.
  /// - Returns: where it listens, with the port that was chosen.
  /// - Throws: what the system says, "address already in use" for one.
  @discardableResult
  package func listen(
    on address: SocketAddress, tls: TLSContextBox? = nil, reserve: DescriptorReserve = .whole,
    hear: @escaping @Sendable (Listener.Event) -> Void = { _ in }
  ) throws(SocketError) -> SocketAddress {
    var options = Listener.Options()
    options.tls = tls
    options.report = hear
    options.reserve = reserve
    options.connections.total = limits.connections
    options.connections.perAddress = limits.connectionsPerAddress
    let loop = tls == nil ? group.next() : try group.doorLoop()
    let listener = try Listener(address, on: loop, options: options)
    keep(listener)
    listener.start(on: group) { self.serve($0) }
    return listener.address
  }
}
