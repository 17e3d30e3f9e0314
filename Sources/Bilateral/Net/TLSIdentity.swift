package import BilateralCrypto
import Glibc

/// Our own certificate with its chain, and its private key.
package struct TLSIdentity: Sendable {
  /// PEM: the leaf first, then the intermediate authorities.
  package var chain: [UInt8]
  /// PEM of the private key, not encrypted.
  package var key: Secret

  /// An identity from bytes in memory.
  package init(chain: [UInt8], key: [UInt8]) {
    self.chain = chain
    self.key = Secret(bytes: key)
  }

  /// An identity that was just made.
  package init(_ pair: KeyPair) { self.init(chain: pair.certificate, key: pair.key) }

  /// Reads an identity from files; a key that others may read is refused (S-40).
  package init(certificateFile: String, keyFile: String) throws(TLSError) {
    guard let chain = Self.read(certificateFile) else {
      throw TLSError(.configuration, "\(certificateFile): \(String(cString: strerror(errno)))")
    }
    do throws(SecretFile.Failure) {
      self.init(chain: chain, key: try SecretFile.read(keyFile))
    } catch {
      throw TLSError(.configuration, "private key \(error)")
    }
  }

  /// Key bytes that no description shows (S-03).
  package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]
    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    // Counted first: as an argument of `prefix` the copy would be of the array before it was filled.
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
