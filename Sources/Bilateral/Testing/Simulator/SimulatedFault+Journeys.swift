import Bilateral
import BilateralBase
import BilateralNet

/// Renewing and ending a registration, asking about a driver, and pushes that are sent elsewhere.
extension SimulatedFault {
  static let renewals: [SimulatedFault] = [
    renewal("rotate-500", "CR-15", "500 to PUT credentials", .renewalEnds("BR105")) {
      .error(500, 3000, "our fault", at: $0.now)
    },
    renewal("rotate-3001", "CR-12", "3001 to PUT credentials, in HTTP 200", .renewalEnds("BR105")) {
      .error(200, 3001, "cannot call you", at: $0.now)
    },
    renewal("rotate-401", "CR-15 P-07", "401 to PUT credentials", .renewalEnds("BR103")) {
      .error(401, 2001, "who are you?", at: $0.now)
    },
    renewal("rotate-405", "CR-08 P-09", "says that we are not registered", .renewalEnds("BR219")) {
      .error(405, 2000, "not registered", at: $0.now)
    },
    renewal("rotate-redirect", "S-15 S-16", "sends PUT credentials to a foreign host", .renewalEnds("BR105"))
    {
      var answer = SimulatedAnswer.error(307, 2000, "moved", at: $0.now)
      answer.fields.set(.location, "\($0.canary)/ocpi/2.2.1/credentials")
      return answer
    },
    renewal(
      "rotate-busy", "P-08", "is busy with its own renewal the first time", .renewsAgain(after: "BR218")
    ) {
      $0.count == 1 ? .error(409, 3000, "busy", at: $0.now) : nil
    },
    SimulatedFault(
      "rotate-lost", "S-10 P-07", "its answer to PUT credentials breaks off the first time",
      .renewsAgain(after: "BR101"),
      .answer { answer, call in if call.isRenewal, call.count == 1 { answer.wire = .cut } }),
    SimulatedFault(
      "rotate-without-token", "CR-09", "answers PUT credentials without a token", .renewalEnds("BR214"),
      .answer { answer, call in
        guard call.isRenewal, case .one(let text) = answer.content, var json = try? JSON.parse(text) else {
          return
        }
        json["token"] = nil
        answer.content = .one(json.text)
      }),
  ]

  static let endings: [SimulatedFault] = [
    ending("delete-401", "P-10", "401 to DELETE credentials", .ends) {
      .error(401, 2001, "who are you?", at: $0.now)
    },
    ending("delete-404", "P-09", "404 to DELETE credentials", .ends) {
      .error(404, 2000, "unknown", at: $0.now)
    },
    ending("delete-405", "P-09 CR-08", "says that we were never registered", .ends) {
      .error(405, 2000, "not registered", at: $0.now)
    },
    ending("delete-empty", "P-23", "answers DELETE credentials with nothing", .ends) {
      var answer = SimulatedAnswer(at: $0.now)
      (answer.http, answer.body) = (204, [])
      return answer
    },
    ending("delete-fails-once", "CR-11", "500 to the first DELETE credentials", .endsAgain(after: "BR105")) {
      $0.count == 1 ? .error(500, 3000, "our fault", at: $0.now) : nil
    },
    SimulatedFault(
      "delete-lost", "CR-11 P-09", "its answer to DELETE credentials breaks off", .endsAgain(after: "BR101"),
      .answer { answer, call in if call.isEnding, call.count == 1 { answer.wire = .cut } }),
  ]

  static let questions: [SimulatedFault] = [
    question("authorize-500", "TOK-20", "500 to authorize", .decides("failed")) {
      $0 = .error(500, 3000, "our fault", at: $1.now)
    },
    question("authorize-2004", "TOK-09 P-22", "HTTP 200 with 2004 to authorize", .decides("partner-unknown"))
    {
      $0 = .error(200, 2004, "unknown token", at: $1.now)
    },
    question(
      "authorize-404-bare", "P-22 P-24", "404 to authorize without an envelope", .decides("partner-unknown")
    ) {
      answer, _ in (answer.http, answer.body) = (404, Array("Not Found".utf8))
    },
    question("authorize-429", "P-28", "429 to authorize", .decides("failed")) {
      $0 = .error(429, 2000, "slow down", at: $1.now)
    },
    question("authorize-html", "P-24", "a page to authorize", .decides("failed")) { answer, _ in
      (answer.contentType, answer.body) = ("text/html", Array("<html>busy</html>".utf8))
    },
    question("authorize-list", "P-23", "the verdict within a list", .decides("partner-allowed")) {
      answer, _ in
      if case .one(let text) = answer.content { answer.content = .list([text]) }
    },
    question("authorize-lower-case", "TR-69 P-22", "the verdict in lower case", .decides("partner-allowed")) {
      answer, _ in change(&answer) { $0["allowed"] = .string($0["allowed"]?.string?.lowercased() ?? "") }
    },
    question("authorize-odd-word", "TR-65", "a verdict that does not exist", .decides("partner-refused")) {
      answer, _ in change(&answer) { $0["allowed"] = "PERHAPS" }
    },
    question("authorize-without-verdict", "P-23", "an answer without verdict", .decides("failed")) {
      answer, _ in change(&answer) { $0["allowed"] = nil }
    },
    question(
      "authorize-elsewhere", "TOK-11", "allows another EVSE than was asked for", .decides("partner-refused")
    ) {
      answer, _ in change(&answer) { $0["location"] = ["location_id": "L1", "evse_uids": ["OTHER"]] }
    },
    question(
      "authorize-redirect", "S-15 S-16", "sends the question to a foreign host", .decides("partner-refused")
    ) {
      answer, call in
      answer = .error(307, 2000, "moved", at: call.now)
      answer.fields.set(.location, "\(call.canary)/ocpi/tokens")
    },
  ]

  static let strayPushes: [SimulatedFault] = [
    SimulatedFault(
      "push-redirect", "S-15 S-16", "sends pushes to a foreign host", .parked,
      .instead { call in
        guard case .push = call.route else { return nil }
        var answer = SimulatedAnswer.error(307, 2000, "moved", at: call.now)
        answer.fields.set(.location, "\(call.canary)/ocpi/locations")
        return answer
      }),
    SimulatedFault(
      "push-location", "S-15", "answers a push with Location and Link at a foreign host", .pushed,
      .answer { answer, call in
        guard case .push = call.route else { return }
        answer.fields.set(.location, "\(call.canary)/ocpi/locations/1")
        answer.link = "<\(call.canary)/next>; rel=\"next\""
      }),
  ]

  private static func renewal(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ answer: @escaping @Sendable (SimulatedCall) -> SimulatedAnswer?
  ) -> SimulatedFault {
    SimulatedFault(id, source, summary, promise, .instead { $0.isRenewal ? answer($0) : nil })
  }

  private static func ending(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ answer: @escaping @Sendable (SimulatedCall) -> SimulatedAnswer?
  ) -> SimulatedFault {
    SimulatedFault(id, source, summary, promise, .instead { $0.isEnding ? answer($0) : nil })
  }

  private static func question(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ change: @escaping @Sendable (inout SimulatedAnswer, SimulatedCall) -> Void
  ) -> SimulatedFault {
    SimulatedFault(
      id, source, summary, promise,
      .answer { answer, call in if case .authorize = call.route { change(&answer, call) } })
  }

  private static func change(_ answer: inout SimulatedAnswer, _ body: (inout JSON) -> Void) {
    guard case .one(let text) = answer.content, var json = try? JSON.parse(text) else { return }
    body(&json)
    answer.content = .one(json.text)
  }
}

extension SimulatedCall {
  fileprivate var isRenewal: Bool { route == .credentials && method == .put }
  fileprivate var isEnding: Bool { route == .credentials && method == .delete }
}
