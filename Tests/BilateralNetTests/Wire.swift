import BilateralNet
import Glibc

/// A plain blocking socket, for clients that no library would be: it sends what it is told and reads what comes.
final class Wire {
  /// What came next.
  enum Came: Equatable {
    case answer(Int, echo: String)
    /// The other side ended or reset the connection.
    case closed
    /// Nothing within five seconds.
    case silence
  }

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  /// When it sends nothing and waits for no answer it is this many milliseconds until `silence`.
  var patience: Int32 = 5000

  /// Connects to a port of 127.0.0.1, from another address of the loopback net when one is given.
  init?(_ port: UInt16, from source: UInt32? = nil) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var isOpen = true
    if let source { isOpen = Self.call(bind, descriptor, source, 0) }
    isOpen = isOpen && Self.call(connect, descriptor, 0x7f00_0001, port)
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    if !isOpen { return nil }
  }

  deinit { close(descriptor) }

  private static func call(
    _ system: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ descriptor: Int32, _ host: UInt32,
    _ port: UInt16
  ) -> Bool {
    var address = sockaddr_in()
    (address.sin_family, address.sin_port) = (sa_family_t(AF_INET), port.bigEndian)
    address.sin_addr.s_addr = host.bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        system(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  /// Sends all of it, or as much as the other side takes within a second; whether it took all.
  @discardableResult
  func send(_ text: some Sequence<UInt8>) -> Bool {
    var rest = Array(text)[...]
    while !rest.isEmpty {
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&ready, 1, 1000) == 1 else { return false }
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Ends our direction.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Vanishes with a reset at the end of its life.
  func vanish() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// The next answer with what it echoes, or the end.
  func next() -> Came {
    while true {
      if let answer = takeAnswer() { return answer }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, patience) == 1 else { return .silence }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return .closed }
      bytes += buffer[..<count]
    }
  }

  private func takeAnswer() -> Came? {
    let end: [UInt8] = [13, 10, 13, 10]
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
    let head = String(decoding: bytes[..<place], as: UTF8.self)
    let status = Int(head.dropFirst(9).prefix(3)) ?? 0
    let length = status == 100 ? 0 : Int(Self.value("Content-Length", of: head)) ?? 0
    guard bytes.count >= place + 4 + length else { return nil }
    bytes.removeFirst(place + 4 + length)
    return .answer(status, echo: Self.value("X-Echo", of: head))
  }

  private static func value(_ name: String, of head: String) -> String {
    let line = head.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }
    return line.map { String($0.dropFirst(name.count + 2)) } ?? ""
  }
}
