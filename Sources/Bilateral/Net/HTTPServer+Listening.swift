extension HTTPServer {
  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - address: port 0 lets the kernel choose.
  ///   - tls: with this context at the moment of each handshake, so that certificates change without a drop (S-23).
  /// - Returns: where it listens, with the port that was chosen.
  /// - Throws: what the system says, "address already in use" for one.
  @discardableResult
  package func listen(on address: SocketAddress, tls: TLSContextBox? = nil) throws(SocketError)
    -> SocketAddress
  {
    var options = Listener.Options()
    options.tls = tls
    options.connections.total = limits.connections
    options.connections.perAddress = limits.connectionsPerAddress
    let loop = tls == nil ? group.next() : try group.doorLoop()
    let listener = try Listener(address, on: loop, options: options)
    keep(listener)
    listener.start(on: group) { self.serve($0) }
    return listener.address
  }
}
