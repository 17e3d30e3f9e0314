import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTerms

extension ConnectionCheck {
  /// TLS, pins and our client certificate.
  ///
  /// The first two are settled by one handshake. In TLS 1.3 the partner's verdict on our certificate comes after it, so
  /// one request without a token is made, whose answer does not matter.
  func checkTLS(_ file: PartnerFile, _ url: HTTPURL, _ dialer: Dialer, _ walk: inout StepWalk) async {
    guard url.scheme == .https else {
      return await walk.step("TLS") { () throws(ControlFailure) in "plain HTTP, as only a test fleet may" }
    }
    let probe = ConnectionProbe(dialer: dialer, loop: maker.loop)
    var refusal: TLSError?
    let now = commons.surroundings.wallClock.now()
    await walk.step("TLS") { () throws(ControlFailure) in
      do throws(TransportError) {
        let peer = try await probe.connect(to: .host(url.host.name, port: url.port))
        return peer.tls.map { Self.words($0, now) } ?? "established"
      } catch {
        guard case .tls(let cause) = error, Self.isLater(cause) else { throw Self.tlsFailure(error, file) }
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
        help: "ask the partner whether its key changed, then correct security.pinned_spki_sha256", exit: 3,
        place: file.place(near: "security.pinned_spki_sha256"))
    }
    await walk.step("client certificate") { () throws(ControlFailure) in
      let verdict = if let cause, cause.kind != .wrongPin { cause } else { await lateVerdict(url, dialer) }
      guard let verdict else { return file.security.clientCertificate == nil ? nil : "shown and not refused" }
      throw Self.certificateFailure(verdict, file)
    }
  }

  /// What the partner says of our certificate once it has seen it; nil when it minds nothing.
  private func lateVerdict(_ url: HTTPURL, _ dialer: Dialer) async -> TLSError? {
    let http = HTTPClient(on: maker.loop, plain: nil, secure: dialer)
    defer { http.close() }
    do {
      _ = try await http.send(HTTPClientRequest(.get, url, timeout: .seconds(5), responseLimit: 1 << 20))
      return nil
    } catch {
      return error.tls.flatMap { Self.isLater($0) ? $0 : nil }
    }
  }

  private static func certificateFailure(_ cause: TLSError, _ file: PartnerFile) -> ControlFailure {
    let help =
      cause.kind == .certificateRequired
      ? "ask the partner for a client certificate; name it and its key in security.client_cert and client_key"
      : "compare security.client_cert with the certificate that the partner expects"
    return ControlFailure(
      "BR101", cause.description, help: help, exit: 3, place: file.place(near: "security.client_cert"))
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

  private static func tlsFailure(_ error: TransportError, _ file: PartnerFile) -> ControlFailure {
    guard case .tls(let cause) = error else {
      return ControlFailure(
        "BR101", error.description, help: "is connection.versions_url the address of a TLS server?", exit: 3,
        place: file.place(near: "connection.versions_url"))
    }
    let (path, help): (String?, String) =
      switch cause.kind {
      case .unknownAuthority:
        ("security.ca_bundle", "if the partner has its own authority, name its file in security.ca_bundle")
      case .wrongName:
        (
          "connection.versions_url",
          "the host in connection.versions_url is not the one of the certificate"
        )
      case .expired, .notYetValid:
        (nil, "the partner has to renew its certificate, no line of the file mends it; check our clock too")
      case .version: ("security.tls_min", "compare security.tls_min with what the partner offers")
      case .protocolFailure:
        ("connection.versions_url", "is connection.versions_url the address of a TLS server?")
      default: (nil, "send the partner this message")
      }
    return ControlFailure(
      "BR101", cause.description, help: help, exit: 3, place: path.flatMap { file.place(near: $0) })
  }
}
