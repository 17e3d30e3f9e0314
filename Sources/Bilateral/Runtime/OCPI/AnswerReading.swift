import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// Reads what a partner answered, in whatever wrapping it does so.
///
/// Success is HTTP 2xx and OCPI 1xxx together (TR-18); the envelope is read on any HTTP status (P-20).
struct AnswerReading: Sendable {
  /// How long a partner is left alone when its rate limit names no time.
  static let pause: Duration = .seconds(30)

  let request: OCPIRequest
  let dialect: PartnerDialect
  /// Texts of the request that may not be repeated in words for people.
  var secrets: @Sendable () -> [String] = { [] }

  /// The answer of a success.
  ///
  /// - Throws: `OCPIFailure` for everything else.
  func read(_ response: HTTPClientResponse) throws(OCPIFailure) -> OCPIAnswer {
    let envelope = try? OCPIResponse(parsing: response.body)
    try refuseLimits(response, envelope)
    let said = words(response, envelope).map { ": \($0)" } ?? ""
    let code = response.status.code
    if code >= 400, envelope == nil, !response.body.isEmpty {
      dialect.meets(.errorsWithoutEnvelope, "\(name): HTTP \(code) without an envelope")
    }
    if code == 401 || code == 403 {
      throw OCPIFailure(
        .credentialsRefused(http: code), "the partner refused our token (HTTP \(code))\(said)")
    }
    guard response.status.isSuccess, envelope?.status.isSuccess ?? true else {
      let status = envelope.map { " and OCPI \($0.status)" } ?? ""
      throw OCPIFailure(
        .refused(http: code, status: envelope?.status),
        "\(name) was answered with HTTP \(code)\(status)\(said)")
    }
    let read = if let envelope { envelope } else { try unwrapped(response) }
    for finding in read.findings where finding.code == .looseTimestamp {
      dialect.meets(.dateFormat, "any", "\(name): \(finding.message)")
    }
    return OCPIAnswer(http: response.status, fields: response.fields, envelope: read, url: request.url)
  }

  /// What the partner says about an error: the message of its envelope, or its words without one.
  private func words(_ response: HTTPClientResponse, _ envelope: OCPIResponse?) -> String? {
    if let envelope { return envelope.message.flatMap { PartnerWords.cut($0, hiding: secrets()) } }
    return response.status.isSuccess ? nil : PartnerWords.of(response.body, hiding: secrets())
  }

  private var name: String { "\(request.method) \(ExchangeRedaction.withoutCard(request.url.path))" }

  /// 429 and 503, and 2004 where it cannot mean a token (TR-92).
  private func refuseLimits(
    _ response: HTTPClientResponse, _ envelope: OCPIResponse?
  ) throws(OCPIFailure) {
    let pause = RetryAfter.duration(
      response.fields[.retryAfter], at: response.fields[.date].flatMap { HTTPDate.moment($0) })
    if [429, 503].contains(response.status.code) {
      throw OCPIFailure(
        .rateLimited(retryAfter: pause),
        "the partner asks us to slow down (\(response.status))"
          + (words(response, envelope).map { ": \($0)" } ?? ""))
    }
    guard envelope?.status == .unknownToken, isLimit else { return }
    throw OCPIFailure(
      .rateLimited(retryAfter: pause ?? Self.pause),
      "the partner asks us to slow down (OCPI 2004 in answer to \(name))")
  }

  /// Whether 2004 in answer to this request is a rate limit.
  private var isLimit: Bool {
    switch request.kind {
    case .question: false
    case .list: dialect.meets(.status2004Means429, "\(name) was answered with 2004")
    case .object: dialect.current.isOn(.status2004Means429)
    }
  }

  /// The answer of a partner that leaves the envelope away.
  private func unwrapped(_ response: HTTPClientResponse) throws(OCPIFailure) -> OCPIResponse {
    let isRead = request.method == .get || request.kind == .question
    if response.body.isEmpty, !isRead, isTaken(response) { return OCPIResponse(bare: nil) }
    let node = try? JSONDocument(wire: response.body).root
    if let node, let error = Self.error(node) {
      dialect.meets(.errorsWithoutEnvelope, "\(name): HTTP \(response.status.code) with an error in it")
      throw OCPIFailure(
        .refused(http: response.status.code, status: nil),
        "\(name) was answered with HTTP \(response.status.code) and an error without an envelope: \(error)")
    }
    if let node, [.object, .array].contains(node.kind), isBareData(isRead) {
      return OCPIResponse(bare: node)
    }
    throw OCPIFailure(.againstProtocol, "\(name): the answer is no OCPI envelope")
  }

  private func isTaken(_ response: HTTPClientResponse) -> Bool {
    if response.status.code == 204 {
      return dialect.current.stated(DialectSwitch.emptyBodyOK.name)?.text != "false"
    }
    return dialect.meets(.emptyBodyOK, "\(name) was answered with \(response.status.code) and nothing")
  }

  /// What is read may come bare; that a push was taken has to be said, unless the file knows better.
  private func isBareData(_ isRead: Bool) -> Bool {
    let isCoped = dialect.meets(.bareData, "\(name): the answer is data without an envelope")
    return isCoped && (isRead || dialect.current.stated(DialectSwitch.bareData.name)?.text == "true")
  }

  private static func error(_ node: JSONNode) -> String? {
    guard node.kind == .object, node["data"] == nil else { return nil }
    for member in ["error", "errors", "fault", "exception"] {
      if let found = node[member], !found.isNull {
        return String((found.string ?? found.rawText).prefix(120))
      }
    }
    return nil
  }
}
