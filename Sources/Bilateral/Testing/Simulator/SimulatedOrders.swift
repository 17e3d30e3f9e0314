package import BilateralBase
import BilateralModel
import BilateralNet
import Synchronization

/// How the simulated partner takes commands and charging profiles, and where it wants results of its own.
struct SimulatedOrders: Sendable {
  /// When a result is told.
  enum Moment: Sendable, Equatable {
    case before, after
    /// So long after the answer.
    case later(Duration)
  }

  /// What it answers at once.
  var answer = "ACCEPTED"
  /// For how many seconds its result may be awaited.
  var timeout = 30
  /// What it tells then, one after the other.
  var results = ["ACCEPTED"]
  var moment = Moment.after
  /// Whether its results come in an envelope.
  var wrapsResults = false
  /// Whether it names a foreign host for results of its own orders.
  var wantsResultsElsewhere = false
}

extension SimulatedPartner {
  /// Answers an order and tells its results.
  func command(_ request: HTTPRequest, _ call: SimulatedCall) async -> SimulatedAnswer {
    let orders = state.withLock { $0.manners.orders }
    let body = try? JSON.parse(request.body.bytes)
    guard request.method != .post || body != nil else { return .error(400, 2001, "no JSON", at: call.now) }
    if let refusal = refusal(of: body ?? [:], request.parameters.rest.last ?? "", call) { return refusal }
    guard let url = body?["response_url"]?.string ?? request.query("response_url") else {
      return .error(200, 2001, "no response_url", at: call.now)
    }
    switch orders.answer == "ACCEPTED" ? orders.moment : .later(.zero) {
    case _ where orders.answer != "ACCEPTED": break
    case .before: await tell(orders, at: url)
    case .after: Task { await self.tell(orders, at: url) }
    case .later(let pause):
      Task {
        try? await ContinuousClock().sleep(for: pause)
        await self.tell(orders, at: url)
      }
    }
    return .one(["result": .string(orders.answer), "timeout": JSON(orders.timeout)], at: call.now)
  }

  private func tell(_ orders: SimulatedOrders, at url: String) async {
    guard let token = memory.theirToken else { return }
    for word in orders.results {
      let result: JSON = ["result": .string(word)]
      let wrapped: JSON = ["data": result, "status_code": 1000, "timestamp": .string("\(now)")]
      _ = await send(.post, url, token, orders.wrapsResults ? wrapped : result)
    }
  }

  /// Keeps what became of an order of its own.
  func result(_ request: HTTPRequest, _ path: [String], _ call: SimulatedCall) -> SimulatedAnswer {
    let word = (try? JSON.parse(request.body.bytes))?["result"]?.string ?? "nothing"
    state.withLock { $0.results[path.last ?? "", default: []].append(word) }
    return SimulatedAnswer(at: call.now)
  }

  /// Orders something of us.
  ///
  /// - Parameters:
  ///   - command: such as `STOP_SESSION`.
  ///   - name: under which the result is kept.
  ///   - body: the object of the command without `response_url`.
  /// - Returns: the status of the envelope and the result in it; nil when there was no answer.
  package func order(_ command: String, as name: String, _ body: JSON) async -> (status: Int, result: String)?
  {
    guard let token = memory.theirToken, let versions = memory.theirVersionsURL,
      let endpoints = await look(at: versions, token),
      let endpoint = endpoints["commands RECEIVER"] ?? endpoints["commands "],
      let url = try? HTTPURL(endpoint).appending(segments: [command])
    else { return nil }
    let isElsewhere = state.withLock { $0.manners.orders.wantsResultsElsewhere }
    var body = body
    body["response_url"] = .string(
      "\(isElsewhere ? plan.canary : base)/\(plan.version)/\(plan.namesSides ? "sender/" : "")results/\(name)"
    )
    let answer = await send(.post, "\(url)", token, body)
    guard let status = answer?["status_code"]?.int else { return nil }
    return (status, answer?["data"]?["result"]?.string ?? "")
  }
}
