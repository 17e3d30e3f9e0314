import Glibc

extension Socket {
  /// A socket that listens.
  static func listening(on address: SocketAddress) throws(SocketError) -> Socket {
    let socket = try Socket(for: address)
    switch address {
    case .unix(let path): try socket.bindUnix(path, address)
    case .ip(let ip, _):
      socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
      if ip.isV6 { socket.set(Int(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
      try socket.bind(address)
    }
    guard listen(socket.descriptor, 1024) == 0 else { throw .last("listen \(address)") }
    return socket
  }

  private func bind(_ address: SocketAddress) throws(SocketError) {
    guard address.withSystemForm({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
      throw .last("bind \(address)")
    }
  }

  /// Binds a path so that the file is never, not for a moment, open to others.
  private func bindUnix(_ path: String, _ address: SocketAddress) throws(SocketError) {
    // The mode of the socket before bind is, on Linux, the mode of its file.
    fchmod(descriptor, 0o600)
    do throws(SocketError) {
      try bind(address)
    } catch {
      guard error.code == EADDRINUSE, try Self.isAbandoned(address) else { throw error }
      unlink(path)
      try bind(address)
    }
    chmod(path, 0o600)
  }

  /// Whether the file is a socket on which nobody answers.
  private static func isAbandoned(_ address: SocketAddress) throws(SocketError) -> Bool {
    guard case .unix(let path) = address else { return false }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
    do throws(SocketError) {
      _ = try Socket(for: address).connect(to: address)
      return false
    } catch {
      return error.code == ECONNREFUSED
    }
  }
}
