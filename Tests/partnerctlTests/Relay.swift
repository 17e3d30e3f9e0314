import BilateralNet
import Glibc
import Synchronization

/// Carries bytes between a port of its own and another one, until it is cut; its port stays the same.
final class Relay: Sendable {
  private struct State {
    var listener: Int32 = -1
    var target: UInt16 = 0
    var open: Set<Int32> = []
  }

  /// Where it listens.
  let port: UInt16
  private let state = Mutex(State())

  init() throws {
    let listener = try Self.listen(on: 0)
    port = Self.port(of: listener)
    try begin(listener)
  }

  deinit { cut() }

  /// Says whereto it leads.
  func lead(to target: UInt16) { state.withLock { $0.target = target } }

  /// Breaks all connections, and refuses new ones.
  func cut() {
    state.withLock { state in
      for socket in state.open { shutdown(socket, Int32(SHUT_RDWR)) }
      if state.listener >= 0 { shutdown(state.listener, Int32(SHUT_RDWR)) }
      state.listener = -1
    }
  }

  /// Takes connections again.
  func restore() throws {
    for _ in 0..<200 {
      // The door that was shut may take a moment to be gone.
      if let listener = try? Self.listen(on: port) { return try begin(listener) }
      usleep(10_000)
    }
    throw Broken(number: errno)
  }

  private func begin(_ listener: Int32) throws {
    state.withLock { $0.listener = listener }
    try startThread(named: "relay door") { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { break }
        self.take(client)
      }
      close(listener)
    }
  }

  /// Two sockets; closed when both directions have ended.
  private final class Pair: Sendable {
    let sockets: [Int32]
    private let ended = Mutex(0)

    init(_ client: Int32, _ server: Int32) { sockets = [client, server] }

    /// Whether this was the last direction.
    func end() -> Bool {
      ended.withLock { ended in
        ended += 1
        return ended == 2
      }
    }
  }

  private func take(_ client: Int32) {
    let target = state.withLock { $0.target }
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard Self.withAddress(target, { connect(server, $0, $1) }) == 0 else {
      close(client)
      close(server)
      return
    }
    let pair = Pair(client, server)
    state.withLock { $0.open.formUnion(pair.sockets) }
    for (from, to) in [(client, server), (server, client)] {
      try? startThread(named: "relay") { [self] in
        Self.copy(from, to)
        guard pair.end() else { return }
        state.withLock { $0.open.subtract(pair.sockets) }
        for socket in pair.sockets { close(socket) }
      }
    }
  }

  private static func copy(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(from, &buffer, buffer.count, 0)
      guard count > 0, send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
    }
    shutdown(to, Int32(SHUT_RDWR))
  }

  private static func listen(on port: UInt16) throws -> Int32 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var one: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard withAddress(port, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 64) == 0 else {
      defer { close(listener) }
      throw Broken(number: errno)
    }
    return listener
  }

  private struct Broken: Error { let number: Int32 }

  private static func port(of listener: Int32) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
