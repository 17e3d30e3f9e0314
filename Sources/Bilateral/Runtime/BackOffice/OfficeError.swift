package import BilateralBase
import BilateralModel
package import BilateralNet
package import BilateralStore

/// Why a request of our own platform was refused: HTTP status, stable code, sentence, place and way out.
///
/// On the wire `{"error":{"code","message","path","help"}}`; `path` and `help` are null when there is nothing to say.
package struct OfficeError: Error, Sendable, CustomStringConvertible {
  package var status: HTTPStatus
  package var code: String
  package var message: String
  /// The JSON path of the field, or the name of the parameter.
  package var path: String?
  package var help: String?
  /// Seconds after which trying again makes sense.
  package var retryAfter: Int?
  /// All findings about the object, when there are more than the first one.
  package var findings: [Diagnostic] = []

  package init(
    _ status: HTTPStatus, _ code: String, _ message: String, path: String? = nil, help: String? = nil
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.path = path
    self.help = help
  }

  package var description: String { "\(code) \(message)" }
}

extension OfficeError {
  /// 400: the request itself cannot be read.
  static func badRequest(_ message: String, path: String? = nil, help: String? = nil) -> OfficeError {
    OfficeError(.badRequest, "BR400", message, path: path, help: help)
  }

  /// 404: nothing is known under this address.
  static func notFound(_ message: String) -> OfficeError { OfficeError(.notFound, "BR404", message) }

  /// 409: what is stored or decided stands against it.
  static func conflict(_ message: String, help: String? = nil) -> OfficeError {
    OfficeError(.conflict, "BR409", message, help: help)
  }

  /// 413: more bytes than the route takes.
  static func tooLarge(_ limit: Int) -> OfficeError {
    OfficeError(
      .contentTooLarge, "BR413", "the body is larger than \(limit) bytes",
      help: "send many objects through POST /own/import")
  }

  /// 422: readable, but the object does not say what it must.
  static func unprocessable(_ message: String, path: String? = nil, help: String? = nil) -> OfficeError {
    OfficeError(.unprocessable, "BR422", message, path: path, help: help)
  }

  /// 422 for what a reader or the checker found; the first error speaks, all are listed.
  static func invalid(_ findings: [WireFinding]) -> OfficeError? {
    let errors = findings.filter { $0.severity == .error }
    guard let first = errors.first else { return nil }
    var error = OfficeError(
      .unprocessable, first.code.rawValue, first.message, path: first.path.description,
      help: first.requirement.map { "see requirement \($0)" })
    if errors.count > 1 { error.findings = errors.map(\.diagnostic) }
    return error
  }

  /// What the store's refusal means to the caller: 503 where trying again helps.
  package init(_ error: StoreError) {
    switch error.kind {
    case .busy, .closed: self.init(.serviceUnavailable, error.code, error.message, help: error.help)
    case .full, .readOnly: self.init(.serviceUnavailable, error.code, error.message, help: error.help)
    default: self.init(.internalServerError, error.code, error.message, help: error.help)
    }
    guard status == .serviceUnavailable else { return }
    retryAfter = error.kind == .busy ? 1 : 10
  }
}

extension OfficeError: HTTPAnswerable {
  /// The `error` member.
  package var json: JSON {
    var json: JSON = [
      "code": .string(code), "message": .string(message), "path": path.map { .string($0) } ?? .null,
      "help": help.map { .string($0) } ?? .null,
    ]
    if !findings.isEmpty { json["findings"] = .array(findings.map(\.officeJSON)) }
    return json
  }

  package var response: HTTPResponse {
    var response = HTTPResponse.json(["error": json], status)
    if let retryAfter { response.fields.set(.retryAfter, String(retryAfter)) }
    if status == .unauthorized { response.fields.set("WWW-Authenticate", "Bearer") }
    return response
  }
}

extension Diagnostic {
  /// The finding as an object of our own JSON.
  var officeJSON: JSON {
    [
      "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
      "path": path.map { .string($0) } ?? .null, "help": help.map { .string($0) } ?? .null,
    ]
  }
}
