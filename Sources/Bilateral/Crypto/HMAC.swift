import COpenSSL

/// HMAC with SHA-256 (RFC 2104): proves that a message comes from someone who knows the key.
package enum HMAC {
  /// The 32 bytes of the code of a message; compare them with ``constantTimeEquals(_:_:)``.
  package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: SHA256.length)
    // A null key would mean "the key of last time" to OpenSSL: an empty key is one byte that is not counted.
    let keyBytes = key.isEmpty ? [0] : key
    let result = COpenSSL.HMAC(EVP_sha256(), keyBytes, Int32(key.count), message, message.count, &code, nil)
    precondition(result != nil, "OpenSSL offers no HMAC")
    return code
  }
}
