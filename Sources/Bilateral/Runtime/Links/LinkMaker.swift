import BilateralBase
import BilateralCrypto
package import BilateralNet
package import BilateralTerms
import Foundation

/// Makes the client of a partner from its file: TLS rules, address policy, gate, origins.
package struct LinkMaker: Sendable {
  /// A partner file whose certificates or addresses cannot be used.
  package struct Unusable: Error, CustomStringConvertible {
    package let description: String
  }

  private let folder: String
  private let environment: FleetFile.Environment
  private let vault: SecretVault
  private let group: EventLoopGroup
  private let surroundings: Surroundings
  private let dialects: Dialects
  private let trust = SharedTrust()

  package init(
    folder: String, environment: FleetFile.Environment, vault: SecretVault, group: EventLoopGroup,
    surroundings: Surroundings, dialects: Dialects
  ) {
    self.dialects = dialects
    self.folder = folder
    self.environment = environment
    self.vault = vault
    self.group = group
    self.surroundings = surroundings
  }

  /// Makes the client.
  ///
  /// - Parameters:
  ///   - file: the partner file.
  ///   - announced: the versions URL the partner gave when it registered with us, if it did.
  /// - Returns: a client that talks to this partner's origins only.
  /// - Throws: `Unusable` with the reason in words.
  package func client(for file: PartnerFile, announced: String?) throws(Unusable) -> OCPIClient {
    let connection = file.connection
    let urls = [connection.versionsURL, announced].compactMap { $0 }.compactMap { try? HTTPURL($0) }
    var limits = HTTPLimits()
    limits.connectionsPerOrigin = connection.maxInFlight
    let secure = try dialer(for: file)
    let plain = environment == .test ? Dialer(policy: secure.policy, limits: secure.limits) : nil
    let http = HTTPClient(on: group.next(), plain: plain, secure: secure, limits: limits)
    return OCPIClient(
      http: http, gate: gate(for: connection, limit: connection.rateLimit),
      moduleGates: connection.moduleRateLimits.mapValues { gate(for: connection, limit: $0) },
      origin: PartnerOrigin(urls), timeout: .milliseconds(connection.timeoutMilliseconds),
      manners: OCPIClient.Manners(file), dialect: dialects[file.id], surroundings: surroundings,
      partner: file.id)
  }

  /// A client that calls nobody, for links that are only looked at.
  func mute(_ file: PartnerFile) -> OCPIClient {
    OCPIClient(
      http: HTTPClient(on: group.next(), plain: nil, secure: nil),
      gate: Gate(maxInFlight: 1, rate: nil, clock: surroundings.clock, elapsed: surroundings.elapsed),
      origin: PartnerOrigin([]), timeout: .seconds(1), dialect: dialects[file.id],
      surroundings: surroundings)
  }

  /// Opens connections to a partner, with TLS, under its rules.
  ///
  /// - Throws: `Unusable` with the reason in words.
  package func dialer(for file: PartnerFile) throws(Unusable) -> Dialer {
    var limits = TransportLimits()
    limits.connect = .milliseconds(file.connection.connectTimeoutMilliseconds)
    return Dialer(policy: policy(for: file), tls: try tls(for: file), limits: limits)
  }

  /// From where and with what certificate the partner may call us.
  ///
  /// - Throws: `Unusable` when the authorities of the file cannot be read.
  package func admission(for file: PartnerFile) throws(Unusable) -> Admission {
    guard file.security.isMutual, let bundle = file.security.caBundle else {
      return Admission(file.security, authorities: [])
    }
    do {
      return Admission(file.security, authorities: try Certificate.read(pem: try authorities(bundle)))
    } catch {
      throw Unusable(description: "\(file.file): \(error)")
    }
  }

  private func authorities(_ bundle: String) throws(Unusable) -> [UInt8] {
    let path = bundle.hasPrefix("/") ? bundle : "\(folder)/\(bundle)"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Unusable(description: "the ca_bundle \(path) cannot be read")
    }
    return Array(bytes)
  }

  /// A loop for connections of their own.
  package var loop: EventLoop { group.next() }

  /// Lets authorities be read anew for the clients made from now on.
  func forgetTrust() { trust.forget() }

  private func gate(for connection: ConnectionTerms, limit: TermRate?) -> Gate {
    let rate = limit.map { (requests: $0.count, period: Duration.seconds($0.seconds)) }
    return Gate(
      maxInFlight: connection.maxInFlight, rate: rate, clock: surroundings.clock,
      elapsed: surroundings.elapsed)
  }

  /// Ruling 18: a test fleet may reach private addresses, a production fleet only what the file names.
  private func policy(for file: PartnerFile) -> AddressPolicy {
    guard environment == .prod else { return .any }
    return AddressPolicy(allowing: file.security.allowPrivate.compactMap { IPRange($0) })
  }

  private func tls(for file: PartnerFile) throws(Unusable) -> TLSContextBox {
    do {
      return TLSContextBox(try trust.context(for: try configuration(for: file)))
    } catch {
      throw Unusable(description: "\(file.file): \(error)")
    }
  }

  private func configuration(for file: PartnerFile) throws -> TLSConfiguration {
    let security = file.security
    var configuration = TLSConfiguration()
    if security.leastTLS == "1.3" { configuration.minimumVersion = .v1_3 }
    configuration.pins = security.pins.compactMap { Base64.decode($0) }
    if let bundle = security.caBundle { configuration.authorities = .only(try authorities(bundle)) }
    if let certificate = security.clientCertificate, let key = security.clientKey {
      configuration.identity = TLSIdentity(
        chain: try vault.certificate(certificate), key: try vault.bytes(key))
    }
    return configuration
  }
}
