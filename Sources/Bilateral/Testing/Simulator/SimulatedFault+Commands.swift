import BilateralBase
import BilateralNet

/// Commands: how operators take ours, and where providers want the results of theirs.
extension SimulatedFault {
  static let commands: [SimulatedFault] = [
    taken("command-rejected", "CMD-03", "refuses commands", "rejected") { $0.answer = "REJECTED" },
    taken("command-unknown-session", "CMD-19", "knows no session", "unknown") {
      $0.answer = "UNKNOWN_SESSION"
    },
    SimulatedFault(
      "command-2003", "CMD-19", "answers 2003 to commands", .orderEnds("unknown"),
      .answer { answer, call in
        guard case .command = call.route else { return }
        answer = .error(200, 2003, "unknown location", at: call.now)
      }),
    SimulatedFault(
      "command-unreadable", "P-110", "answers commands without a result", .orderEnds("malformed"),
      .instead { call in
        guard case .command = call.route else { return nil }
        return .one(["answer": "yes"], at: call.now)
      }),
    taken("command-fails", "CMD-05", "accepts, then fails", "failed") { $0.results = ["EVSE_INOPERATIVE"] },
    taken("command-silent", "P-111 CMD-04", "accepts and never tells a result", "timed-out") {
      ($0.timeout, $0.results) = (1, [])
    },
    taken("command-late", "P-111 CMD-24", "tells the result after its time", "timed-out, then accepted") {
      ($0.timeout, $0.moment) = (1, .later(.seconds(4)))
    },
    taken("command-twice", "P-111 CMD-24", "tells several results", "accepted") {
      $0.results = ["ACCEPTED", "ACCEPTED", "REJECTED"]
    },
    taken("command-hasty", "P-111 CMD-24", "tells the result before it answers", "accepted") {
      $0.moment = .before
    },
    taken("command-wrapped", "P-110 CMD-07", "puts the result into an envelope", "accepted") {
      $0.wrapsResults = true
    },
  ]

  static let orders: [SimulatedFault] = [
    .manners("response-url-foreign", "S-19 P-113", "wants results at a foreign host", .orderRefused("2001")) {
      manners, _ in manners.orders.wantsResultsElsewhere = true
    },
    SimulatedFault(
      "response-url-redirect", "S-16 S-19", "redirects results to a foreign host", .resultKept,
      .instead { call in
        guard call.route == .result else { return nil }
        var answer = SimulatedAnswer.error(307, 2000, "moved", at: call.now)
        answer.fields.set(.location, "\(call.canary)/results")
        return answer
      }),
  ]

  private static func taken(
    _ id: String, _ source: String, _ summary: String, _ end: String,
    _ change: @escaping @Sendable (inout SimulatedOrders) -> Void
  ) -> SimulatedFault {
    .manners(id, source, summary, .orderEnds(end)) { manners, _ in change(&manners.orders) }
  }
}
