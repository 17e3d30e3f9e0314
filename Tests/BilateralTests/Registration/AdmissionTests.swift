import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTerms
import Testing

/// From where, and with what certificate, a partner is let in, as a value.
@Suite struct AdmissionTests {
  private let ours: CertificateMaker
  private let theirs: CertificateMaker

  init() throws {
    ours = try CertificateMaker(authority: .init(name: "Authority of ACME", days: 30))
    theirs = try CertificateMaker(authority: .init(name: "Authority of Blue", days: 30))
  }

  private func leaf(_ maker: CertificateMaker) throws -> Certificate {
    try Certificate.read(pem: maker.issue(Self.request("partner")).certificate)[0]
  }

  private static func request(_ name: String) -> CertificateMaker.Request {
    var request = CertificateMaker.Request(name: name, days: 30)
    request.usages = [.client]
    return request
  }

  private func peer(_ certificate: Certificate?, isVerified: Bool = true) -> PeerIdentity {
    PeerIdentity(
      address: .loopback(port: 1),
      tls: TLSPeer(version: "TLSv1.3", cipher: "x", certificate: certificate, isVerified: isVerified))
  }

  /// The rules of a partner whose certificates come from the authority of ACME.
  private func admission(pins: [Certificate] = []) throws -> Admission {
    let file = try PartnerFiles.file(
      more: """
        [security]
        mtls = true
        client_cert = "file:tls/cert.pem"
        client_key = "secret:tls/key"
        pinned_spki_sha256 = [\(pins.map { "\"\($0.pinText)\"" }.joined(separator: ", "))]
        """)
    return Admission(file.security, authorities: try Certificate.read(pem: ours.authority.certificate))
  }

  @Test(
    "S-22 with mTLS only a verified certificate of this very partner's authority lets in, or a pinned one")
  func certificates() throws {
    let admission = try admission()
    let own = try leaf(ours)
    for _ in 0..<3 { #expect(admission.objection(to: peer(own)) == nil) }
    #expect(admission.objection(to: peer(nil)) == "a client certificate is agreed on and none was shown")
    #expect(admission.objection(to: PeerIdentity(address: .loopback(port: 1))) != nil, "no TLS at all")
    #expect(admission.objection(to: peer(own, isVerified: false)) != nil)
    let other = "the client certificate comes from another authority than the one agreed on"
    #expect(admission.objection(to: peer(try leaf(theirs))) == other)
    let pinned = try leaf(theirs)
    #expect(try self.admission(pins: [pinned]).objection(to: peer(pinned)) == nil)
  }

  @Test(
    "S-22 S-12 another partner's authority that takes this one's name opens nothing: signatures count, not names"
  )
  func sameName() throws {
    // Blue's authority is known to the listener too, so what it signs is verified there, whatever it calls itself.
    let forged = try theirs.issueAuthority(.init(name: "Authority of ACME", days: 30))
    let certificate = try leaf(CertificateMaker(authority: forged))
    #expect(certificate.issuer == "CN=Authority of ACME")
    #expect(!certificate.isSigned(by: try Certificate.read(pem: ours.authority.certificate)[0]))
    #expect(certificate.isSigned(by: try Certificate.read(pem: forged.certificate)[0]))
    #expect(try admission().objection(to: peer(certificate)) != nil)
  }
}
