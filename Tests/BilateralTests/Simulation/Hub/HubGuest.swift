import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralTesting
import Synchronization
import Testing

/// A hub in this process, with simulated parties behind it.
struct HubHouse {
  let hub: SimulatedHub
  let group: EventLoopGroup

  /// Opens it, with small stocks.
  static func open(
    _ parties: [String], in version: OCPIVersion = .v2_2_1, faults: [String] = [],
    _ change: (inout SimulatedHubPlan) -> Void = { _ in }
  ) async throws -> HubHouse {
    let group = try EventLoopGroup(count: 1)
    var plan = SimulatedHubPlan(try HubSample.party("NL-HUB"))
    plan.own.id = "hub"
    plan.own.version = version
    (plan.own.evses, plan.own.tokens, plan.own.trustsSystem) = (5, 3, false)
    plan.own.authorities = try TestFleet.makeCertificates().authority.certificate
    plan.parties = parties.compactMap { PartyRole($0) }
    plan.freshness = 0
    for fault in faults {
      let isKnown = plan.faults.add(fault)
      #expect(isKnown)
    }
    change(&plan)
    let hub = try SimulatedHub(plan, on: group)
    #expect(try await hub.openParties().isEmpty)
    return HubHouse(hub: hub, group: group)
  }

  func partner(_ party: String) throws -> SimulatedPartner {
    try #require(hub.partner(try HubSample.party(party)))
  }

  func close() async {
    await hub.stop()
    group.stop()
  }
}

/// A platform that records every message that the hub passes on to it, byte by byte, and can speak through the hub.
struct HubGuest {
  /// A message as it came.
  struct Message {
    let method: HTTPMethod
    let path: String
    let fields: HTTPFields
    let body: String
    var routing: RoutedParties { RoutedParties(fields) }
  }

  private final class Log: Sendable {
    let messages = Mutex<[Message]>([])
  }

  private let log: Log
  private let server: OddPartner
  private let client: SimulatedHub
  private let http: HTTPClient
  private let token: String
  /// What its addresses begin with.
  var base: String { server.base }
  /// Its credentials as the hub answered them.
  let introduction: JSON

  var messages: [Message] { log.messages.withLock { $0 } }

  /// Registers it at a hub; what is asked of its modules is answered with `data`.
  static func register(
    _ roles: [String], at house: HubHouse, in version: OCPIVersion = .v2_2_1,
    _ data: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = { _ in OddAnswer.envelope("null") }
  ) async throws -> HubGuest {
    let log = Log()
    let server = try OddPartner { _ in HTTPResponse(.notFound) }
    let base = server.base
    server.answer { request in
      switch request.target.path {
      case "/versions": return OddAnswer.envelope(#"[{"version":"\#(version)","url":"\#(base)/details"}]"#)
      case "/details": return OddAnswer.envelope(Self.details(base, version))
      default:
        let body = String(decoding: request.body.bytes, as: UTF8.self)
        let message = Message(
          method: request.method, path: request.target.description, fields: request.fields, body: body)
        log.messages.withLock { $0.append(message) }
        return await data(request)
      }
    }
    let http = HTTPClient(on: house.group.next(), plain: Dialer(policy: .any), secure: nil)
    let listed = roles.compactMap { PartyRole($0) }.map { role -> JSON in
      [
        "role": .string(role.kind.rawValue), "country_code": .string(role.party.country),
        "party_id": .string(role.party.party), "business_details": ["name": "Guest"],
      ]
    }
    let body: JSON = ["token": "guest", "url": .string("\(base)/versions"), "roles": .array(listed)]
    let url = try HTTPURL("\(house.hub.base)/\(version)/credentials")
    let fields: HTTPFields = [.authorization: TokenForm.base64.header(for: SecretText(house.hub.tokenA))]
    let answer = try await http.send(HTTPClientRequest(.post, url, fields, body: body.bytes))
    let introduction = try #require(
      try JSON.parse(answer.body)["data"], "\(String(decoding: answer.body, as: UTF8.self))")
    return HubGuest(
      log: log, server: server, client: house.hub, http: http,
      token: try #require(introduction["token"]?.string), introduction: introduction)
  }

  private static func details(_ base: String, _ version: OCPIVersion) -> String {
    let modules = ["locations", "tariffs", "tokens", "sessions", "cdrs", "commands", "hubclientinfo"]
    let endpoints = modules.flatMap { module in
      ["SENDER", "RECEIVER"].map { role in
        #"{"identifier":"\#(module)","role":"\#(role)","url":"\#(base)/\#(role.lowercased())/\#(module)"}"#
      }
    }
    return #"{"version":"\#(version)","endpoints":[\#(endpoints.joined(separator: ","))]}"#
  }

  /// Sends a message to the hub.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, from: String? = nil, to: String? = nil
  ) async throws -> (http: Int, status: Int, data: JSON?, fields: HTTPFields) {
    var fields: HTTPFields = [
      .authorization: TokenForm.base64.header(for: SecretText(token)), "X-Request-ID": "request",
      "X-Correlation-ID": "story",
    ]
    RoutedParties(from: try from.map(HubSample.party), to: try to.map(HubSample.party)).set(in: &fields)
    let url = try HTTPURL("\(client.base)/\(client.settings.own.version)/\(path)")
    let answer = try await http.send(
      HTTPClientRequest(method, url, fields, body: body.map { Array($0.utf8) }))
    let json = try JSON.parse(answer.body)
    return (answer.status.code, json["status_code"]?.int ?? 0, json["data"], answer.fields)
  }

  func stop() async {
    http.close()
    await server.stop()
  }
}
