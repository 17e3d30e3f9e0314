import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// Requests that must fail, in every version, with the codes of HTTP and OCPI that are due.
@Suite struct RefusalTests {
  /// Who asks.
  private enum Token: Sendable { case theirs, none, unknown, registration }

  /// One request and what is due.
  private struct Row: Sendable {
    var name: String
    var method = HTTPMethod.get
    var path: @Sendable (VersionPair) -> String
    var token = Token.theirs
    var body: String?
    var fields = HTTPFields()
    /// HTTP, and OCPI where the answer has an envelope.
    var due: @Sendable (OCPIVersion) -> [Int?]
    var allow: String?
    /// The operator answers, unless the provider has to.
    var isForEMSP = false
  }

  private static func always(_ http: Int, _ ocpi: Int?) -> @Sendable (OCPIVersion) -> [Int?] {
    { _ in [http, ocpi] }
  }

  /// Other codes in 2.1.1 than later.
  private static func due(_ old: [Int?], _ new: [Int?]) -> @Sendable (OCPIVersion) -> [Int?] {
    { $0 == .v2_1_1 ? old : new }
  }

  private static func locations(_ rest: String = "") -> @Sendable (VersionPair) -> String {
    { $0.path(.locations, .sender, rest) }
  }

  private static func tokens(_ rest: String) -> @Sendable (VersionPair) -> String {
    { $0.path(.tokens, .receiver, rest) }
  }

  private static func token(_ uid: String = "T1", party: String = "ACM") -> String {
    """
    {"country_code":"NL","party_id":"\(party)","uid":"\(uid)","type":"RFID","contract_id":"NL-ACM-C1-7",\
    "auth_id":"NL-ACM-C1-7","issuer":"ACME","valid":true,"whitelist":"ALLOWED",\
    "last_updated":"2026-01-01T00:00:00Z"}
    """
  }

  private static let access: [Row] = [
    Row(name: "no token", path: locations(), token: .none, due: always(401, 2000)),
    Row(name: "an unknown token", path: locations(), token: .unknown, due: always(401, 2000)),
    Row(name: "versions without a token", path: { _ in "/versions" }, token: .none, due: always(401, 2000)),
    Row(name: "token A on a module", path: locations(), token: .registration, due: always(401, 2000)),
    Row(
      name: "POST of a registered client", method: .post, path: { $0.path(.credentials) }, body: "{}",
      due: always(405, 2000), allow: "GET, PUT, DELETE"),
    Row(
      name: "PUT of a client that is not registered", method: .put, path: { $0.path(.credentials) },
      token: .registration, body: "{}", due: always(405, 2000), allow: "GET, POST"),
    Row(
      name: "DELETE of a client that is not registered", method: .delete, path: { $0.path(.credentials) },
      token: .registration, due: always(405, 2000), allow: "GET, POST"),
  ]

  private static let addresses: [Row] = [
    Row(name: "an unknown version", path: { _ in "/9.9.9" }, due: always(404, 3002)),
    Row(
      name: "a version that the file rules out",
      path: { $0.version == .v2_2_1 ? "/2.3.0" : "/2.2.1" }, due: always(404, 3002)),
    Row(name: "an unknown module", path: { $0.path("nonsense", .sender) }, due: always(404, 2000)),
    Row(name: "an unknown object", path: locations("/L9"), due: always(404, 2003)),
    Row(name: "an unknown token", path: tokens("/NL/ACM/T9"), due: due([404, 2001], [404, 2004])),
    Row(
      name: "a wrong method at a list", method: .post, path: locations(), body: "{}",
      due: always(405, 2000), allow: "GET"),
    Row(
      name: "a wrong method at an object", method: .delete, path: tokens("/NL/ACM/T1"),
      due: always(405, 2000), allow: "GET, PUT, PATCH"),
    Row(name: "a party that is not theirs", path: tokens("/NL/XYZ/T1"), due: always(404, 2000)),
    Row(
      name: "authorisation of an unknown token", method: .post,
      path: { $0.path(.tokens, .sender, "/T9/authorize") }, due: due([404, 2001], [404, 2004]),
      isForEMSP: true),
  ]

  private static let parameters: [Row] = [
    "?limit=0", "?limit=-1", "?limit=ten", "?offset=-1", "?offset=1e3", "?date_from=yesterday",
    "?date_to=2026-13-01T00:00:00Z",
  ].map { Row(name: "bad paging \($0)", path: locations($0), due: always(200, 2001)) }

  private static let bodies: [Row] = [
    Row(
      name: "no JSON", method: .put, path: tokens("/NL/ACM/T1"), body: "{\"uid\":", due: always(400, 2000)),
    Row(name: "a body that is too large", method: .put, path: tokens("/NL/ACM/T1"), due: always(413, 2000)),
    Row(
      name: "another id than the address", method: .put, path: tokens("/NL/ACM/T2"), body: token(),
      due: always(200, 2001)),
    Row(
      name: "an object of a foreign party", method: .put, path: tokens("/NL/ACM/T1"),
      // In 2.1.1 objects name no party; the member is one that we do not know.
      body: token(party: "XYZ"), due: due([201, 1000], [200, 2001])),
    Row(
      name: "an object without what it needs", method: .put, path: tokens("/NL/ACM/T1"),
      body: "{\"uid\":\"T1\"}", due: always(200, 2001)),
    Row(
      name: "PATCH of an unknown object", method: .patch, path: tokens("/NL/ACM/T9"),
      body: "{\"valid\":false,\"last_updated\":\"2026-01-02T00:00:00Z\"}",
      due: due([404, 2001], [404, 2004])),
    Row(
      name: "PATCH without last_updated", method: .patch, path: tokens("/NL/ACM/T1"),
      body: "{\"valid\":false}", due: due([200, 1000], [200, 2001])),
  ]

  private static func routed(_ name: String, _ headers: [(HTTPFieldName, String)]) -> Row {
    var fields = HTTPFields()
    for (name, value) in headers { fields.set(name, value) }
    return Row(name: name, path: locations(), fields: fields, due: due([200, 1000], [200, 2001]))
  }

  private static let routing = [
    routed("from a foreign party", [("OCPI-from-country-code", "NL"), ("OCPI-from-party-id", "XYZ")]),
    routed("for a party that is not ours", [("OCPI-to-country-code", "DE"), ("OCPI-to-party-id", "XYZ")]),
    routed("half a party", [("OCPI-to-country-code", "DE")]),
    routed("no party", [("OCPI-to-country-code", "DE"), ("OCPI-to-party-id", "NVOX")]),
  ]

  private func send(_ row: Row, _ pair: VersionPair, _ registration: SecretText) async throws
    -> VersionPair.Answer
  {
    let side = row.isForEMSP ? pair.emsp : pair.cpo
    let token: SecretText? =
      switch row.token {
      case .theirs: row.isForEMSP ? try pair.tokenOfCPO : try pair.tokenOfEMSP
      case .none: nil
      case .unknown: SecretText("nobody-has-this-token")
      case .registration: registration
      }
    var fields = row.fields
    fields.set("X-Request-ID", "request-of-this-test")
    let isLarge = row.due(pair.version).first == 413
    let body = row.body.map { Array($0.utf8) } ?? (isLarge ? Array(repeating: 0x20, count: 5 << 20) : nil)
    return try await pair.send(row.method, row.path(pair), to: side, token: token, body: body, fields)
  }

  @Test(
    """
    CR-07 CR-08 TR-06 TR-07 TR-20 TR-21 TR-22 TR-24 TR-47 TR-48 TR-51 TR-53 TR-54 TR-77 TR-93 VE-15 S-11 S-29 what must \
    fail fails rightly in each version
    """, arguments: OCPIVersion.allCases)
  func table(_ version: OCPIVersion) async throws {
    let pair = try await VersionPair.registered(in: version)
    let own = Row(
      name: "", method: .put, path: Self.tokens("/NL/ACM/T1"), body: Self.token(), due: Self.always(201, 1000)
    )
    #expect(try await send(own, pair, try pair.tokenA).codes == [201, 1000])
    // Only now: the first use of a session token ends all tokens A.
    let invited = try await pair.cpo.platform.invitation.invite("acme")
    let registration = SecretText(
      try #require(invited.members.first { $0.name == "token" }?.value.string))
    for row in Self.access + Self.addresses + Self.parameters + Self.bodies + Self.routing {
      let answer = try await send(row, pair, registration)
      if row.due(version) == [201, 1000] {
        #expect([[200, 1000], [201, 1000]].contains(answer.codes), "\(row.name)")
        continue
      }
      #expect(answer.codes == row.due(version), "\(row.name): \(answer.envelope?.message ?? "")")
      #expect(row.allow == nil || answer.http.fields[.allow] == row.allow, "\(row.name)")
      guard answer.envelope != nil else { continue }
      #expect(answer.http.fields["X-Request-ID"] == "request-of-this-test", "TR-58 \(row.name)")
      #expect(answer.http.fields[.contentType] == "application/json", "TR-14 \(row.name)")
      #expect(answer.envelope?.timestamp != nil, "TR-15 \(row.name)")
    }
    await pair.stop()
  }

  @Test("TR-25 X-18 a code that 2.1.1 lacks is told in the message", arguments: OCPIVersion.allCases)
  func lackingCodes(_ version: OCPIVersion) {
    for (status, old) in [(2004, 2001), (4000, 3000), (4001, 3000), (4002, 3000), (4003, 3000)] {
      let reply = OCPIReply(.ok, OCPIStatus(rawValue: status), message: "why").expressed(in: version)
      #expect(reply.status.rawValue == (version == .v2_1_1 ? old : status))
      #expect(reply.message == (version == .v2_1_1 ? "\(status): why" : "why"))
    }
  }
}
