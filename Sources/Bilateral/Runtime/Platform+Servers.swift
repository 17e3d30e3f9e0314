import BilateralBase
import BilateralCrypto
package import BilateralNet
import BilateralStore
import BilateralTerms
import Foundation
import Synchronization

extension Platform {
  /// Where a running platform can be reached.
  package struct Listening: Sendable {
    /// What partners reach.
    package var partners: SocketAddress
    /// What our own platform reaches.
    package var backOffice: SocketAddress
    /// The base of our OCPI addresses.
    package var publicURL: HTTPURL
    /// The control channel.
    package var control: String
  }

  struct Servers {
    var all: [HTTPServer]
    var listening: Listening
  }

  func startServers() throws -> Servers {
    let fleet = commons.fleet()
    let partners = HTTPServer(
      partnerRouter(), on: group, clock: commons.surroundings.wallClock, report: report)
    let office = HTTPServer(officeRouter(), on: group, clock: commons.surroundings.wallClock, report: report)
    let control = HTTPServer(
      controlRouter(), on: group, clock: commons.surroundings.wallClock, report: report)
    let tls = try serverContext(fleet).map(TLSContextBox.init)
    serverTLS.withLock { $0 = tls }
    let partnerAddress = try partners.listen(
      on: try address(fleet.file.listen), tls: tls, hear: doorCount(commons.surroundings.metrics))
    let officeAddress = try office.listen(on: try address(fleet.file.backOfficeListen), reserve: .half)
    let socket = "\(fleet.stateFolder)/control.sock"
    try control.listen(on: .unix(path: socket), reserve: .half)
    let url = try publicURL(fleet, listening: partnerAddress, isSecure: tls != nil)
    commons.announce(url)
    try note(partnerAddress, in: "\(fleet.stateFolder)/server.addr")
    try note(officeAddress, in: "\(fleet.stateFolder)/backoffice.addr")
    return Servers(
      all: [partners, office, control],
      listening: Listening(
        partners: partnerAddress, backOffice: officeAddress, publicURL: url, control: socket))
  }

  /// Counts who does not get in, since neither of them makes a request that could be logged.
  private func doorCount(_ metrics: MetricRegistry) -> @Sendable (Listener.Event) -> Void {
    let turnedAway = metrics.counter(
      "bilateral_connections_refused_total", "Connections of partners that did not get in.",
      labels: ["reason"])
    return { event in
      switch event {
      case .refused: turnedAway.increment("crowd")
      case .failed: turnedAway.increment("handshake")
      case .full: break
      case .exhausted: turnedAway.increment("exhaustion")
      }
    }
  }

  /// Routes of the OCPI interface, below the path of our public URL.
  private func partnerRouter() -> Router {
    let server = OCPIServer(
      modules: ocpiModules(), links: commons.links, tokens: commons.tokens,
      surroundings: commons.surroundings,
      firstUse: { [commons] in try await FirstUse.note($0, atVersions: $1, commons) })
    var router = Router()
    let (base, adopted) = (basePath(), commons.adopted)
    let options = Router.Options(
      bodyLimit: OCPIServer.bodyLimit, runsOnLoop: true, answersTooLarge: true)
    for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
      router.on(method, base + "/*path", options) { request in
        let old = adopted.target(of: AdoptedAddresses.segments(request.target.path))
        return await server.answer(request, path: old ?? request.parameters.rest)
      }
    }
    router.tighterLimit = { [tokens = commons.tokens, clock = commons.surroundings.wallClock] head in
      // A body that announces no more than strangers may send needs no look at the token here, which `route` takes.
      let announced = head.fields[.contentLength].map { Int($0) ?? .max } ?? 0
      guard announced > OCPIServer.strangerLimit || head.fields.contains(.transferEncoding) else {
        return nil
      }
      let isKnown = tokens.caller(of: head.fields[.authorization], now: clock.now()) != nil
      return isKnown ? nil : OCPIServer.strangerLimit
    }
    router.notFound = { request in
      let old = adopted.target(of: AdoptedAddresses.segments(request.target.path))
      return await server.answer(request, path: old ?? [])
    }
    return router
  }

  private func basePath() -> String {
    let url = commons.fleet().file.publicURL.flatMap { try? HTTPURL(Self.withRealPort($0, 1)) }
    let path = url?.path ?? "/ocpi"
    return path == "/" ? "/ocpi" : path
  }

  /// Our public URL; port 0 stands for the port the kernel chose.
  private func publicURL(
    _ fleet: LoadedFleet, listening: SocketAddress, isSecure: Bool
  ) throws -> HTTPURL {
    let port = listening.port ?? 0
    let text = fleet.file.publicURL ?? "\(isSecure ? "https" : "http")://127.0.0.1:0/ocpi"
    return try HTTPURL(Self.withRealPort(text, port))
  }

  private static func withRealPort(_ text: String, _ port: UInt16) -> String {
    text.replacingOccurrences(of: ":0/", with: ":\(port)/")
  }

  private func address(_ text: String) throws -> SocketAddress {
    guard let address = SocketAddress(text) else {
      throw Unusable(description: "\(text) is no address to listen on", exit: 65)
    }
    return address
  }

  /// TLS of the partner server; without a certificate plain HTTP, which only a test fleet may use (ruling 18).
  func serverContext(_ fleet: LoadedFleet) throws -> TLSContext? {
    guard let certificate = fleet.file.certificate, let key = fleet.file.key else {
      guard fleet.file.environment == .test else {
        throw Unusable(description: "[server] certificate and key are missing in partnerctl.toml", exit: 77)
      }
      return nil
    }
    var configuration = TLSConfiguration()
    configuration.identity = TLSIdentity(
      chain: try commons.vault.certificate(certificate), key: try commons.vault.bytes(key))
    let mutual = fleet.partners.values.filter { $0.security.isMutual }
    if !mutual.isEmpty {
      // One listener for all: it asks, and each partner's own rules judge what was shown (`Admission`).
      configuration.clientCertificates = .optional
      configuration.authorities = try authorities(of: mutual, in: fleet.folder)
    }
    return try TLSContext(configuration, role: .server)
  }

  private func authorities(
    of partners: [PartnerFile], in folder: String
  ) throws -> TLSConfiguration.Authorities {
    var pem: [UInt8] = []
    for bundle in Set(partners.compactMap(\.security.caBundle)).sorted() {
      let path = bundle.hasPrefix("/") ? bundle : "\(folder)/\(bundle)"
      guard let bytes = FileManager.default.contents(atPath: path) else { continue }
      pem += Array(bytes) + [UInt8(ascii: "\n")]
    }
    let needsSystem = partners.contains { $0.security.caBundle == nil }
    return pem.isEmpty ? .system : needsSystem ? .systemAnd(pem) : .only(pem)
  }

  private func note(_ address: SocketAddress, in path: String) throws {
    try PrivateFile.write(Array("\(address)\n".utf8), to: path)
  }

  private var report: @Sendable (any Error, HTTPRequest) -> Void {
    { [log = commons.surroundings.log] error, request in
      log.error("handler failed", ["target": request.target.path, "error": "\(error)"])
    }
  }
}
