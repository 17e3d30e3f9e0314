import CLinux
import Glibc

/// A non-blocking stream socket: system calls, and nothing but them.
///
/// Closed at the latest when it is dropped.
final class Socket {
  private(set) var descriptor: Int32

  /// Takes over an open, non-blocking descriptor.
  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Makes a socket for addresses of this kind.
  init(for address: SocketAddress) throws(SocketError) {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { throw .last("socket") }
  }

  deinit { close() }

  func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Begins to connect; true when the connection stands already.
  func connect(to address: SocketAddress) throws(SocketError) -> Bool {
    if address.ip != nil { set(IPPROTO_TCP, TCP_NODELAY, 1) }
    let result = address.withSystemForm { Glibc.connect(descriptor, $0, $1) }
    if result == 0 { return true }
    // A unix socket whose queue is full says EAGAIN, and no event will follow: that is a refusal.
    guard errno == EINPROGRESS else { throw .last("connect") }
    return false
  }

  /// How a connection attempt ended, once the socket is writable.
  func finishConnecting() throws(SocketError) {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { throw .last("getsockopt") }
    if code != 0 { throw SocketError("connect", code: code) }
  }

  /// What a receive gave.
  enum Received {
    /// So many bytes, at least one.
    case bytes(Int)
    /// The peer ended its direction.
    case end
    /// Nothing for now.
    case nothing
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) throws(SocketError) -> Received {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count > 0 { return .bytes(count) }
    if count == 0 { return .end }
    guard errno == EAGAIN || errno == EINTR else { throw .last("read") }
    return .nothing
  }

  /// Sends what the system takes now; 0 when its buffer is full.
  func send(_ bytes: UnsafeRawBufferPointer) throws(SocketError) -> Int {
    let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EINTR else { throw .last("write") }
    return 0
  }

  /// Ends our direction.
  func shutdownWrite() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes the close a reset: what is not yet sent is dropped, and the peer is told so.
  func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Lets the kernel notice peers that vanished without a word: after 60 s of silence, 3 probes 20 s apart.
  func keepAlive() {
    set(SOL_SOCKET, SO_KEEPALIVE, 1)
    set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
    set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 20)
    set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
  }

  func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  func set(_ level: Int, _ option: Int32, _ value: Int32) { set(Int32(level), option, value) }

  /// The address of our end.
  var localAddress: SocketAddress? {
    SocketAddress.filled { getsockname(descriptor, $0, $1) }.address
  }
}
