import BilateralBase
import BilateralModel
import BilateralNet

/// Charging profiles of sessions that do not exist.
extension CertifyCheck {
  static let profiles: [CertifyCheck] = [
    profile("CPRF-01", "CPR-01 CPR-10", "a profile for a session that does not exist is refused", .put),
    profile("CPRF-02", "CPR-01 CPR-03", "GET of a profile of no session is refused", .get),
    profile("CPRF-03", "CPR-01 CPR-03", "DELETE of a profile of no session is refused", .delete),
    CertifyCheck(
      "CPRF-04", .profiles, "CPR-01", "the answer to a profile has a result of OCPI", side: .cpo,
      act: .writes, since: .v2_2_1
    ) { desk in
      let answer = try await ordered(.put, desk)
      guard answer.isFine else { throw CertifySkip("it is refused without one: \(answer.words)") }
      let words = ["ACCEPTED", "NOT_SUPPORTED", "REJECTED", "TOO_OFTEN", "UNKNOWN_SESSION"]
      let result = answer.single?["result"]
      return result?.string.map(words.contains) == true ? nil : "result is \(result?.text ?? "missing")"
    },
  ]

  private static func profile(
    _ id: String, _ requirements: String, _ title: String, _ method: HTTPMethod
  ) -> CertifyCheck {
    CertifyCheck(id, .profiles, requirements, title, side: .cpo, act: .writes, since: .v2_2_1) { desk in
      let usual = try await ordered(.put, desk)
      if usual.isFine, usual.single?["result"]?.string == nil, await desk.expects("CPRF-04") {
        throw CertifySkip("profiles are answered without a result, which CPRF-04 is about")
      }
      let answer = try await ordered(method, desk)
      if let word = answer.single?["result"]?.string, answer.isFine {
        return word == "ACCEPTED" ? "it is ACCEPTED" : nil
      }
      return answer.refusal()
    }
  }

  /// An order about the profile of a session that does not exist.
  private static func ordered(_ method: HTTPMethod, _ desk: CertifyDesk) async throws -> CertifyAnswer {
    try await desk.demand(.chargingProfiles, .receiver)
    let url = try await desk.callback(.chargingProfiles, "PROFILE")
    let body: JSON = [
      "charging_profile": [
        "charging_rate_unit": "W", "charging_profile_period": [["start_period": 0, "limit": 1000]],
      ],
      "response_url": .string(url),
    ]
    let query = method == .put ? [] : ["duration=60", "response_url=\(url)"]
    let ask = CertifyAsk(
      method, .module(.chargingProfiles, .receiver), ["BLTCERTNONE"], query,
      body: method == .put ? body.bytes : nil)
    return try await desk.ask(ask).came()
  }
}
