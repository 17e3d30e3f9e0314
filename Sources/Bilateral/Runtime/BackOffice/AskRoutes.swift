import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Questions to our platform and its answers (ruling 12).
extension OfficeRouter {
  mutating func addAsks() {
    on(.get, "/asks") { call in
      let limit = Int(try call.integer("limit", in: 1...1000, or: 100))
      let rows = try await call.commons.store.read { tx in try tx.asks.open(limit: limit) }
      return .json(["asks": .array(rows.map(\.json))])
    }
    on(.post, "/asks/:ask") { call in try await AskAnswering(call).run() }
  }
}

/// One answer to a question.
struct AskAnswering {
  private let call: OfficeCall
  private let id: String

  init(_ call: OfficeCall) {
    self.call = call
    id = call["ask"]
  }

  func run() async throws -> HTTPResponse {
    let answer = JSON(try call.json())
    let outcome = try await call.commons.store.write { [id] tx in
      guard let ask = try tx.asks.ask(id) else { return AskOutcome.unknown }
      try Self.check(answer, for: ask.kind)
      let results = try CommandAnswering.read(answer, to: ask, in: tx)
      let outcome = try tx.asks.answer(id, JSONText(answer.canonicalBytes))
      if outcome == .accepted { try CommandAnswering.apply(results, in: tx) }
      return outcome
    }
    switch outcome {
    case .accepted: return .json(["outcome": "accepted"])
    case .repeated: return .json(["outcome": "repeated"])
    case .conflicting: throw OfficeError.conflict("question \(id) was answered already, that answer stands")
    case .late:
      throw OfficeError.conflict(
        "the deadline of question \(id) has passed",
        help: "the partner file's fallback answers; a command still takes POST /commands/{id}/result")
    case .unknown: throw OfficeError.notFound("there is no question \(id)")
    }
  }

  /// An answer that means nothing is refused while there is time for a better one.
  private static func check(_ answer: JSON, for kind: String) throws(OfficeError) {
    guard answer.members != nil else { throw .unprocessable("the answer must be an object") }
    if kind == AskKind.preferences {
      let words = CommandKind.setPreferences.traits.answers
      guard let word = answer["result"]?.string, words.contains(word) else {
        throw .unprocessable("result must be one of \(words.joined(separator: ", "))", path: "result")
      }
    }
    guard kind == AskKind.authorize else { return }
    let words = [AllowedType.allowed, .blocked, .expired, .noCredit, .notAllowed].map(\.rawValue)
    guard let word = answer["allowed"]?.string, words.contains(word) else {
      throw .unprocessable("allowed must be one of \(words.joined(separator: ", "))", path: "allowed")
    }
  }
}

/// What our platform may be asked.
package enum AskKind {
  /// Whether a token may charge; answered by `{"allowed":"ALLOWED","info"?:{"language","text"}}`.
  package static let authorize = "authorize"
  /// A command or charging profile; answered by `{"result":"ACCEPTED","message"?:[…],"profile"?:{…}}`.
  package static let command = "command"
  /// A driver's charging preferences; answered by `{"result":"ACCEPTED"}`.
  package static let preferences = "charging-preferences"
}

extension AskRow {
  /// The question as an object of our own JSON.
  var json: JSON {
    [
      "ask_id": .string(id), "kind": .string(kind), "partner": .string(partner),
      "question": (try? JSON.parse(question.bytes)) ?? .null, "at": .string(createdAt.description),
      "deadline": .string(deadline.description),
    ]
  }
}
