import COpenSSL

/// A key that seals secrets for storage: AES-256-GCM, so that what was altered or moved does not open.
///
/// A sealed value is `1 | nonce (12) | ciphertext | tag (16)`; the first byte is the version of this form. Nonces are
/// random, which is safe for 2³² values under one key: for tokens, not for traffic. The context (associated data) is
/// not stored; it binds the value to its place, for example `partner/acme/their-token`.
package struct SealingKey: Sendable {
  /// Why something did not open.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// Not in the sealed form, or of a version that this program does not know.
    case format
    /// Altered, moved to another place, or sealed with another key.
    case authentication
    /// The key is not 32 bytes long.
    case keyLength(Int)

    package var description: String {
      switch self {
      case .format: "this is no sealed value of a known version"
      case .authentication: "the sealed value does not open: altered, moved, or sealed with another key"
      case .keyLength(let count): "the sealing key has \(count) bytes, it must have 32"
      }
    }
  }

  /// The length of a key in bytes.
  package static let length = 32

  private static let version: UInt8 = 1
  private static let nonceLength = 12
  private static let tagLength = 16

  private let key: [UInt8]

  /// Takes 32 bytes as key.
  package init(_ key: [UInt8]) throws(Failure) {
    guard key.count == Self.length else { throw .keyLength(key.count) }
    self.key = key
  }

  /// Draws a new key; its bytes are returned for storage.
  package static func makeKeyBytes(from random: some RandomSource = SecureRandom()) -> [UInt8] {
    random.bytes(length)
  }

  /// Seals bytes for the place that `context` names.
  package func seal(
    _ plain: [UInt8], context: [UInt8], random: some RandomSource = SecureRandom()
  ) -> [UInt8] {
    let nonce = random.bytes(Self.nonceLength)
    let cipher = AESGCM(key: key, nonce: nonce, context: context, isEncrypting: true)
    let (body, tag) = cipher.encrypt(plain)
    return [Self.version] + nonce + body + tag
  }

  /// Opens what ``seal(_:context:random:)`` made under the same key for the same context.
  package func open(_ sealed: [UInt8], context: [UInt8]) throws(Failure) -> [UInt8] {
    guard sealed.count >= 1 + Self.nonceLength + Self.tagLength, sealed[0] == Self.version else {
      throw .format
    }
    let nonce = Array(sealed[1..<1 + Self.nonceLength])
    let body = Array(sealed[(1 + Self.nonceLength)...].dropLast(Self.tagLength))
    let cipher = AESGCM(key: key, nonce: nonce, context: context, isEncrypting: false)
    guard let plain = cipher.decrypt(body, tag: Array(sealed.suffix(Self.tagLength))) else {
      throw .authentication
    }
    return plain
  }
}

/// One run of OpenSSL's AES-256-GCM.
private struct AESGCM: ~Copyable {
  private let context: OpaquePointer

  init(key: [UInt8], nonce: [UInt8], context data: [UInt8], isEncrypting: Bool) {
    guard let context = EVP_CIPHER_CTX_new(),
      EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, isEncrypting ? 1 : 0) == 1
    else { preconditionFailure("OpenSSL offers no AES-256-GCM") }
    self.context = context
    var count: Int32 = 0
    EVP_CipherUpdate(context, nil, &count, data, Int32(data.count))
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  func encrypt(_ plain: [UInt8]) -> (body: [UInt8], tag: [UInt8]) {
    var body = [UInt8](repeating: 0, count: plain.count)
    var tag = [UInt8](repeating: 0, count: 16)
    var count: Int32 = 0
    EVP_CipherUpdate(context, &body, &count, plain, Int32(plain.count))
    EVP_CipherFinal_ex(context, &tag, &count)
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag)
    return (body, tag)
  }

  func decrypt(_ body: [UInt8], tag: [UInt8]) -> [UInt8]? {
    var plain = [UInt8](repeating: 0, count: body.count)
    var tag = tag
    var rest = [UInt8](repeating: 0, count: 16)
    var count: Int32 = 0
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &tag)
    EVP_CipherUpdate(context, &plain, &count, body, Int32(body.count))
    return EVP_CipherFinal_ex(context, &rest, &count) == 1 ? plain : nil
  }
}
