import Bilateral
import BilateralModel
import BilateralNet

/// Something that a partner may ask or order.
struct SecretQuestion: Sendable, CustomStringConvertible {
  var module: ModuleID
  var role: InterfaceRole?
  var rest: [String]
  var query: String?
  var method: HTTPMethod = .get
  var body = ""
  /// The order that it is, and the id that it is about.
  var order: CommandKind?
  var subject = ""

  init(_ module: ModuleID, _ role: InterfaceRole? = nil, _ rest: [String] = [], query: String? = nil) {
    (self.module, self.role, self.rest, self.query) = (module, role, rest, query)
  }

  var description: String {
    "\(method.name) \(module.rawValue) \(role.map { "\($0)" } ?? "") \(rest.joined(separator: "/"))?\(query ?? "") \(subject)"
  }

  /// The segments of its address; in 2.1.1 through the door of the side that is meant.
  func path(in version: OCPIVersion) -> [String] {
    let isTheirs: [ModuleID] = [.tokens, .commands, .chargingProfiles]
    let isOperator = (role == .sender) != isTheirs.contains(module)
    let address = OCPIAddress(
      module, role, in: query == "list" ? nil : version, through: isOperator ? .cpo : .emsp)
    return address.segments + rest
  }

  /// The query, with the address where results are wanted.
  func query(answeringAt results: String) -> String? {
    guard order == .getProfile || order == .clearProfile else { return query }
    return "duration=600&response_url=" + HTTPURL.encoded("\(results)/x")
  }

  /// The body as a version has it, with the address where results are wanted.
  func text(in version: OCPIVersion, answeringAt results: String) -> String {
    guard let order, method != .get, method != .delete else { return body }
    let text = CommandHouse.taken(order, "\(results)/x", version)
    let own = ["\"S1\"", "\"R-17\"", "\"L1\""].reduce(text) { $0.replacing($1, with: "\"\(subject)\"") }
    return own.replacing("\"L1-0\"", with: "\"LOC1-0\"")
  }

  /// Everything, and everything about these ids.
  static func all(asking ids: [String], in version: OCPIVersion) -> [SecretQuestion] {
    var all = [
      SecretQuestion(.versions), SecretQuestion(.versions, query: "list"), SecretQuestion(.credentials),
    ]
    for module in [ModuleID.locations, .tariffs, .tokens, .sessions, .cdrs] {
      for query in [
        nil, "limit=1", "offset=1&limit=1", "date_from=2020-01-01T00:00:00Z",
        "date_from=2020-01-01T00:00:00Z&limit=1&offset=1",
      ] {
        all.append(SecretQuestion(module, .sender, query: query))
      }
    }
    for rest in [["LOC1"], ["LOC1", "LOC1-0"], ["LOC1", "LOC1-0", "1"]] {
      all.append(SecretQuestion(.locations, .sender, rest))
    }
    for uid in ["T1", "U1"] {
      var question = SecretQuestion(.tokens, .sender, [uid, "authorize"])
      (question.method, question.body) = (.post, #"{"location_id":"LOC1","evse_uids":["LOC1-0"]}"#)
      all.append(question)
    }
    all.append(SecretQuestion(.hubClientInfo, .sender))
    all.append(SecretQuestion(.hubClientInfo, .receiver, ["FR", "BLU"]))
    let known = ids + ["S1", "SB", "C1", "CB", "AC-1", "adhoc"]
    return all + about(known) + orders(known + ["LOC1", "RB", "OB"], in: version)
  }

  /// Everything about these ids.
  static func about(_ ids: [String]) -> [SecretQuestion] {
    let modules = [ModuleID.tariffs, .sessions, .cdrs, .tokens, .locations]
    return ids.flatMap { id in
      modules.flatMap { module in
        [
          SecretQuestion(module, .sender, [id]), SecretQuestion(module, .receiver, ["DE", "NVO", id]),
          SecretQuestion(module, .receiver, ["FR", "BLU", id]),
        ]
      }
    }
  }

  /// Every order about these ids, and what is told as the result of an order of ours.
  static func orders(_ ids: [String], in version: OCPIVersion) -> [SecretQuestion] {
    let kinds = CommandKind.allCases.filter { $0.traits.since <= version && $0 != .updateProfile }
    return ids.flatMap { id in
      kinds.map { order($0, id) } + [ModuleID.commands, .chargingProfiles].map { result($0, id) }
    }
  }

  private static func order(_ kind: CommandKind, _ id: String) -> SecretQuestion {
    var question: SecretQuestion
    switch kind {
    case .setProfile, .getProfile, .clearProfile:
      question = SecretQuestion(.chargingProfiles, .receiver, [id])
    case .setPreferences: question = SecretQuestion(.sessions, .sender, [id, "charging_preferences"])
    default: question = SecretQuestion(.commands, .receiver, [kind.rawValue])
    }
    question.method = kind.traits.method
    (question.order, question.subject) = (kind, id)
    return question
  }

  private static func result(_ module: ModuleID, _ id: String) -> SecretQuestion {
    let kind: CommandKind = module == .commands ? .startSession : .setProfile
    var question = SecretQuestion(module, .sender, [kind.rawValue, id])
    (question.method, question.body) = (.post, #"{"result":"ACCEPTED"}"#)
    return question
  }
}
