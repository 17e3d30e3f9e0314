import Glibc

/// A system call that failed: its name and the system's reason.
package struct SocketError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The call, with what it was about where that helps ("connect", "bind 127.0.0.1:443").
  package var call: String
  /// The value of `errno`.
  package var code: Int32

  /// A failure with a known code.
  package init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// The failure that the last system call of this thread left in `errno`.
  package static func last(_ call: String) -> SocketError { SocketError(call, code: errno) }

  package var description: String { "\(call): \(Self.text(of: code)) (errno \(code))" }

  private static func text(of code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else { return "error" }
      return String(cString: base)
    }
  }
}
