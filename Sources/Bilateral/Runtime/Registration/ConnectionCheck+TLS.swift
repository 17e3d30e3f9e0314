import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTerms

extension ConnectionCheck {
  /// TLS, pins and our client certificate, which are settled by one handshake.
  func checkTLS(
    _ file: PartnerFile, _ url: HTTPURL, _ probe: ConnectionProbe, _ walk: inout StepWalk
  ) async {
    guard url.scheme == .https else {
      return await walk.step("TLS") { () throws(ControlFailure) in "plain HTTP, as only a test fleet may" }
    }
    var refusal: TLSError?
    let now = commons.surroundings.wallClock.now()
    await walk.step("TLS") { () throws(ControlFailure) in
      do throws(TransportError) {
        let peer = try await probe.connect(to: .host(url.host.name, port: url.port))
        return peer.tls.map { Self.words($0, now) } ?? "established"
      } catch {
        guard case .tls(let cause) = error, Self.isLater(cause) else { throw Self.tlsFailure(error) }
        refusal = cause
        return "the partner's side is fine"
      }
    }
    let cause = refusal
    let pins = file.security.pins.count
    await walk.step("pin") { () throws(ControlFailure) in
      guard let cause, cause.kind == .wrongPin else { return pins == 0 ? nil : "1 of \(pins) matches" }
      throw ControlFailure(
        "BR101", cause.description,
        help: "ask the partner whether its key changed, then correct security.pinned_spki_sha256", exit: 3)
    }
    await walk.step("client certificate") { () throws(ControlFailure) in
      guard let cause, cause.kind != .wrongPin else {
        return file.security.clientCertificate == nil ? nil : "shown and not refused"
      }
      throw ControlFailure(
        "BR101", cause.description, help: "check security.client_cert and client_key with the partner",
        exit: 3)
    }
  }

  /// Refusals that the steps after TLS tell of.
  private static func isLater(_ error: TLSError) -> Bool {
    [.wrongPin, .certificateRequired, .certificateRefused].contains(error.kind)
  }

  private static func words(_ peer: TLSPeer, _ now: Timestamp) -> String {
    guard let certificate = peer.certificate else { return "\(peer.version), \(peer.cipher)" }
    let days = (certificate.notAfter - now) / 86_400
    return
      "\(peer.version), \(peer.cipher), certificate until \(certificate.notAfter.description.prefix(10)) "
      + "(\(Int(days)) days)"
  }

  private static func tlsFailure(_ error: TransportError) -> ControlFailure {
    guard case .tls(let cause) = error else { return ControlFailure("BR101", error.description, exit: 3) }
    let help =
      switch cause.kind {
      case .unknownAuthority: "if the partner has its own authority, name its file in security.ca_bundle"
      case .wrongName: "the host in connection.versions_url is not the one of the certificate"
      case .expired, .notYetValid: "the partner has to renew its certificate; check our clock too"
      case .version: "compare security.tls_min with what the partner offers"
      default: "send the partner this message"
      }
    return ControlFailure("BR101", cause.description, help: help, exit: 3)
  }
}
