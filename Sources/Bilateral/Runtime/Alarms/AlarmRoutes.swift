import BilateralBase
import BilateralNet
import BilateralStore

/// Alarms on the control channel: `GET /alarms`, `POST /alarms/{number}/ack`.
struct AlarmRoutes: Sendable {
  let commons: Commons

  func add(to router: inout Router) {
    router.on(.get, "/alarms") { request in
      let partner = request.query("partner")
      let rows = try await commons.store.read { tx in try tx.alarms.list() }
      return .json([
        "items": .array(rows.filter { (partner ?? $0.key.partner) == $0.key.partner }.map(\.json))
      ])
    }
    router.on(.post, "/alarms/:number/ack") { request in
      try await acknowledge(request.parameters["number"])
    }
  }

  private func acknowledge(_ text: String) async throws -> HTTPResponse {
    let outcome = try await commons.store.write { tx -> String? in
      guard let number = Int64(text), var alarm = try tx.alarms.alarm(number) else { return nil }
      guard alarm.acknowledgedAt == nil else { return "was acknowledged before" }
      alarm.acknowledgedAt = tx.now
      try tx.alarms.save(alarm)
      return "acknowledged"
    }
    guard let outcome else {
      throw ControlFailure(
        "BR331", "there is no alarm \(text)", help: "partnerctl alarms lists those that stand",
        exit: 66)
    }
    return .json(["outcome": .string(outcome)])
  }
}

extension AlarmRow {
  /// Where it stands: `waiting` until it has lasted long enough, `raised`, `acknowledged`, or `resolved`.
  package var state: String {
    if resolvedAt != nil { return "resolved" }
    if acknowledgedAt != nil { return "acknowledged" }
    return raisedAt == nil ? "waiting" : "raised"
  }

  /// As the control channel tells it.
  var json: JSON {
    func time(_ time: Timestamp?) -> JSON { time.map { .string("\($0)") } ?? .null }
    return [
      "id": .number("\(number)"), "partner": .string(key.partner),
      "condition": .string(key.condition),
      "code": AlarmTerms.Condition(rawValue: key.condition).map { .string($0.code) } ?? .null,
      "subject": .string(key.subject), "state": .string(state), "text": .string(text),
      "since": time(since),
      "raised_at": time(raisedAt), "acknowledged_at": time(acknowledgedAt),
      "resolved_at": time(resolvedAt),
      "told_at": time(toldAt), "told": JSON(tellings), "failures": JSON(failures),
    ]
  }
}
