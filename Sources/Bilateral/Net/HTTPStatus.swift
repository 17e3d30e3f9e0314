/// A response status (RFC 9110 §15): an open set, so a struct with the ones we use as members.
package struct HTTPStatus: Hashable, Sendable, CustomStringConvertible {
  /// Three digits, 100 to 999.
  package let code: Int

  /// Takes a code of three digits; nil for any other number.
  package init?(_ code: Int) {
    guard (100...999).contains(code) else { return nil }
    self.code = code
  }

  private init(known code: Int) { self.code = code }

  package static let ok = HTTPStatus(known: 200)
  package static let created = HTTPStatus(known: 201)
  package static let accepted = HTTPStatus(known: 202)
  package static let noContent = HTTPStatus(known: 204)
  package static let notModified = HTTPStatus(known: 304)
  package static let badRequest = HTTPStatus(known: 400)
  package static let unauthorized = HTTPStatus(known: 401)
  package static let forbidden = HTTPStatus(known: 403)
  package static let notFound = HTTPStatus(known: 404)
  package static let methodNotAllowed = HTTPStatus(known: 405)
  package static let requestTimeout = HTTPStatus(known: 408)
  package static let conflict = HTTPStatus(known: 409)
  package static let contentTooLarge = HTTPStatus(known: 413)
  package static let targetTooLong = HTTPStatus(known: 414)
  package static let unsupportedMediaType = HTTPStatus(known: 415)
  package static let expectationFailed = HTTPStatus(known: 417)
  package static let unprocessable = HTTPStatus(known: 422)
  package static let tooManyRequests = HTTPStatus(known: 429)
  package static let headTooLarge = HTTPStatus(known: 431)
  package static let internalServerError = HTTPStatus(known: 500)
  package static let notImplemented = HTTPStatus(known: 501)
  package static let badGateway = HTTPStatus(known: 502)
  package static let serviceUnavailable = HTTPStatus(known: 503)
  package static let gatewayTimeout = HTTPStatus(known: 504)
  package static let versionNotSupported = HTTPStatus(known: 505)

  /// 200 to 299.
  package var isSuccess: Bool { code / 100 == 2 }
  /// 300 to 399.
  package var isRedirection: Bool { code / 100 == 3 }
  /// Whether a response with it never has a body, whatever its fields say (RFC 9112 §6.3).
  package var isBodiless: Bool { code < 200 || code == 204 || code == 304 }

  /// The usual phrase, empty for a status not named here.
  package var phrase: String { Self.phrases[code] ?? "" }

  package var description: String { phrase.isEmpty ? "\(code)" : "\(code) \(phrase)" }

  private static let phrases: [Int: String] = [
    100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
    307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
    422: "Unprocessable Content", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
  ]
}
