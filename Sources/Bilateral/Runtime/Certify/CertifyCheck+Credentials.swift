import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// The credentials object, and what must not be done with it.
extension CertifyCheck {
  static let credentials: [CertifyCheck] = [
    CertifyCheck("CRED-01", .credentials, "CR-19", "GET credentials is answered with an object") { desk in
      let answer = try await asked(.get, desk)
      return answer.fine()
        ?? (answer.data?.members == nil ? "data is \(answer.data.map(\.kindWords) ?? "missing")" : nil)
    },
    CertifyCheck("CRED-02", .credentials, "CR-19", "the object can be read", since: .v2_1_1) { desk in
      let (object, version) = (try await own(desk), await desk.version)
      let found = try? Inspection(object.bytes, module: "credentials", version: version)
      return found?.findings.first { $0.severity == .error }?.message
    },
    CertifyCheck(
      "CRED-03", .credentials, "TR-09", "the token is printable and has at most 64 characters", since: .v2_2_1
    ) {
      desk in
      let token = try await own(desk)["token"]?.string ?? ""
      guard !token.isEmpty else { return "there is no token" }
      let isPrintable = token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      return isPrintable && token.utf8.count <= 64
        ? nil : "it has \(token.utf8.count) characters, or odd ones"
    },
    CertifyCheck("CRED-04", .credentials, "CR-19", "the token is the one that we presented", .should) {
      desk in
      let token = try await own(desk)["token"]?.string ?? ""
      return token == desk.partner.token.revealed ? nil : "it is another one"
    },
    CertifyCheck("CRED-05", .credentials, "VE-03 CR-29", "the address is absolute and at the partner's host")
    { desk in
      let text = try await own(desk)["url"]?.string ?? ""
      guard let url = try? HTTPURL(text) else { return "url is \"\(text.prefix(80))\"" }
      return desk.partner.client.owns(url) ? nil : "\(url.origin) is another host"
    },
    CertifyCheck("CRED-06", .credentials, "CR-21", "roles are told, each once", since: .v2_2_1) { desk in
      let roles = try await own(desk)["roles"]?.elements ?? []
      let names = roles.map {
        "\($0["country_code"]?.string ?? "")-\($0["party_id"]?.string ?? ""):\($0["role"]?.string ?? "")"
      }
      if names.isEmpty { return "there are none" }
      return Set(names).count == names.count ? nil : "\(names.joined(separator: ", "))"
    },
    CertifyCheck("CRED-07", .credentials, "CR-22 CR-28", "the parties are those of the agreement") { desk in
      let found = parties(try await own(desk))
      let missing = desk.partner.link.theirParties.subtracting(found)
      let isHub = desk.isAsked(.hub)
      return missing.isEmpty || isHub
        ? nil : "\(missing.map(\.description).sorted().joined(separator: ", ")) is not told"
    },
    CertifyCheck("CRED-08", .credentials, "CR-20 CR-21", "every party has a name", .should) { desk in
      let object = try await own(desk)
      let parts = object["roles"]?.elements ?? [object]
      let isNamed = parts.allSatisfy { $0["business_details"]?["name"]?.string?.isEmpty == false }
      return isNamed ? nil : "business_details.name is missing"
    },
    CertifyCheck("CRED-09", .credentials, "CR-20", "a 2.1.1 platform names one party", until: .v2_1_1) {
      desk in
      let object = try await own(desk)
      return object["roles"] == nil && object["party_id"]?.string != nil ? nil : "it does not look like 2.1.1"
    },
    CertifyCheck("CRED-10", .credentials, "CR-21 TR-69", "codes of parties are in upper case", .should) {
      desk in
      let object = try await own(desk)
      let texts = (object["roles"]?.elements ?? [object]).flatMap { part in
        [part["country_code"]?.string, part["party_id"]?.string].compactMap { $0 }
      }
      return texts.first { $0 != $0.uppercased() }.map { "\"\($0)\"" }
    },
    CertifyCheck("CRED-11", .credentials, "TR-06", "credentials are closed to unknown tokens") { desk in
      try await asked(.get, desk, token: .unknown).says(http: [401])
    },
    CertifyCheck("CRED-12", .credentials, "CR-07", "a second POST is refused", act: .writes) { desk in
      try await asked(.post, desk, body: "{}").says(http: [405, 400, 422], code: [2000, 2001, 2002])
    },
    CertifyCheck("CRED-13", .credentials, "TR-51", "PATCH is refused", .should, act: .writes) { desk in
      try await asked(.patch, desk, body: "{}").says(http: [405, 404, 501, 400])
    },
    CertifyCheck("CRED-14", .credentials, "CR-09 CR-15", "a PUT that says nothing is refused", act: .rotates)
    { desk in
      try await asked(.put, desk, body: "{}").says(
        http: [400, 405, 409, 422], code: [2000, 2001, 2002, 3001])
    },
    CertifyCheck(
      "CRED-15", .credentials, "CR-15 CR-16", "after a refused PUT the token still holds", act: .rotates
    ) { desk in
      _ = try await asked(.put, desk, body: "{}")
      return try await desk.ask(CertifyAsk(.get, .versions, turn: 7)).came().fine(
        "versions are answered with")
    },
    CertifyCheck("CRED-17", .credentials, "CR-02 CR-05", "the handshake goes through") { desk in
      guard !desk.partner.isRegistered else { return nil }
      _ = await desk.ask(.versions)
      guard let error = desk.partner.link.ownFacts.lastError else {
        throw CertifySkip("nobody has registered yet")
      }
      return error
    }.echoing("VER-01", "VER-02", "VER-06", "VER-07", "VER-12"),
    CertifyCheck(
      "CRED-16", .credentials, "CR-09 CR-16 CR-18", "tokens are renewed by PUT", act: .rotates, isLast: true
    ) {
      desk in
      let rotate = desk.rotate
      do {
        try await rotate()
        return nil
      } catch {
        return ControlFailure(error).message
      }
    },
  ]

  private static func asked(
    _ method: HTTPMethod, _ desk: CertifyDesk, token: CertifyAsk.Token = .ours, body: String? = nil
  ) async throws -> CertifyAnswer {
    guard desk.partner.isRegistered else { throw CertifySkip("not registered") }
    return try await desk.ask(
      CertifyAsk(
        method, .credentials, token: token, body: body.map { Array($0.utf8) },
        turn: body == nil ? 0 : CertifyAsk.hostile)
    ).came()
  }

  private static func own(_ desk: CertifyDesk) async throws -> JSON {
    let answer = try await asked(.get, desk)
    guard answer.isFine, let data = answer.data, data.members != nil else {
      throw CertifySkip("the credentials cannot be read: \(answer.words)")
    }
    return data
  }

  private static func parties(_ object: JSON) -> Set<PartyID> {
    Set(
      (object["roles"]?.elements ?? [object]).compactMap { part in
        PartyID(country: part["country_code"]?.string ?? "", party: part["party_id"]?.string ?? "")
      })
  }
}
