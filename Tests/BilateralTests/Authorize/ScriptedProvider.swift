import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization

/// An eMSP that answers authorise calls as a script says, and a CPO platform that knows it as "acme".
struct ScriptedProvider: Sendable {
  /// A call as it came.
  struct Call: Sendable {
    let path: String
    let type: String?
    let body: JSON
    let routing: String?
    let method: HTTPMethod
  }

  /// What the provider does with a call.
  enum Script: Sendable {
    case info(String)
    case envelope(Int, String)
    case hang
    /// Allows by this method; any other is answered with 405.
    case only(HTTPMethod)
  }

  private final class State: Sendable {
    let all = Mutex<(script: Script, calls: [Call])>((.info(#"{"allowed":"ALLOWED"}"#), []))
  }

  let office: Office
  private let state: State
  private let group: EventLoopGroup
  private let server: HTTPServer

  /// Starts both; `terms` are the lines of `[authorization]`.
  static func start(_ terms: String = "") async throws -> ScriptedProvider {
    let state = State()
    let group = try EventLoopGroup()
    var router = Router()
    for method in [HTTPMethod.post, .put] {
      router.on(method, "/tokens/:uid/authorize") { request in try await answer(request, state) }
    }
    var limits = HTTPLimits()
    limits.drainTime = .milliseconds(1)
    let server = HTTPServer(router, on: group, limits: limits)
    let base = "http://\(try server.listen(on: .loopback()))"
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner("acme", file(base, terms))
    let office = try await Office.start(on: fleet)
    office.commons.links["acme"]?.establish(
      LinkFacts(
        state: .registered, version: .v2_2_1,
        endpoints: [Endpoint(identifier: .tokens, role: .sender, url: "\(base)/tokens")],
        theirToken: SecretText("their-token-of-this-test")))
    return ScriptedProvider(office: office, state: state, group: group, server: server)
  }

  private static func file(_ base: String, _ terms: String) -> String {
    """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME Mobility B.V."
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    versions_url = "\(base)/versions"
    timeout = "60 s"
    connect_timeout = "60 s"
    [sync.tokens]
    mode = "off"
    [authorization]
    \(terms)

    """
  }

  /// Speaks a version from now on.
  func speak(_ version: OCPIVersion) {
    guard let link = office.commons.links["acme"] else { return }
    var facts = link.facts
    facts.version = version
    link.establish(facts)
  }

  func script(_ script: Script) { state.all.withLock { $0 = (script, []) } }

  var calls: [Call] { state.all.withLock { $0.calls } }

  /// Ends the provider; the CPO goes on.
  func goDown() async { await server.drain() }

  func stop() async {
    await office.stop()
    await server.drain()
    group.stop()
  }

  /// Our copy of one of the provider's tokens.
  func hold(_ uid: String, whitelist: String, valid: Bool = true) async throws {
    let body = OwnSample.token(uid, valid: valid, whitelist: whitelist).replacing("NVO", with: "ACM")
      .replacing("\"DE\"", with: "\"NL\"")
    try await office.commons.store.write { tx in
      _ = try tx.received.put(
        ReceivedObject(
          module: "tokens", partner: "acme",
          key: ObjectKey(country: "NL", party: "ACM", id: uid, sub: "RFID"),
          version: "2.2.1", body: JSONText(body), lastUpdated: tx.now, hash: Array(body.utf8)))
    }
  }

  func ask(_ body: String) async throws -> Office.Answer {
    try await office.send(.post, "/partners/acme/authorize", body)
  }

  private static func answer(_ request: HTTPRequest, _ state: State) async throws -> HTTPResponse {
    let call = Call(
      path: request.target.path, type: request.query("type"),
      body: (try? JSON.parse(request.body.bytes)) ?? .null, routing: request.fields["OCPI-to-party-id"],
      method: request.method)
    let script = state.all.withLock { all in
      all.calls.append(call)
      return all.script
    }
    switch script {
    case .info(let data):
      let text = #"{"data":\#(data),"status_code":1000,"timestamp":"2026-01-01T00:00:00Z"}"#
      return HTTPResponse(.ok, [.contentType: "application/json"], body: Array(text.utf8))
    case .envelope(let http, let text):
      return HTTPResponse(
        HTTPStatus(http) ?? .internalServerError, [.contentType: "application/json"], body: Array(text.utf8))
    case .only(let method):
      let text =
        request.method == method
        ? #"{"data":{"allowed":"ALLOWED"},"status_code":1000,"timestamp":"2026-01-01T00:00:00Z"}"# : ""
      return HTTPResponse(
        text.isEmpty ? .methodNotAllowed : .ok, [.contentType: "application/json"], body: Array(text.utf8))
    case .hang:
      try await ContinuousClock().sleep(for: .seconds(60))
      return HTTPResponse(.serviceUnavailable)
    }
  }
}
