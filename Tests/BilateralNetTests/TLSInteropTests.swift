import BilateralBase
import BilateralCrypto
import BilateralNet
import Testing

@Suite(.enabled(if: OpenSSLClient.isInstalled, "the openssl command is not installed"))
struct TLSInteropTests {
  private let certificates: TestCertificates

  init() throws { certificates = try #require(TestCertificates.shared) }

  private func server(_ clients: TLSConfiguration.ClientCertificates = .none) throws -> Loopback {
    var options = Listener.Options()
    options.tls = TLSContextBox(try certificates.server(certificates.issue(), clients: clients))
    return try Loopback(options: options)
  }

  @Test(
    "S-20 what is too old or too weak is refused by an alert",
    arguments: [
      (
        ["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"], "alert number 70",
        "peer speaks only TLS 1.0, we demand TLS 1.2 or higher"
      ),
      (
        // Every suite that the command knows, but those that we take: CBC, CCM, plain RSA and DH, none at all.
        ["-tls1_2", "-cipher", "ALL:COMPLEMENTOFALL:!ECDHE+AESGCM:!ECDHE+CHACHA20:@SECLEVEL=0"],
        "alert number 40",
        "no common cipher suite"
      ),
      (["-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"], "alert number 40", "no common cipher suite"),
      (["-tls1_3", "-groups", "ffdhe2048:P-521"], "alert number 40", "no common cipher suite"),
      (
        ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], "alert number 70",
        "peer speaks only TLS 1.1, we demand TLS 1.2 or higher"
      ),
      (["-tls1_2", "-cipher", "AES128-GCM-SHA256"], "alert number 40", "no common cipher suite"),
      (
        ["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA"], "alert number 40",
        "no common cipher suite"
      ),
      (["-alpn", "h2"], "alert number 120", "peer does not offer http/1.1"),
    ])
  func refused(arguments: [String], alert: String, cause: String) async throws {
    let net = try server()
    let printed = try await OpenSSLClient.connect(to: try #require(net.listener.address.port), arguments)
    #expect(printed.contains(alert), "\(printed)")
    let error = await net.events.closed("server")?.error
    #expect(error?.description.hasPrefix(cause) == true, "\(error as Any)")
  }

  @Test("S-20 TLS 1.2 and 1.3 are accepted, without compression and resumption", arguments: ["1_2", "1_3"])
  func accepted(version: String) async throws {
    let net = try server()
    let authority = try OpenSSLClient.file(certificates.maker.authority.certificate)
    let printed = try await OpenSSLClient.connect(
      to: try #require(net.listener.address.port),
      ["-tls\(version)", "-CAfile", authority, "-verify_hostname", "localhost", "-servername", "localhost"],
      sending: "Q\n")
    #expect(printed.contains("Verify return code: 0 (ok)"), "\(printed)")
    #expect(printed.contains("New, TLSv1.\(version.suffix(1))"))
    #expect(printed.contains("Compression: NONE"))
    #expect(!printed.contains("TLS session ticket:"))
    let peer = await net.events.ready("server")
    #expect(peer?.tls?.version == "TLSv1.\(version.suffix(1))")
    #expect(peer?.tls?.serverName == "localhost")
  }

  @Test("S-20 renegotiation is refused")
  func renegotiation() async throws {
    let net = try server()
    let printed = try await OpenSSLClient.connect(
      to: try #require(net.listener.address.port), ["-tls1_2"], sending: "R\n")
    #expect(printed.contains("no renegotiation"), "\(printed)")
  }

  @Test("S-22 without a client certificate nobody gets in", arguments: ["-tls1_2", "-tls1_3"])
  func withoutCertificate(version: String) async throws {
    let net = try server(.required)
    let printed = try await OpenSSLClient.connect(
      to: try #require(net.listener.address.port), [version], sending: "Q\n")
    #expect(printed.contains("alert") || version == "-tls1_3", "\(printed)")
    let server = await net.events.closed("server")
    #expect(server?.error?.description == "peer showed no client certificate, we demand one")
  }

  @Test("S-22 with a client certificate its owner is known")
  func withCertificate() async throws {
    let net = try server(.required)
    let identity = try certificates.maker.issue(
      .init(
        name: "partner", usages: [.client], notBefore: .init(seconds: 0),
        notAfter: .init(seconds: 4_000_000_000)))
    let printed = try await OpenSSLClient.connect(
      to: try #require(net.listener.address.port),
      ["-cert", try OpenSSLClient.file(identity.certificate), "-key", try OpenSSLClient.file(identity.key)],
      sending: "Q\n")
    #expect(!printed.contains("alert"))
    let peer = await net.events.ready("server")
    #expect(peer?.tls?.certificate?.subject == "CN=partner")
    #expect(peer?.tls?.isVerified == true)
  }
}
