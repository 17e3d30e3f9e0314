import BilateralBase
import BilateralCrypto
import BilateralNet

/// Connection, tokens in headers, ids of messages.
extension CertifyCheck {
  static let transport: [CertifyCheck] = [
    CertifyCheck("TRN-01", .transport, "TR-01", "the versions address is HTTPS", .should) { desk in
      desk.partner.versionsURL.scheme == .https ? nil : "\(desk.partner.versionsURL) is plain HTTP"
    },
    CertifyCheck("TRN-02", .transport, "TR-01", "TLS is 1.2 or newer", .should) { desk in
      let tls = try await tls(desk)
      return ["TLSv1.2", "TLSv1.3"].contains(tls.version) ? nil : "\(tls.version) was agreed"
    },
    CertifyCheck("TRN-03", .transport, "TR-01", "the certificate holds for thirty days more", .should) {
      desk in
      guard let certificate = try await tls(desk).certificate else { throw CertifySkip("no certificate") }
      let days = (certificate.notAfter - desk.started) / 86_400
      return days >= 30 ? nil : "it ends in \(Int(days)) days"
    },
    CertifyCheck(
      "TRN-04", .transport, "TR-02 TR-04", "our token is taken in the form of the version",
      .should, since: .v2_2_1, dialect: ("token_header_base64", "false")
    ) { desk in try await form(.base64, desk) },
    CertifyCheck(
      "TRN-05", .transport, "TR-02 TR-03", "our token is taken as it is", .should,
      until: .v2_1_1, dialect: ("token_header_base64", "true")
    ) { desk in try await form(.raw, desk) },
    .of(
      "TRN-06", .transport, "TR-06 VE-15", "no token is answered with 401",
      CertifyAsk(.versions, token: .none)
    ) { $0.says(http: [401]) },
    .of(
      "TRN-07", .transport, "TR-06", "an unknown token is answered with 401",
      CertifyAsk(.versions, token: .unknown)
    ) { $0.says(http: [401]) },
    .of(
      "TRN-08", .transport, "TR-06", "the scheme without a token is answered with 401",
      CertifyAsk(.versions, token: .words("Token"))
    ) { $0.says(http: [401]) },
    .of(
      "TRN-09", .transport, "TR-06", "another scheme with an unknown token is answered with 401",
      CertifyAsk(.versions, token: .words("Bearer unknown"))
    ) { $0.says(http: [401]) },
    CertifyCheck("TRN-10", .transport, "TR-06", "lists are closed to unknown tokens") { desk in
      try await desk.eachList { module in
        _ = try await desk.sample(module)
        var ask = desk.page(module, limit: 1)
        ask.token = .unknown
        let answer = try await desk.ask(ask).came()
        return answer.isFine ? "the list is open: \(answer.words)" : answer.says(http: [401, 403])
      }
    },
    CertifyCheck("TRN-11", .transport, "TR-58", "X-Request-ID comes back", since: .v2_2_1) { desk in
      try await echo("X-Request-ID", desk)
    },
    CertifyCheck("TRN-12", .transport, "TR-59", "X-Correlation-ID comes back", since: .v2_2_1) { desk in
      try await echo("X-Correlation-ID", desk)
    },
    CertifyCheck("TRN-13", .transport, "TR-89", "names of headers are read in any case") { desk in
      try await desk.greeted()
      return try await desk.ask(CertifyAsk(.versions, fields: ["x-REQUEST-id": "certify-case"])).came().fine()
    },
    .of(
      "TRN-14", .transport, "TR-51", "a method that versions do not have is refused",
      CertifyAsk(.delete, .versions, turn: CertifyAsk.hostile), .should
    ) { answer in
      answer.says(http: [400, 401, 403, 404, 405, 501])
    },
    .of(
      "TRN-15", .transport, "TR-22 TR-24", "an address that does not exist is answered with 404",
      CertifyAsk(.get, .details, ["no-such-module"], turn: CertifyAsk.hostile)
    ) { $0.says(http: [404, 405, 400, 401]) },
    CertifyCheck(
      "TRN-16", .transport, "TR-91", "the versions address is found with and without a slash", .should
    ) {
      desk in
      try await desk.greeted()
      let text = desk.partner.versionsURL.description
      let other = text.hasSuffix("/") ? String(text.dropLast()) : text + "/"
      return try await desk.ask(CertifyAsk(.get, .address(other), turn: CertifyAsk.guess)).came().fine(
        "the other spelling is answered with")
    },
    CertifyCheck("TRN-17", .transport, "TR-14", "answers are framed as HTTP wants it", isLast: true) { desk in
      for answer in await desk.answers {
        guard case .againstProtocol = answer.failure?.kind else { continue }
        await desk.blame(answer)
        return "\(HTTPURL.shortened(answer.url)): \(answer.words)"
      }
      return nil
    },
    CertifyCheck("TRN-18", .transport, "TR-14", "answers come whole", isLast: true) { desk in
      for answer in await desk.answers {
        switch answer.failure?.kind {
        case .unreachable(.read), .unreachable(.write): break
        default: continue
        }
        await desk.blame(answer)
        return "\(HTTPURL.shortened(answer.url)): \(answer.words)"
      }
      return nil
    },
    CertifyCheck("TRN-19", .transport, "TR-92", "every request is answered in time", isLast: true) { desk in
      for answer in await desk.answers {
        guard case .timedOut = answer.failure?.kind else { continue }
        await desk.blame(answer)
        return "\(HTTPURL.shortened(answer.url)): \(answer.words)"
      }
      return nil
    },
    CertifyCheck("TRN-20", .transport, "TR-14", "no answer is compressed unasked", isLast: true) { desk in
      try await desk.eachAnswer({ _ in true }) { answer in
        answer.fields["Content-Encoding"].map { "Content-Encoding is \($0)" }
      }
    },
    CertifyCheck("TRN-21", .transport, "CR-29", "nobody is sent elsewhere", isLast: true) { desk in
      try await desk.eachAnswer({ !$0.ask.isGuess }) { answer in
        (300..<400).contains(answer.http) ? "it redirects with \(answer.http)" : nil
      }
    },
  ]

  private static func tls(_ desk: CertifyDesk) async throws(CertifySkip) -> TLSPeer {
    guard let tls = try await desk.ask(.versions).came().peer.tls else { throw CertifySkip("no TLS") }
    return tls
  }

  private static func form(_ form: TokenForm, _ desk: CertifyDesk) async throws -> String? {
    try await desk.greeted()
    let answer = try await desk.ask(
      CertifyAsk(.versions, token: .words(form.header(for: desk.partner.token)))
    ).came()
    return answer.isFine ? nil : "\(form.words) it is answered with \(answer.words)"
  }

  private static func echo(_ name: HTTPFieldName, _ desk: CertifyDesk) async throws -> String? {
    let ask = CertifyAsk(.versions, fields: [name.description: "certify-\(desk.stamp)"])
    let answer = try await desk.ask(ask).came()
    guard answer.isFine else { throw CertifySkip("versions are answered with \(answer.words)") }
    guard let came = answer.fields[name] else { return "the answer has no \(name)" }
    return came == "certify-\(desk.stamp)" ? nil : "it comes back as \"\(came.prefix(40))\""
  }
}
