package import BilateralBase
package import BilateralModel
import BilateralNet

/// What came of a run of checks.
package struct CertifyReport: Sendable {
  /// One check with its verdict.
  package struct Result: Sendable {
    package let check: CertifyCheck
    package let verdict: CertifyVerdict
    let evidence: [CertifyAnswer]

    /// `{"type":"check",…}`, without anything secret.
    func json(redactedFor link: PartnerLink) -> JSON {
      var members: [JSONMember] = [
        .init("type", "check"), .init("id", .string(check.id)), .init("area", .string(check.area.rawValue)),
        .init("title", .string(check.title)), .init("level", .string(check.level.rawValue)),
        .init("requirements", .array(check.requirements.map { .string($0) })),
        .init("verdict", .string(verdict.word)),
      ]
      if let detail = verdict.detail { members.append(.init("detail", .string(detail))) }
      if case .pass = verdict { return .object(members) }
      if let dialect = check.dialect, verdict.isProblem {
        members.append(.init("dialect", ["key": .string(dialect.key), "value": .string(dialect.value)]))
      }
      members.append(.init("evidence", .array(evidence.map { $0.json(redactedFor: link) })))
      return .object(members)
    }
  }

  package let partner: String
  package let name: String
  package let version: OCPIVersion
  /// Whether everything was asked that fits the partner.
  package let isWhole: Bool
  /// Whether nothing was written, because the partner is live.
  package let isReadOnly: Bool
  package let at: Timestamp
  package let results: [Result]
  /// What of ours could not be taken away.
  package let left: [String]
  let link: PartnerLink

  /// The name under which the store keeps the last one.
  package static func setting(of partner: String) -> String { "certify/\(partner)" }

  /// How many checks ended so.
  func count(_ word: String) -> Int { results.count { $0.verdict.word == word } }

  /// Whether nothing failed; and something passed.
  package var isPassed: Bool { count("fail") == 0 && count("pass") > 0 }

  private var counts: [JSONMember] {
    ["pass", "fail", "warn", "skipped"].map { .init($0, JSON(count($0))) }
  }

  /// What is kept.
  package var summary: JSON {
    .object(
      [
        .init("at", .string("\(at)")), .init("version", .string("\(version)")),
        .init("passed", .bool(isPassed)),
        .init("read_only", .bool(isReadOnly)),
        .init("failing", .array(results.filter { $0.verdict.word == "fail" }.map { .string($0.check.id) })),
      ] + counts)
  }

  /// The end of the verb.
  var reply: ControlReply {
    let (failed, warned, skipped) = (count("fail"), count("warn"), count("skipped"))
    let made = results.count - skipped
    var text = "\(count("pass"))/\(made) passed"
    if failed > 0 { text += ", \(failed) failed" }
    if warned > 0 { text += ", \(warned) warnings" }
    if skipped > 0 { text += ", \(skipped) not made" }
    var members: [JSONMember] = [
      .init("name", .string(name)), .init("version", .string("\(version)")), .init("at", .string("\(at)")),
      .init("whole", .bool(isWhole)), .init("passed", .bool(isPassed)),
      .init("read_only", .bool(isReadOnly)),
    ]
    members += counts + [.init("left", .array(left.map { .string($0) }))]
    if !isPassed { members.append(.init("exit", 1)) }
    return ControlReply(text, members)
  }
}

extension CertifyVerdict {
  /// Whether something is wrong.
  var isProblem: Bool {
    switch self {
    case .fail, .warn: true
    case .pass, .skipped: false
    }
  }
}

extension CertifyAnswer {
  private static let shown: [HTTPFieldName] = [
    "Content-Type", "X-Total-Count", "X-Limit", "Link", "Location", "X-Request-ID", "X-Correlation-ID",
    "Retry-After",
    "Date", "WWW-Authenticate", "OCPI-from-party-id", "OCPI-to-party-id",
  ]

  /// The exchange without tokens and cards.
  func json(redactedFor link: PartnerLink) -> JSON {
    let redaction = ExchangeRedaction(link.terms.technical.texts("security.log_redact"))
    let secrets =
      link.ownFacts.theirToken.map { token in
        TokenForm.allCases.flatMap { ExchangeRedaction.secrets(in: $0.header(for: token)) }
      } ?? []
    let module = ask.module?.rawValue ?? "versions"
    func text(_ bytes: [UInt8]) -> JSON {
      redaction.text(Exchange.Body(Array(bytes.prefix(2000))), of: module, secrets: secrets).map {
        .string($0)
      } ?? .null
    }
    let fields = Self.shown.compactMap { name in
      self.fields[name].map { JSONMember(name.description, .string(String($0.prefix(300)))) }
    }
    return [
      "request": .string("\(ask.method) \(redaction.path(url, of: module, secrets: secrets).prefix(600))"),
      "body": ask.body.map(text) ?? .null, "http": JSON(http), "fields": .object(fields),
      "response": text(body),
      "error": failure.map { .string($0.message) } ?? .null, "milliseconds": JSON(Int(took.inMilliseconds)),
    ]
  }
}
