import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting

/// Pushes objects to a running platform as its partner does, over TLS with a session token.
struct PushBench: Sendable {
  /// What was answered.
  struct Answer: Sendable {
    let http: Int
    let ocpi: Int
    let message: String
    let data: JSON?
    /// The header `Location`.
    var location: String?
  }

  let pair: TestPair
  let side: TestSide
  let partner: String
  private let client: HTTPClient

  private static let token = "session-token-of-this-test-0123456789"

  /// The eMSP's platform, to which the CPO "volt" pushes.
  ///
  /// `theirs` is the line of its roles, where it has others than DE-NVO:CPO.
  static func emsp(in version: OCPIVersion = .v2_2_1, theirs: String? = nil) async throws -> PushBench {
    let pair = try await TestPair.start(in: version)
    if let theirs {
      let file = TestPair.volt("\(pair.cpo.listening.publicURL)/versions")
      try pair.emsp.fleet.partner("volt", file.replacing("roles = [\"DE-NVO:CPO\"]", with: theirs))
      _ = try await pair.emsp.platform.reload()
    }
    return try await PushBench(pair: pair, side: pair.emsp, partner: "volt")
  }

  /// The CPO's platform, to which the eMSP "acme" pushes.
  static func cpo(in version: OCPIVersion = .v2_2_1) async throws -> PushBench {
    let pair = try await TestPair.start(in: version)
    return try await PushBench(pair: pair, side: pair.cpo, partner: "acme")
  }

  private init(pair: TestPair, side: TestSide, partner: String) async throws {
    self.pair = pair
    self.side = side
    self.partner = partner
    client = try side.makeClient()
    let commons = side.platform.commons
    let rows = try await commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash(Self.token), to: partner, kind: .session)
      return try tx.ourTokens.list(of: partner)
    }
    commons.tokens.refresh(partner, with: rows)
  }

  /// Sends a request to an address below the receiver endpoints, such as `locations/DE/NVO/LOC1`.
  func send(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> Answer {
    try await call(method, "/2.2.1/receiver/\(path)", body)
  }

  /// Sends a request to an address below the public URL.
  func call(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> Answer {
    let answer = try await response(method, path, body)
    let envelope = try OCPIResponse(parsing: answer.body)
    return Answer(
      http: answer.status.code, ocpi: envelope.status.rawValue, message: envelope.message ?? "",
      data: envelope.data.map { JSON($0) }, location: answer.fields[.location])
  }

  /// What a GET is answered with, word for word.
  func text(_ path: String) async throws -> String {
    String(decoding: try await response(.get, path, nil).body, as: UTF8.self)
  }

  private func response(
    _ method: HTTPMethod, _ path: String, _ body: String?
  ) async throws -> HTTPClientResponse {
    let url = try HTTPURL("\(side.listening.publicURL)\(path)")
    let fields: HTTPFields = [
      .authorization: TokenForm.base64.header(for: SecretText(Self.token)),
      "X-Correlation-ID": "correlation-of-this-test",
    ]
    return try await client.send(
      HTTPClientRequest(method, url, fields, body: body.map { Array($0.utf8) }))
  }

  /// How the events of the store read, in order.
  func events() throws -> [String] {
    try side.platform.commons.store.readBlocking { tx in
      try tx.events.list(after: 0, limit: 100).map(\.event).map {
        "\($0.type) \($0.id ?? "?") \($0.change ?? "?")"
      }
    }
  }

  func held() throws -> [QuarantineRow] {
    try side.platform.commons.store.readBlocking { tx in try tx.quarantine.list(partner: partner) }
  }

  func stop() async { await pair.stop() }
}
