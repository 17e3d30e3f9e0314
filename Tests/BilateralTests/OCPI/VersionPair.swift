import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// A registered pair in one version of OCPI.
struct VersionPair: Sendable {
  let version: OCPIVersion
  let pair: TestPair
  var cpo: TestSide { pair.cpo }
  var emsp: TestSide { pair.emsp }

  /// Starts and invites, the provider has the token.
  static func invited(in version: OCPIVersion, terms: TestPair.Terms = .quiet) async throws -> VersionPair {
    let pair = try await TestPair.start(in: version, terms: terms)
    let reply = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    return VersionPair(version: version, pair: pair)
  }

  /// Starts, invites and registers.
  static func registered(
    in version: OCPIVersion, terms: TestPair.Terms = .quiet
  ) async throws -> VersionPair {
    let made = try await invited(in: version, terms: terms)
    try await made.register()
    return made
  }

  func register() async throws {
    _ = try await emsp.platform.registrar.register("volt", update: false, telling: .silent)
  }

  func stop() async { await pair.stop() }

  /// What the provider presents to the operator.
  var tokenOfEMSP: SecretText { get throws { try #require(emsp.link("volt").facts.theirToken) } }
  /// What the operator presents to the provider.
  var tokenOfCPO: SecretText { get throws { try #require(cpo.link("acme").facts.theirToken) } }
  /// What the provider was invited with.
  var tokenA: SecretText {
    get throws { SecretText(String(decoding: try emsp.fleet.bytes("secrets/volt/token-a"), as: UTF8.self)) }
  }

  /// The path of a module's side in this version.
  func path(_ module: ModuleID, _ role: InterfaceRole? = nil, _ rest: String = "") -> String {
    "/" + OCPIAddress(module, role, in: version).segments.joined(separator: "/") + rest
  }

  /// An answer with its envelope, where it has one.
  struct Answer: Sendable {
    let http: HTTPClientResponse
    let envelope: OCPIResponse?

    var codes: [Int?] { [http.status.code, envelope?.status.rawValue] }
  }

  /// Sends one of the sides a request.
  func send(
    _ method: HTTPMethod, _ path: String, to side: TestSide, token: SecretText?, body: [UInt8]? = nil,
    _ fields: HTTPFields = HTTPFields()
  ) async throws -> Answer {
    var fields = fields
    if let token { fields.set(.authorization, version.frame.tokenForm.header(for: token)) }
    let url = try HTTPURL("\(side.listening.publicURL)\(path)")
    let client = try side.makeClient()
    defer { client.close() }
    let answer = try await client.send(HTTPClientRequest(method, url, fields, body: body))
    return Answer(http: answer, envelope: try? OCPIResponse(parsing: answer.body))
  }
}
