import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Testing

@Suite struct TheirCredentialsTests {
  func body(
    token: String = "their-token", url: String = "https://acme.example/ocpi/versions",
    roles: [String] = ["NL-ACM:EMSP"]
  ) throws -> JSONNode {
    let roles = roles.compactMap { PartyRole($0) }.map { role in
      CredentialsRole(
        role: RoleName(rawValue: role.kind.rawValue), businessDetails: BusinessDetails(name: "ACME"),
        party: role.party)
    }
    let text = try WireWriter.text(of: Credentials(token: token, url: url, roles: roles), version: .v2_2_1)
    return try JSONDocument(parsing: Array(text.utf8), limits: .wire).root
  }

  func rules(
    versionsURL: String? = nil, environment: FleetFile.Environment = .prod,
    taken: [PartyRole: String] = [:]
  ) throws -> TheirCredentials.Rules {
    TheirCredentials.Rules(
      file: try PartnerFiles.file(versionsURL: versionsURL), environment: environment, taken: taken)
  }

  func problem(_ node: JSONNode, _ rules: TheirCredentials.Rules) -> RegistrationProblem? {
    do throws(RegistrationProblem) {
      _ = try TheirCredentials(node, version: .v2_2_1, rules: rules)
      return nil
    } catch {
      return error
    }
  }

  @Test("a partner that says what was agreed is accepted without a note")
  func fine() throws {
    let theirs = try TheirCredentials(
      body(), version: .v2_2_1, rules: rules(versionsURL: "https://acme.example/versions"))
    #expect(theirs.token.revealed == "their-token")
    #expect("\(theirs.url)" == "https://acme.example/ocpi/versions")
    #expect(theirs.notes.isEmpty)
  }

  @Test(
    "CR-29 TR-01 S-15 a versions URL at another host, or without TLS in production, is refused",
    arguments: [
      ("https://evil.example/versions", "https://acme.example/versions"),
      ("https://acme.example:8443/versions", "https://acme.example/versions"),
      ("http://acme.example/versions", "https://acme.example/versions"),
      ("http://acme.example/versions", nil),
    ] as [(String, String?)])
  func foreign(_ announced: String, _ agreed: String?) throws {
    let found = problem(try body(url: announced), try rules(versionsURL: agreed))
    guard case .foreignAddress = found else {
      Issue.record("not refused as it should: \(String(describing: found))")
      return
    }
  }

  @Test("an inner address in the answer to our own POST is noted, the one we called stays")
  func innerAddress() throws {
    let called = try HTTPURL("https://acme.example/versions")
    let theirs = try TheirCredentials(
      body(url: "http://10.0.0.7/versions"), version: .v2_2_1, rules: rules(), calledAt: called)
    #expect(theirs.url == called)
    #expect(theirs.notes == ["url must be https: http://10.0.0.7"])
  }

  @Test("ruling 18: a test fleet may use plain HTTP")
  func plain() throws {
    let theirs = try TheirCredentials(
      body(url: "http://127.0.0.1:80/versions"), version: .v2_2_1, rules: rules(environment: .test))
    #expect(theirs.url.scheme == .http)
  }

  @Test(
    "a token must be printable and not empty",
    arguments: ["", "two words", "line\nend", String(repeating: "x", count: 513), "tök"])
  func token(_ token: String) throws {
    let found = problem(try body(token: token), try rules())
    guard case .badCredentials = found else {
      Issue.record("not refused as it should: \(String(describing: found))")
      return
    }
    #expect(found?.status == .invalidParameters)
  }

  @Test("CR-28 a role of another connection is refused, a platform without any agreed party too")
  func parties() throws {
    let role = try #require(PartyRole("NL-ACM:EMSP"))
    let taken = problem(try body(), try rules(taken: [role: "beta"]))
    guard case .wrongParties = taken else {
      Issue.record("not refused as it should: \(String(describing: taken))")
      return
    }
    let stranger = problem(try body(roles: ["FR-ABC:EMSP"]), try rules())
    guard case .wrongParties = stranger else {
      Issue.record("not refused as it should: \(String(describing: stranger))")
      return
    }
  }

  @Test("CR-22 parties beyond those agreed are noted, not taken in")
  func extra() throws {
    let theirs = try TheirCredentials(
      body(roles: ["NL-ACM:EMSP", "DE-ACM:EMSP"]), version: .v2_2_1, rules: rules())
    #expect(theirs.notes == ["DE-ACM:EMSP is announced but not agreed"])
  }

  @Test("CR-25 a hub is known by its own party, and whoever is behind it may be a partner of ours too")
  func hub() throws {
    let party = try #require(PartyID("NL-ACM"))
    let known = try #require(PartyRole("FR-BLU:EMSP"))
    var rules = try rules(taken: [known: "blue"])
    rules.file = try PartnerFiles.file(them: "NL-HUB:HUB")
    func read(_ hub: CiString?, _ roles: [String], _ version: OCPIVersion) throws -> [String] {
      let said = roles.compactMap { PartyRole($0) }.map { role in
        CredentialsRole(
          role: RoleName(rawValue: role.kind.rawValue), businessDetails: BusinessDetails(name: "X"),
          party: role.party)
      }
      let credentials = Credentials(
        token: "their-token", url: "https://hub.example/versions", roles: said, hubPartyID: hub)
      let text = try WireWriter.text(of: credentials, version: version)
      let node = try JSONDocument(parsing: Array(text.utf8), limits: .wire).root
      return try TheirCredentials(node, version: version, rules: rules).notes
    }
    #expect(try read("NLHUB", ["\(party):EMSP", "\(known)"], .v2_3_0) == [])
    #expect(try read(nil, ["NL-HUB:HUB"], .v2_2_1) == [])
    #expect(throws: RegistrationProblem.self) { _ = try read("NLOTH", ["\(party):EMSP"], .v2_3_0) }
  }
}
