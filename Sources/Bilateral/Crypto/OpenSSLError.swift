import COpenSSL

/// The library that seals, signs and speaks TLS.
package enum OpenSSLLibrary {
  /// Its version, such as `OpenSSL 3.0.17 1 Jul 2025`.
  package static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}

/// What OpenSSL left in its error queue, and why our call cannot go on.
package struct OpenSSLError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What we wanted to do.
  package var action: String
  /// The library's reasons, oldest first.
  package var reasons: [String]

  /// Takes all errors out of this thread's queue.
  package init(_ action: String) {
    self.action = action
    reasons = OpenSSLErrors.drain().map(OpenSSLErrors.text)
  }

  package var description: String {
    reasons.isEmpty ? "\(action) failed" : "\(action) failed: \(reasons.joined(separator: "; "))"
  }
}

/// OpenSSL's error queue: one per thread, and whoever does not clear it finds the errors of others.
package enum OpenSSLErrors {
  /// Empties the queue, before a call whose failure will be read from it.
  package static func clear() { ERR_clear_error() }

  /// Takes everything out, oldest first.
  package static func drain() -> [UInt] {
    var codes: [UInt] = []
    while case let code = ERR_get_error(), code != 0 { codes.append(code) }
    return codes
  }

  /// The reason of one code, in the library's words.
  package static func text(_ code: UInt) -> String {
    ERR_reason_error_string(code).map { String(cString: $0) } ?? "code \(Hex.encode(code.bytes))"
  }
}

extension UInt {
  fileprivate var bytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
