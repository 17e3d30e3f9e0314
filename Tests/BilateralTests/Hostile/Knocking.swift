import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore

/// Asks a platform's server without a socket, as whoever has some token or none.
struct Knocking: Sendable {
  /// What was answered.
  struct Answer: Sendable {
    let http: Int
    let ocpi: Int?
    let message: String
    let fields: HTTPFields
    /// Status, fields and body, word for word.
    let text: String
    let data: JSON?
  }

  let house: PublishHouse
  private let server: OCPIServer

  /// A server of the house's own modules, or of others; it knows nobody's requests yet.
  init(_ house: PublishHouse, modules: [any OCPIModule]? = nil) {
    let commons = house.commons
    self.house = house
    server = OCPIServer(
      modules: modules ?? house.platform.ocpiModules(), links: commons.links, tokens: commons.tokens,
      surroundings: commons.surroundings, firstUse: { _, _ in })
  }

  /// Asks: `path` are the segments after the base, `authorization` is the whole header, `address` where the caller is.
  func ask(
    _ method: HTTPMethod, _ path: [String], query: String? = nil, authorization: String? = nil,
    from address: String? = nil, body: String = "", _ more: HTTPFields = HTTPFields()
  ) async throws -> Answer {
    let target = "/ocpi/" + path.map { HTTPURL.encoded($0) }.joined(separator: "/")
    let line = "\(method.name) \(target)\(query.map { "?\($0)" } ?? "") HTTP/1.1"
    var head = try HTTPRequestHead(firstLine: Array(line.utf8))
    head.fields = ["X-Request-ID": "R1", "X-Correlation-ID": "R2", .contentType: "application/json"]
    for field in more { head.fields.add(field.name, field.value) }
    if let authorization { head.fields.set(.authorization, authorization) }
    let peer = PeerIdentity(address: address.flatMap { IPAddress($0) }.map { .ip($0, port: 4711) })
    let request = HTTPRequest(
      head, peer: peer, parameters: HTTPParameters(), body: HTTPRequestBody(Array(body.utf8)))
    let answer = await server.answer(request, path: path)
    guard case .bytes(let bytes) = answer.content else { throw Sample.Unexpected() }
    let envelope = try? OCPIResponse(parsing: bytes)
    let fields = answer.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    return Answer(
      http: answer.status.code, ocpi: envelope?.status.rawValue, message: envelope?.message ?? "",
      fields: answer.fields,
      text: "\(answer.status.code)\n\(fields)\n\(String(decoding: bytes, as: UTF8.self))",
      data: envelope?.data.map { JSON($0) })
  }
}

extension Knocking {
  /// Asks by GET.
  func ask(
    _ path: [String], query: String? = nil, authorization: String? = nil, from address: String? = nil
  ) async throws -> Answer {
    try await ask(.get, path, query: query, authorization: authorization, from: address)
  }
}

extension PublishHouse {
  /// Issues a token of ours to a partner.
  func issue(
    _ token: String, to id: String, _ kind: OurTokenRow.Kind = .session, expires: Timestamp? = nil
  ) async throws {
    let rows = try await commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash(token), to: id, kind: kind, expires: expires)
      return try tx.ourTokens.list(of: id)
    }
    commons.tokens.refresh(id, with: rows)
  }
}
