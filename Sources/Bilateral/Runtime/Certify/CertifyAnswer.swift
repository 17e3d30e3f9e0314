package import BilateralBase
package import BilateralNet

/// What a partner answered to a check, or why nothing came.
package struct CertifyAnswer: Sendable {
  package let ask: CertifyAsk
  package let url: String
  /// Why there is no answer.
  package var failure: OCPIFailure?
  /// HTTP status; 0 when there is no answer.
  package var http = 0
  package var fields = HTTPFields()
  package var body: [UInt8] = []
  package var peer = PeerIdentity()
  package var took = Duration.zero
  package var at = Timestamp.epoch
  /// The body, where it is JSON; a byte order mark before it is passed over.
  package private(set) var json: JSON?
  /// Why the body is not JSON.
  package private(set) var objection: String?

  /// An answer that has not come yet.
  init(_ ask: CertifyAsk, url: String) { (self.ask, self.url) = (ask, url) }

  /// Takes in what came.
  mutating func take(_ response: HTTPClientResponse) {
    peer = response.peer
    take(response.status.code, response.fields, response.body)
  }

  /// Takes in status, headers and body.
  mutating func take(_ http: Int, _ fields: HTTPFields, _ body: [UInt8]) {
    (self.http, self.fields, self.body) = (http, fields, body)
    guard !body.isEmpty else { return }
    do throws(JSONError) {
      json = try JSON.parse(hasMark ? Array(body.dropFirst(3)) : body)
    } catch {
      objection = "\(error)"
    }
  }

  /// Whether the body begins with a byte order mark.
  var hasMark: Bool { body.starts(with: [0xEF, 0xBB, 0xBF]) }
  /// The status of OCPI, also where it stands in quotes; nil without one.
  var code: Int? {
    guard json?.members != nil, let code = json?["status_code"] else { return nil }
    return code.int ?? code.string.flatMap { Int($0) }
  }
  /// The content; a body that is a list without an envelope is taken for it.
  var data: JSON? { json?.elements == nil ? json?.members.flatMap { _ in json?["data"] } : json }
  /// The objects of a list.
  var rows: [JSON] { data?.elements ?? [] }
  var isFine: Bool { (200..<300).contains(http) && code.map { (1000..<2000).contains($0) } ?? true }
  /// Whether the partner said that the request is wrong, rather than that it failed itself.
  var isRefusal: Bool {
    (400..<500).contains(http)
      || (200..<300).contains(http) && code.map { (2000..<3000).contains($0) } ?? false
  }
  /// Whether we are to come again later.
  var isHeldBack: Bool { http == 429 || http == 503 }
  /// Whether the partner broke.
  var isBroken: Bool { http >= 500 || http == 0 }

  /// The answer itself.
  /// - Throws: a skip when nothing came: one check says so for all.
  func came() throws(CertifySkip) -> CertifyAnswer {
    if let failure { throw CertifySkip("no answer from \(url): \(failure.message)") }
    return self
  }

  /// What was answered, in a few words.
  var words: String {
    if let failure { return failure.message }
    let status = code.map { ", OCPI \($0)" } ?? (body.isEmpty ? ", no body" : ", no OCPI status")
    let text = json?["status_message"]?.string.map { " \"\($0.prefix(80))\"" } ?? ""
    return "HTTP \(http)\(status)\(text)"
  }

  /// Nil when it is a success, else what it is.
  func fine(_ what: String = "answered with") -> String? { isFine ? nil : "\(what) \(words)" }
  /// Nil when it is a refusal, else what it is.
  func refusal() -> String? {
    isRefusal ? nil : "answered with \(words), where a refusal is due"
  }
  /// Nil when HTTP or OCPI say one of these, else what they say.
  func says(http wanted: [Int] = [], code codes: [Int] = []) -> String? {
    if wanted.contains(http) || (code.map { codes.contains($0) } ?? false) { return nil }
    let due = (wanted.map { "HTTP \($0)" } + codes.map { "OCPI \($0)" }).joined(separator: " or ")
    return "answered with \(words), where \(due) is due"
  }
  /// Nil unless the partner broke.
  func unbroken() -> String? { isBroken ? "answered with \(words)" : nil }
}
