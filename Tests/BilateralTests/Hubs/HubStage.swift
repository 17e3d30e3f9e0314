import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// A running platform of ours whose partners all answer from one plain socket, and what was said to them.
final class HubStage: Sendable {
  /// A call that a partner got.
  struct Call: Sendable {
    let method: HTTPMethod
    /// The path below the partner's base, such as `/hub/receiver/tokens`.
    let path: String
    /// `NL-ACM`, or nil without the headers.
    let from: String?
    let to: String?
    let body: JSON

    init(_ request: HTTPRequest) {
      method = request.method
      path = request.target.path
      from = Self.party("from", request.fields)
      to = Self.party("to", request.fields)
      body = (try? JSON.parse(request.body.bytes)) ?? .null
    }

    private static func party(_ side: String, _ fields: HTTPFields) -> String? {
      let country = fields.first { $0.name.spelling.lowercased() == "ocpi-\(side)-country-code" }?.value
      let party = fields.first { $0.name.spelling.lowercased() == "ocpi-\(side)-party-id" }?.value
      guard let country, let party else { return nil }
      return "\(country)-\(party)"
    }
  }

  let office: Office
  private let partner: OddPartner
  private let log: Log
  private let client: HTTPClient

  private final class Log: Sendable {
    let calls = Mutex<[Call]>([])
  }

  var commons: Commons { office.commons }
  var calls: [Call] { log.calls.withLock { $0 } }

  private static let token = "session-token-of-this-test-0123456789"

  /// Starts our platform in some roles, with partners in theirs, all of them registered.
  ///
  /// - Parameters:
  ///   - us: our roles.
  ///   - partners: file id and role of each partner.
  ///   - files: further partner files by their ids, of partners that nobody registers.
  ///   - more: lines for the end of a partner's file, such as its route.
  ///   - pulling: the partners whose locations we pull by ourselves.
  ///   - answer: what is answered to a call, as data; nil for an empty list or object.
  /// - Returns: the stage.
  /// - Throws: what keeps a platform from starting.
  static func start(
    us: [String], partners: [String: String], files: [String: String] = [:], more: [String: String] = [:],
    pulling: Set<String> = [], answer: @escaping @Sendable (Call) -> String? = { _ in nil }
  ) async throws -> HubStage {
    let fleet = try TestFleet("Nordic Volt", parties: us, certificatesBy: TestFleet.makeCertificates())
    let log = Log()
    let server = try OddPartner { request in
      let call = Call(request)
      log.calls.withLock { $0.append(call) }
      let data = answer(call) ?? (call.method == .get ? "[]" : "{}")
      return OddAnswer.envelope(data, ["X-Total-Count": data == "[]" ? "0" : "1", "X-Limit": "100"])
    }
    for (id, role) in partners {
      let file = TestPair.acme.replacing("\"acme\"", with: "\"\(id)\"").replacing("NL-ACM:EMSP", with: role)
        .replacing("[connection]\n", with: "[connection]\nversions_url = \"\(server.base)/versions\"\n")
      try fleet.partner(
        id, file + (pulling.contains(id) ? pullingLocations : TestPair.Terms.quiet.ofCPO) + (more[id] ?? ""))
    }
    for (id, file) in files { try fleet.partner(id, file) }
    let office = try await Office.start(on: fleet)
    let stage = HubStage(office, server, log, try office.side.makeClient())
    for id in partners.keys { try await stage.letIn(id) }
    // All at once: the platform's own loop looks at them too, and tells of who comes later to those before.
    for id in partners.keys { stage.establish(id) }
    return stage
  }

  /// Nothing flows by itself but the locations that we pull.
  static let pullingLocations = TestPair.Terms.quiet.ofCPO.replacing(
    "[sync.locations]\nmode = \"off\"", with: "[sync.locations]\nmode = \"pull\"")

  private init(_ office: Office, _ partner: OddPartner, _ log: Log, _ client: HTTPClient) {
    (self.office, self.partner, self.log, self.client) = (office, partner, log, client)
  }

  /// Lets a partner call us.
  private func letIn(_ id: String) async throws {
    let rows = try await commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash("\(Self.token)-\(id)"), to: id, kind: .session)
      return try tx.ourTokens.list(of: id)
    }
    commons.tokens.refresh(id, with: rows)
  }

  private func establish(_ id: String) {
    let modules: [ModuleID] = [.locations, .tariffs, .tokens, .hubClientInfo]
    let endpoints = modules.flatMap { module in
      [InterfaceRole.sender, .receiver].map { role in
        Endpoint(
          identifier: module, role: role, url: "\(partner.base)/\(id)/\(role.rawValue.lowercased())/\(module)"
        )
      }
    }
    commons.links[id]?.establish(
      LinkFacts(
        state: .registered, version: .v2_2_1, endpoints: endpoints, theirToken: SecretText("theirs-\(id)")))
  }

  /// What we answered.
  struct Answer: Sendable {
    var http: Int
    var ocpi: Int
    var message: String?
    var data: JSON?
  }

  /// Calls us as a partner; `from` and `to` are the parties of the routing headers.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, as id: String = "hub", from: String? = nil,
    to: String? = nil
  ) async throws -> Answer {
    var fields: HTTPFields = [.authorization: TokenForm.base64.header(for: SecretText("\(Self.token)-\(id)"))]
    for (side, party) in [("from", from), ("to", to)] {
      guard let parts = party?.split(separator: "-"), parts.count == 2,
        let country = HTTPFieldName("OCPI-\(side)-country-code"),
        let name = HTTPFieldName("OCPI-\(side)-party-id")
      else { continue }
      fields.set(country, String(parts[0]))
      fields.set(name, String(parts[1]))
    }
    let answer = try await client.send(
      HTTPClientRequest(
        method, try HTTPURL("\(office.side.listening.publicURL)\(path)"), fields,
        body: body.map { Array($0.utf8) }))
    let envelope = try OCPIResponse(parsing: answer.body)
    return Answer(
      http: answer.status.code, ocpi: envelope.status.rawValue, message: envelope.message,
      data: envelope.data.map { JSON($0) })
  }

  /// Waits until something holds.
  func wait(until holds: () async throws -> Bool) async throws {
    for _ in 0..<2000 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not come to that")
  }

  /// Client info of a party.
  static func info(_ party: String, _ status: String, role: String = "EMSP", at time: String? = nil) -> String
  {
    let parts = party.split(separator: "-")
    let updated = time.map { ",\"last_updated\":\"\($0)\"" } ?? ""
    return """
      {"country_code":"\(parts[0])","party_id":"\(parts[1])","role":"\(role)","status":"\(status)"\(updated)}
      """
  }

  /// Ends the partners; our platform goes on.
  func goDown() async { await partner.stop() }

  func stop() async {
    await office.stop()
    await partner.stop()
  }
}
