import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Synchronization
import Testing

/// A partner that does what a test says: an OCPI platform reduced to versions, details and credentials.
final class StubPartner: Sendable {
  struct Script: Sendable {
    var versions = ["2.2.1"]
    var modules = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
    /// The only form of token that is let in.
    var form: TokenForm?
    /// Whether a header is let in; everybody is without it.
    var admits: (@Sendable (String?) -> Bool)?
    /// Answers versions never.
    var isHanging = false
    /// Answers versions with this status instead.
    var failure: HTTPStatus?
    /// Where the details are said to be, instead of here.
    var detailsURL: String?
    var credentials: @Sendable (HTTPRequest) async throws -> HTTPResponse = { _ in
      HTTPResponse(.methodNotAllowed)
    }
  }

  let script: Mutex<Script>
  private let seen = Mutex<[String]>([])
  private let group: EventLoopGroup
  private let server = Mutex<HTTPServer?>(nil)
  let base: String

  init(_ script: Script = Script()) throws {
    self.script = Mutex(script)
    group = try EventLoopGroup(count: 1)
    let handler = Handler()
    var router = Router()
    for method in [HTTPMethod.get, .post, .put, .delete] {
      router.on(method, "/ocpi/*path") { try await handler.answer($0) }
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: .loopback())
    base = "http://127.0.0.1:\(address.port ?? 0)/ocpi"
    self.server.withLock { $0 = server }
    handler.stub.withLock { $0 = self }
  }

  private final class Handler: Sendable {
    let stub = Mutex<StubPartner?>(nil)

    func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
      guard let stub = stub.withLock({ $0 }) else { return HTTPResponse(.serviceUnavailable) }
      return try await stub.answer(request)
    }
  }

  var versionsURL: String { "\(base)/versions" }

  /// Method and path of each request so far, without those to modules.
  var requests: [String] { seen.withLock { $0 } }

  func stop() async {
    await server.withLock { $0 }?.drain()
    group.stop()
  }

  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let script = script.withLock { $0 }
    let path = request.parameters.rest.joined(separator: "/")
    guard ["versions", "2.2.1", "2.2.1/credentials"].contains(path) else { return HTTPResponse(.notFound) }
    seen.withLock { $0.append("\(request.method.name) \(path)") }
    if let form = script.form, !isIn(form, request) { return HTTPResponse(.unauthorized) }
    if let admits = script.admits, !admits(request.fields[.authorization]) {
      return HTTPResponse(.unauthorized)
    }
    if script.isHanging, path == "versions" { try await ContinuousClock().sleep(for: .seconds(60)) }
    switch path {
    case "versions": return script.failure.map { HTTPResponse($0) } ?? versions(script)
    case "2.2.1": return details(script)
    default: return try await script.credentials(request)
    }
  }

  private func isIn(_ form: TokenForm, _ request: HTTPRequest) -> Bool {
    request.fields[.authorization] == form.header(for: SecretText("token-a-of-the-stub"))
  }

  private func versions(_ script: Script) -> HTTPResponse {
    Self.envelope(
      .array(
        script.versions.map {
          ["version": .string($0), "url": .string(script.detailsURL ?? "\(base)/\($0)")]
        }))
  }

  private func details(_ script: Script) -> HTTPResponse {
    var endpoints: [JSON] = [endpoint("credentials", "SENDER", "\(base)/2.2.1/credentials")]
    for module in script.modules {
      for role in ["SENDER", "RECEIVER"] {
        endpoints.append(endpoint(module, role, "\(base)/2.2.1/\(role.lowercased())/\(module)"))
      }
    }
    return Self.envelope(["version": "2.2.1", "endpoints": .array(endpoints)])
  }

  private func endpoint(_ module: String, _ role: String, _ url: String) -> JSON {
    ["identifier": .string(module), "role": .string(role), "url": .string(url)]
  }

  /// An answer with an envelope.
  static func envelope(_ data: JSON, http: HTTPStatus = .ok, status: Int = 1000) -> HTTPResponse {
    .json(
      [
        "data": data, "status_code": .number("\(status)"), "timestamp": .string("\(WallClock.system.now())"),
      ], http)
  }

  /// The credentials of the stub in a role.
  func credentials(_ token: String, party: String, role: String, url: String? = nil) -> JSON {
    [
      "token": .string(token), "url": .string(url ?? versionsURL),
      "roles": .array([
        [
          "role": .string(role), "country_code": .string(String(party.prefix(2))),
          "party_id": .string(String(party.suffix(3))), "business_details": ["name": "Stub"],
        ]
      ]),
    ]
  }
}

/// The token that a credentials body carries.
func tokenOf(_ request: HTTPRequest) -> String {
  (try? JSON.parse(request.body.bytes))?["token"]?.string ?? ""
}

/// What a verb failed with; nil when it did not.
func controlFailure(_ body: () async throws -> ControlReply) async -> ControlFailure? {
  do {
    _ = try await body()
    return nil
  } catch {
    return ControlFailure(error)
  }
}
