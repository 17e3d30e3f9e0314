package import BilateralNet

/// A network in memory: every connection ends at one acceptor, usually an ``HTTPServer``.
package struct MemoryDialer: Dialing {
  private let chunk: Int
  private let accept: @Sendable (any Transport) -> Void

  /// A network whose connections are handed to `accept`, and carry at most `chunk` bytes at a time.
  package init(chunk: Int = .max, accept: @escaping @Sendable (any Transport) -> Void) {
    self.chunk = chunk
    self.accept = accept
  }

  package func dial(_ target: DialTarget, on loop: EventLoop, delegate: any TransportDelegate)
    -> any Transport
  {
    let (client, server) = MemoryTransport.pair(on: loop, chunk: chunk)
    client.delegate = delegate
    accept(server)
    return client
  }
}
