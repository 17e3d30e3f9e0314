import BilateralBase
import BilateralCrypto
import Testing

@Suite struct CertificateTests {
  private static let begin = Timestamp(seconds: 1_700_000_000)
  private static let end = Timestamp(seconds: 2_600_000_000)
  private let maker: CertificateMaker

  init() throws {
    maker = try CertificateMaker(
      authority: .init(name: "Test Authority", notBefore: Self.begin, notAfter: Self.end))
  }

  private func request(_ name: String, dns: [String] = [], ip: [String] = []) -> CertificateMaker.Request {
    .init(name: name, dnsNames: dns, ipAddresses: ip, notBefore: Self.begin, notAfter: Self.end)
  }

  @Test func `what was asked for is read back`() throws {
    let pair = try maker.issue(
      request("Zürich, AG", dns: ["a.example", "*.b.example"], ip: ["127.0.0.1", "::1"]))
    let certificate = try #require(try Certificate.read(pem: pair.certificate).first)
    #expect(certificate.subject == "CN=Zürich\\, AG")
    #expect(certificate.issuer == "CN=Test Authority")
    #expect(certificate.dnsNames == ["a.example", "*.b.example"])
    #expect(certificate.ipAddresses == ["127.0.0.1", "::1"])
    #expect(certificate.notBefore == Self.begin)
    #expect(certificate.notAfter == Self.end)
    #expect(certificate.pin.count == 32)
    #expect(certificate.der.starts(with: [0x30, 0x82]))
  }

  @Test func `a bundle is read in order, with text around it`() throws {
    let pairs = try ["one", "two"].map { try maker.issue(request($0)) }
    let bundle = pairs.reduce(Array("a note\n".utf8)) { $0 + $1.certificate + Array("\n# more\n".utf8) }
    #expect(try Certificate.read(pem: bundle).map(\.subject) == ["CN=one", "CN=two"])
  }

  @Test func `every key has a pin of its own`() throws {
    let pins = try ["one", "one"].map {
      try Certificate.read(pem: try maker.issue(request($0)).certificate)[0].pinText
    }
    #expect(pins[0] != pins[1])
    #expect(Base64.decode(pins[0])?.count == 32)
  }

  @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
  func `what is no certificate is refused`(text: String) {
    #expect(throws: OpenSSLError.self) { try Certificate.read(pem: Array(text.utf8)) }
  }

  @Test func `a broken second certificate spoils the bundle`() throws {
    let broken = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
    let pair = try maker.issue(request("one"))
    #expect(throws: OpenSSLError.self) { try Certificate.read(pem: pair.certificate + broken) }
  }

  @Test func `names that would smuggle in others are refused`() {
    #expect(throws: OpenSSLError.self) { try maker.issue(request("x", dns: ["a.example,DNS:b.example"])) }
    #expect(throws: OpenSSLError.self) { try maker.issue(request(String(repeating: "x", count: 65))) }
    #expect(throws: OpenSSLError.self) { try maker.issue(request("x", ip: ["300.1.1.1"])) }
  }
}
