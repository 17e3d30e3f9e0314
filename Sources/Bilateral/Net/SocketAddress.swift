/// Where a socket listens or connects to.
package enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
  /// An IP address and port.
  case ip(IPAddress, port: UInt16)
  /// A unix socket by its path, at most 107 bytes.
  case unix(path: String)

  /// Reads "127.0.0.1:8080", "[::1]:8080" or "unix:/run/x.sock"; nil for anything else, host names included.
  package init?(_ text: some StringProtocol) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty, path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = text[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard let ip = IPAddress(host), ip.isV6 == isBracketed else { return nil }
    self = .ip(ip, port: port)
  }

  /// The loopback address with a port; 0 lets the kernel choose a free one.
  package static func loopback(port: UInt16 = 0) -> SocketAddress { .ip(.v4(0x7f00_0001), port: port) }

  /// The IP address, if it has one.
  package var ip: IPAddress? {
    if case .ip(let address, _) = self { address } else { nil }
  }

  /// The port, if it has one.
  package var port: UInt16? {
    if case .ip(_, let port) = self { port } else { nil }
  }

  package var description: String {
    switch self {
    case .ip(let address, let port): address.isV6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }

  private static func port(_ text: some StringProtocol) -> UInt16? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? UInt16(text) : nil
  }
}

extension IPAddress {
  /// Whether it is an IPv6 address.
  package var isV6: Bool {
    if case .v6 = self { true } else { false }
  }
}
