import BilateralBase
package import BilateralCrypto
import Foundation

/// A fleet folder in a temporary place, made for one test and removed by it.
package struct TestFleet: Sendable {
  /// The absolute path.
  package let folder: String
  /// The authority whose certificate is `tls/ca.pem`.
  package let authority: KeyPair

  /// Makes the folder: `partnerctl.toml`, secrets, and a server certificate for 127.0.0.1.
  ///
  /// - Parameters:
  ///   - name: our name in the fleet file.
  ///   - parties: our parties with roles, such as `DE-NVO:CPO`.
  ///   - maker: issues the certificate; both sides of a pair share it.
  /// - Throws: when the disk or OpenSSL refuse.
  package init(_ name: String, parties: [String], certificatesBy maker: CertificateMaker) throws {
    folder = NSTemporaryDirectory() + "bilateral-\(UUID().uuidString)"
    authority = maker.authority
    let pair = try maker.issue(CertificateMaker.Request(name: name, days: 1).onLoopback)
    try write("partnerctl.toml", Self.fleetFile(name, parties))
    try write("tls/ca.pem", authority.certificate)
    try write("tls/cert.pem", pair.certificate, mode: 0o600)
    try secret("tls/key", pair.key)
    try secret("store/key", Array(Base64.encode(SealingKey.makeKeyBytes()).utf8))
    try secret("backoffice/token", Array("office-token-of-this-test-0123456789".utf8))
  }

  /// The bearer token of the back office.
  package static let officeToken = "office-token-of-this-test-0123456789"

  /// Writes a file below the folder, replacing what is there.
  package func write(_ path: String, _ bytes: [UInt8], mode: Int = 0o644) throws {
    let url = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try Data(bytes).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
  }

  /// Writes a text file below the folder.
  package func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

  /// Writes our public URL into the fleet file, as the partner reaches it through something in front of us.
  package func announce(_ publicURL: String) throws {
    let text = try String(contentsOfFile: "\(folder)/partnerctl.toml", encoding: .utf8)
    try write(
      "partnerctl.toml", text.replacingOccurrences(of: "https://127.0.0.1:0/ocpi", with: publicURL))
  }

  /// Writes a secret as `partnerctl secret set` does.
  package func secret(_ name: String, _ bytes: [UInt8]) throws {
    try write("secrets/\(name)", bytes, mode: 0o600)
  }

  /// Writes a partner file.
  package func partner(_ id: String, _ toml: String) throws { try write("partners/\(id).toml", toml) }

  /// Removes a file below the folder.
  package func removeFile(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
  }

  /// Where this fleet's database lies.
  package var database: String { "\(folder)/state/test/bilateral.db" }

  /// Removes the folder.
  package func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// An authority for one test.
  package static func makeCertificates() throws -> CertificateMaker {
    try CertificateMaker(authority: CertificateMaker.Request(name: "Test authority", days: 1))
  }

  private static func fleetFile(_ name: String, _ parties: [String]) -> String {
    """
    schema = "bilateral-fleet/1"
    env = "test"
    [us]
    name = "\(name)"
    parties = [\(parties.map { "\"\($0)\"" }.joined(separator: ", "))]
    [server]
    listen = "127.0.0.1:0"
    public_url = "https://127.0.0.1:0/ocpi"
    certificate = "file:tls/cert.pem"
    key = "secret:tls/key"
    [backoffice]
    listen = "127.0.0.1:0"
    token = "secret:backoffice/token"
    [store]
    key = "secret:store/key"
    """
  }
}
