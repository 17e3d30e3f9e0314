import CLinux
import Glibc

extension SocketAddress {
  /// The protocol family of a socket for this address.
  var family: Int32 {
    switch self {
    case .ip(let ip, _): ip.isV6 ? AF_INET6 : AF_INET
    case .unix: AF_UNIX
    }
  }

  /// Lends the address in the system's form.
  func withSystemForm<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var storage = sockaddr_storage()
    let length = write(to: &storage)
    return withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// Asks the system for an address (`getsockname`, `accept`); nil when it has none to tell.
  static func filled(
    by call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> (address: SocketAddress?, result: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    return (result < 0 ? nil : SocketAddress(storage, length: Int(length)), result)
  }

  init?(_ storage: sockaddr_storage, length: Int) {
    let found: SocketAddress? = withUnsafeBytes(of: storage) { bytes in
      switch Int32(storage.ss_family) {
      case AF_INET:
        let form = bytes.loadUnaligned(as: sockaddr_in.self)
        return .ip(.v4(UInt32(bigEndian: form.sin_addr.s_addr)), port: UInt16(bigEndian: form.sin_port))
      case AF_INET6:
        let form = bytes.loadUnaligned(as: sockaddr_in6.self)
        return .ip(IPAddress(form.sin6_addr), port: UInt16(bigEndian: form.sin6_port))
      case AF_UNIX where length > 2:
        let path = bytes[2..<min(length, MemoryLayout<sockaddr_un>.size)].prefix { $0 != 0 }
        return path.isEmpty ? nil : .unix(path: String(decoding: path, as: UTF8.self))
      default: return nil
      }
    }
    guard let found else { return nil }
    self = found
  }

  private func write(to storage: inout sockaddr_storage) -> socklen_t {
    switch self {
    case .ip(.v4(let bits), let port):
      var form = sockaddr_in()
      form.sin_family = sa_family_t(AF_INET)
      form.sin_port = port.bigEndian
      form.sin_addr.s_addr = bits.bigEndian
      return Self.store(form, in: &storage)
    case .ip(let address, let port):
      var form = sockaddr_in6()
      form.sin6_family = sa_family_t(AF_INET6)
      form.sin6_port = port.bigEndian
      form.sin6_addr = address.in6Address
      return Self.store(form, in: &storage)
    case .unix(let path):
      var form = sockaddr_un()
      form.sun_family = sa_family_t(AF_UNIX)
      // 107 bytes and the zero that is there already.
      withUnsafeMutableBytes(of: &form.sun_path) { $0.dropLast().copyBytes(from: path.utf8.prefix(107)) }
      return Self.store(form, in: &storage)
    }
  }

  private static func store<Form>(_ form: Form, in storage: inout sockaddr_storage) -> socklen_t {
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: form, as: Form.self) }
    return socklen_t(MemoryLayout<Form>.size)
  }
}
