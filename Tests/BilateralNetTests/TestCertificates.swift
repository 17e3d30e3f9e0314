import BilateralBase
import BilateralCrypto
import BilateralNet
import Glibc

/// An authority and what it issues, made once for all tests of the process.
struct TestCertificates: Sendable {
  static let shared = try? TestCertificates()

  let maker: CertificateMaker
  let stranger: CertificateMaker
  private let now: Timestamp

  init() throws {
    now = Timestamp(seconds: Int64(time(nil)))
    maker = try CertificateMaker(authority: Self.request("Roaming Test Authority", around: now))
    stranger = try CertificateMaker(authority: Self.request("Stranger Authority", around: now))
  }

  /// A certificate for "localhost" and 127.0.0.1, valid from and to so many days from now.
  func issue(
    _ name: String = "localhost", by other: CertificateMaker? = nil, days: ClosedRange<Int64> = -1...30,
    usages: [CertificateMaker.Usage] = [.server, .client]
  ) throws -> TLSIdentity {
    var request = Self.request(name, around: now)
    request.dnsNames = [name]
    request.ipAddresses = name == "localhost" ? ["127.0.0.1"] : []
    request.usages = usages
    request.notBefore = now.adding(seconds: days.lowerBound * 86_400)
    request.notAfter = now.adding(seconds: days.upperBound * 86_400)
    return TLSIdentity(try (other ?? maker).issue(request))
  }

  private static func request(_ name: String, around now: Timestamp) -> CertificateMaker.Request {
    .init(name: name, notBefore: now.adding(seconds: -864_000), notAfter: now.adding(seconds: 8_640_000))
  }

  /// A server that shows this identity.
  func server(
    _ identity: TLSIdentity, clients: TLSConfiguration.ClientCertificates = .none, pins: [[UInt8]] = []
  ) throws -> TLSContext {
    var configuration = TLSConfiguration()
    configuration.identity = identity
    configuration.authorities = .only(maker.authority.certificate)
    configuration.clientCertificates = clients
    configuration.pins = pins
    return try TLSContext(configuration, role: .server)
  }

  /// A client that trusts the authority.
  func client(
    _ identity: TLSIdentity? = nil, pins: [[UInt8]] = [], minimum: TLSConfiguration.Version = .v1_2
  ) throws -> TLSContext {
    var configuration = TLSConfiguration()
    configuration.identity = identity
    configuration.authorities = .only(maker.authority.certificate)
    configuration.pins = pins
    configuration.minimumVersion = minimum
    return try TLSContext(configuration, role: .client)
  }
}
