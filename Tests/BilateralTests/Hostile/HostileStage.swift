import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A running platform with two registered partners.
///
/// "acme" presents its right token and means harm, "blue" is whom it would like to be; a canary listens where nobody has
/// any business.
struct HostileStage: Sendable {
  /// What was answered; without a status of HTTP the connection was closed.
  struct Answer: Sendable, CustomStringConvertible {
    var http: Int?
    var ocpi: Int?
    var message = ""

    var codes: [Int] { [http ?? 0, ocpi ?? 0] }
    var description: String {
      "\(http.map { "\($0)" } ?? "closed")\(ocpi.map { " · \($0)" } ?? "") \(message.prefix(90))"
    }
  }

  let side: TestSide
  let acme: StubPartner
  let blue: StubPartner
  let canary: Canary
  private let group: EventLoopGroup
  private let client: HTTPClient
  private let tokens: [String: SecretText]

  /// Opens, and lets both register.
  static func open() async throws -> HostileStage {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO", "DE-NVO:EMSP"], certificatesBy: TestFleet.makeCertificates())
    for (id, party) in [("acme", "NL-ACM"), ("blue", "FR-BLU")] {
      try fleet.partner(
        id, Sample.partner(id, party: party, "[authorization]\nreserve = true\n") + TestPair.Terms.quiet.ofCPO
      )
    }
    let group = try EventLoopGroup(count: 1)
    let side = try await TestSide.start(fleet)
    let (acme, blue) = (try StubPartner(), try StubPartner())
    var tokens: [String: SecretText] = [:]
    let client = try side.makeClient()
    for (id, stub, party) in [("acme", acme, "NLACM"), ("blue", blue, "FRBLU")] {
      let invited = try await side.platform.invitation.invite(id)
      let first = try #require(invited.members.first { $0.name == "token" }?.value.string)
      let url = try HTTPURL("\(side.listening.publicURL)/2.2.1/credentials")
      let answer = try await client.send(
        HTTPClientRequest(
          .post, url, [.authorization: TokenForm.base64.header(for: SecretText(first))],
          body: stub.credentials("token-of-\(id)-0123456789", party: party, role: "EMSP").bytes))
      let data = try OCPIResponse(parsing: answer.body).data
      tokens[id] = SecretText(
        try #require(data?["token"]?.string, "\(String(decoding: answer.body, as: UTF8.self))"))
    }
    return HostileStage(
      side: side, acme: acme, blue: blue, canary: try Canary(on: group), group: group, client: client,
      tokens: tokens)
  }

  func close() async {
    client.close()
    await side.stop()
    side.fleet.remove()
    await acme.stop()
    await blue.stop()
    canary.close()
    group.stop()
  }

  /// Sends a request with a partner's right token.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: [UInt8]? = nil, as id: String = "acme",
    _ more: HTTPFields = HTTPFields()
  ) async throws -> Answer {
    var fields = more
    fields.set(.authorization, TokenForm.base64.header(for: try #require(tokens[id])))
    let url = try HTTPURL("\(side.listening.publicURL)\(path)")
    do {
      let answer = try await client.send(
        HTTPClientRequest(method, url, fields, body: body, timeout: .seconds(20)))
      let envelope = try? OCPIResponse(parsing: answer.body)
      return Answer(
        http: answer.status.code, ocpi: envelope?.status.rawValue, message: envelope?.message ?? "")
    } catch {
      return Answer()
    }
  }

  /// Everything that must not have moved: objects of all partners, questions to our platform, what we know of partners.
  func state() async throws -> [String] {
    let rows = try await side.platform.commons.store.read { tx in
      var lines: [String] = []
      for module in ["locations", "tariffs", "tokens", "sessions", "cdrs", "hubclientinfo"] {
        for partner in ["acme", "blue"] {
          for row in try tx.received.list(module, from: partner, .init()).rows {
            lines.append("\(module) \(partner) \(row.key) \(String(decoding: row.body.bytes, as: UTF8.self))")
          }
        }
      }
      return lines + (try tx.asks.open().map { "ask \($0.kind)" })
    }
    return rows
      + side.platform.commons.links.all.map { link in
        let facts = link.facts
        return
          "\(link.id) \(facts.state) \(facts.theirToken?.revealed ?? "") \(facts.endpoints.map(\.url).sorted())"
      }
  }

  /// Objects of a party as its own system would write them.
  static func location(_ party: String = "NL/ACM", _ id: String = "LOC1") -> String {
    owned(SampleLocation.json(1), by: party).replacing("\"LOC1\"", with: "\"\(id)\"")
  }

  static func session(_ party: String = "NL/ACM") -> String { owned(HistorySample.session(), by: party) }

  static func cdr(_ party: String = "NL/ACM", _ id: String = "C1") -> String {
    owned(HistorySample.cdr(id), by: party)
  }

  static func tariff(_ party: String = "NL/ACM") -> String {
    owned(
      """
      {"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[\
      {"type":"ENERGY","price":0.50,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
      """, by: party)
  }

  static func token(_ party: String = "NL/ACM") -> String {
    owned(
      """
      {"country_code":"DE","party_id":"NVO","uid":"U1","type":"RFID","contract_id":"NL-ACM-C1-7","issuer":"A",\
      "valid":true,"whitelist":"ALLOWED","last_updated":"2026-01-01T00:00:00Z"}
      """, by: party)
  }

  /// The text with its owner exchanged.
  private static func owned(_ text: String, by party: String) -> String {
    let parts = party.split(separator: "/")
    return text.replacing(
      "\"country_code\":\"DE\",\"party_id\":\"NVO\"",
      with: "\"country_code\":\"\(parts[0])\",\"party_id\":\"\(parts[1])\"")
  }
}
