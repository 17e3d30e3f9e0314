import Glibc

/// Tries to take a port, and gives it back at once.
enum PortProbe {
  /// The error number of taking it; nil when it is free.
  static func fault(_ text: String) -> Int32? {
    guard let colon = text.lastIndex(of: ":") else { return EINVAL }
    let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(text[text.index(after: colon)...]), &hints, &found) == 0, let found else {
      return EINVAL
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(found.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else { return errno }
    return listen(descriptor, 1) == 0 ? nil : errno
  }
}
