import BilateralBase
import BilateralModel
import BilateralNet

/// What stands around the content, in all that was answered.
extension CertifyCheck {
  static let envelope: [CertifyCheck] = [
    over("ENV-01", "TR-14", "every success is JSON", { $0.isSuccess && !$0.body.isEmpty }) { answer in
      answer.objection.map { "the body is no JSON: \($0)" }
    },
    over("ENV-02", "TR-14", "every success has a body", { $0.isSuccess }) { answer in
      answer.body.isEmpty ? "the body is empty" : nil
    },
    over("ENV-03", "TR-14", "every success is an envelope", .must, ("bare_data", "true"), { $0.hasJSON }) {
      $0.json?.members?.contains { ["data", "status_code"].contains($0.name) } == true
        ? nil : "there is content and no envelope"
    },
    over("ENV-04", "TR-15", "every envelope has a status_code", { $0.isEnvelope }) { answer in
      answer.json?["status_code"] == nil ? "there is no status_code" : nil
    },
    over(
      "ENV-05", "TR-15 TR-73", "status_code is a number of four digits", { $0.json?["status_code"] != nil }
    ) {
      guard let code = $0.json?["status_code"] else { return nil }
      guard let number = code.int else { return "status_code is \(code.text)" }
      return (1000...9999).contains(number) ? nil : "status_code is \(number)"
    },
    over("ENV-06", "TR-15", "every envelope has a timestamp", .should, nil, { $0.isEnvelope }) { answer in
      answer.json?["timestamp"] == nil ? "there is no timestamp" : nil
    },
    over(
      "ENV-07", "TR-67 TR-68", "the timestamp is written as OCPI wants it", .should, nil,
      { $0.json?["timestamp"]?.string != nil }
    ) { answer in
      let text = answer.json?["timestamp"]?.string ?? ""
      return CertifyTime.isUTC(text) ? nil : "timestamp is \"\(text.prefix(40))\""
    },
    over("ENV-08", "TR-24 TR-25", "status codes are those of OCPI", .should, nil, { $0.code != nil }) {
      answer in
      let known = [1000...1001, 2000...2004, 3000...3003, 4000...4003]
      return known.contains { $0.contains(answer.code ?? 0) } || CertifyTime.isCustom(answer.code ?? 0)
        ? nil : "status_code is \(answer.code ?? 0)"
    },
    over(
      "ENV-09", "TR-26", "own status codes stay out of standard modules", .should, nil, { $0.code != nil },
      since: .v2_2_1
    ) { answer in CertifyTime.isCustom(answer.code ?? 0) ? "status_code is \(answer.code ?? 0)" : nil },
    over(
      "ENV-10", "TR-16", "a list is an array", .must, ("list_as_object", "true"),
      { $0.isList && $0.isFine && $0.hasJSON }
    ) {
      answer in
      answer.data?.elements == nil ? "data is \(answer.data.map(\.kindWords) ?? "missing")" : nil
    },
    over(
      "ENV-11", "TR-16", "a single object is no list", .must, ("object_in_list", "true"),
      { $0.isObject && $0.isFine && $0.data != nil && $0.data != .null }
    ) { answer in answer.data?.elements != nil ? "the object stands in a list" : nil },
    over(
      "ENV-12", "TR-17", "an answer to a push has no content", .should, nil,
      { $0.isPush && $0.isFine && $0.hasJSON }, since: .v2_2_1
    ) { answer in
      let data = answer.data
      return data == nil || data == .null || data?.members?.isEmpty == true || data?.elements?.isEmpty == true
        ? nil : "data is \(data?.text.prefix(60) ?? "")"
    },
    over(
      "ENV-13", "TR-14", "the type of every answer is application/json", .should, nil,
      { $0.hasJSON }
    ) {
      let type = $0.fields[.contentType]?.lowercased() ?? ""
      return type.hasPrefix("application/json") ? nil : "Content-Type is \"\(type.prefix(60))\""
    },
    over("ENV-14", "TR-14", "no byte order mark stands before the JSON", .should, nil, { !$0.body.isEmpty }) {
      answer in
      answer.hasMark ? "the body begins with a byte order mark" : nil
    },
    over(
      "ENV-15", "TR-21 TR-93", "refusals have an envelope too", .should, ("errors_without_envelope", "true"),
      { (400..<500).contains($0.http) && ![408, 413, 414, 429, 431].contains($0.http) }
    ) { answer in answer.code == nil ? "\(answer.http) comes without an envelope" : nil },
    over("ENV-16", "TR-21 TR-93", "no ordinary request breaks them", { $0.ask.isOrdinary }) { answer in
      answer.isBreakdown ? "answered with \(answer.words)" : nil
    },
    over(
      "ENV-17", "TR-18", "a success of HTTP is no failure of OCPI where reading is ordinary", .must, nil,
      { $0.ask.isOrdinary && $0.ask.method == .get && $0.isSuccess && $0.isList }
    ) { answer in
      guard let code = answer.code, !(1000..<2000).contains(code) else { return nil }
      return "answered with \(answer.words)"
    },
  ]

  private static func over(
    _ id: String, _ requirements: String, _ title: String,
    _ isMeant: @escaping @Sendable (CertifyAnswer) -> Bool,
    _ judge: @escaping @Sendable (CertifyAnswer) -> String?
  ) -> CertifyCheck {
    over(id, requirements, title, .must, nil, isMeant, judge)
  }

  private static func over(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    _ dialect: (String, String)? = nil, _ isMeant: @escaping @Sendable (CertifyAnswer) -> Bool,
    since: OCPIVersion = .v2_1_1, _ judge: @escaping @Sendable (CertifyAnswer) -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .envelope, requirements, title, level, since: since, dialect: dialect, isLast: true) {
      desk in
      try await desk.eachAnswer(isMeant, judge)
    }
  }
}

extension CertifyAnswer {
  fileprivate var isEnvelope: Bool {
    hasJSON && json?.members?.contains { ["data", "status_code"].contains($0.name) } == true
  }
  fileprivate var isObject: Bool {
    switch ask.place {
    case .details, .credentials: ask.method == .get && ask.path.isEmpty
    case .module(let module, let role):
      ask.method == .get && !ask.path.isEmpty
        || module == .tokens && role == .sender && ask.path.last == "authorize"
        || module == .commands && ask.method == .post
    default: false
    }
  }
  fileprivate var isPush: Bool {
    guard case .module(let module, .receiver) = ask.place, module != .commands, module != .chargingProfiles
    else {
      return false
    }
    return [.put, .patch, .delete].contains(ask.method)
  }
}

extension JSON {
  /// What kind of value it is, in words.
  var kindWords: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
