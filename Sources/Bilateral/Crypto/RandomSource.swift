import Glibc

/// Where random bytes come from; injected, so that tests can know what will be drawn.
package protocol RandomSource: Sendable {
  /// So many random bytes.
  func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator: for tokens, keys, nonces and jitter alike (S-08).
package struct SecureRandom: RandomSource, RandomNumberGenerator {
  package init() {}

  /// So many bytes nobody can predict; without them there is no going on, so a system that has none ends the process.
  package func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // getentropy gives at most 256 bytes a call.
    for start in stride(from: 0, to: count, by: 256) {
      let status = bytes.withUnsafeMutableBytes { buffer in
        getentropy(buffer.baseAddress?.advanced(by: start), min(256, count - start))
      }
      precondition(status == 0, "the operating system gives no random bytes")
    }
    return bytes
  }

  package mutating func next() -> UInt64 {
    bytes(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }
}
