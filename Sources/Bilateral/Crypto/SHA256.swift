import COpenSSL

/// SHA-256, in one go or piece by piece.
package struct SHA256: ~Copyable {
  /// The length of a digest in bytes.
  package static let length = 32

  private let context: OpaquePointer

  /// OpenSSL's own word for the hash, looked up once: `EVP_sha256()` is looked up anew at each use.
  nonisolated(unsafe) private static let method: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)

  /// Begins a hash.
  package init() {
    guard let context = EVP_MD_CTX_new(), let method = Self.method,
      EVP_DigestInit_ex(context, method, nil) == 1
    else {
      preconditionFailure("OpenSSL offers no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Ends the hash and returns its 32 bytes.
  package consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Self.length)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
  }

  /// The 32 bytes of the hash of all these bytes.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { hash($0) } }

  /// The 32 bytes of the hash of all these bytes.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The 32 bytes of the hash of a text's UTF-8.
  package static func hash(_ text: some StringProtocol) -> [UInt8] { hash(Array(text.utf8)) }
}
