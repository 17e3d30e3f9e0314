import BilateralBase
package import BilateralNet
import BilateralStore

/// The outbox as operators see and steer it: `GET /outbox`, `POST /outbox/{id}/retry`, `POST /outbox/{id}/drop`.
package struct OutboxControl: Sendable {
  private let commons: Commons

  package init(_ commons: Commons) {
    self.commons = commons
  }

  /// Adds the routes.
  package func add(to router: inout Router) {
    router.on(.get, "/outbox") { try await list($0) }
    router.on(.post, "/outbox/:id/retry") { try await act($0, isRetry: true) }
    router.on(.post, "/outbox/:id/drop") { try await act($0, isRetry: false) }
  }

  private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
    let partner = request.query("partner")
    let rows = try await commons.store.read { tx in try tx.outbox.list(partner: partner) }
    let items = rows.map(Self.item)
    return Self.answer(.ok, ["items": .array(items)])
  }

  private static func item(_ row: OutboxRow) -> JSON {
    [
      "id": .number(String(row.seq)), "partner": .string(row.partner), "module": .string(row.module),
      "object": .string("\(row.key)"), "at": .string("\(row.createdAt)"),
      "state": .string(row.state.rawValue),
      "attempts": .number(String(row.attempts)),
      "next_attempt": row.state == .pending && row.notBefore > .epoch ? .string("\(row.notBefore)") : .null,
      "last_error": row.lastError.map { .string($0) } ?? .null, "hint": row.hint.map { .string($0) } ?? .null,
    ]
  }

  private func act(_ request: HTTPRequest, isRetry: Bool) async throws -> HTTPResponse {
    let id = request.parameters["id"]
    guard let seq = Int64(id) else { return Self.unknown(id) }
    let outcome = try await commons.store.write { tx -> String? in
      guard let row = try tx.outbox.row(seq) else { return nil }
      guard isRetry else { return try tx.outbox.drop(seq) ? "dropped" : "in flight" }
      if try tx.outbox.unpark(partner: row.partner, seq: seq) > 0 { return "queued again" }
      try tx.outbox.hurry(row.ticket, of: row.partner)
      return "due now"
    }
    guard let outcome else { return Self.unknown(id) }
    return Self.answer(.ok, ["outcome": .string(outcome)])
  }

  private static func unknown(_ id: String) -> HTTPResponse {
    answer(
      .notFound,
      [
        "error": [
          "code": "BR232", "message": .string("there is no outbox entry \(id)"),
          "help": "partnerctl outbox list shows what waits",
        ]
      ])
  }

  private static func answer(_ status: HTTPStatus, _ json: JSON) -> HTTPResponse {
    HTTPResponse(status, [.contentType: "application/json"], body: json.bytes)
  }
}
