/// The name of a field: a token, compared without case, printed as it was spelled (RFC 9110 §5.1).
package struct HTTPFieldName: Sendable, Hashable, CustomStringConvertible {
  /// The name in the spelling it was made with.
  package let spelling: String
  /// The name in lower case: what is compared.
  package let lowered: String

  /// Takes a token; nil when the text is none (empty, spaces, colons, control or high bytes).
  package init?(_ text: some StringProtocol) {
    guard HTTPSyntax.isToken(text.utf8) else { return nil }
    spelling = String(text)
    lowered = HTTPSyntax.lowered(spelling)
  }

  package static func == (left: Self, right: Self) -> Bool { left.lowered == right.lowered }

  package func hash(into hasher: inout Hasher) { hasher.combine(lowered) }

  package var description: String { spelling }
}

extension HTTPFieldName: ExpressibleByStringLiteral {
  /// A name written in the program; one that is no token stops the process, since no input can cause it.
  package init(stringLiteral value: StaticString) {
    spelling = value.description
    precondition(HTTPSyntax.isToken(spelling.utf8), "not a field name")
    lowered = HTTPSyntax.lowered(spelling)
  }
}

extension HTTPFieldName {
  package static let accept: HTTPFieldName = "Accept"
  package static let allow: HTTPFieldName = "Allow"
  package static let authorization: HTTPFieldName = "Authorization"
  package static let connection: HTTPFieldName = "Connection"
  package static let contentLength: HTTPFieldName = "Content-Length"
  package static let contentType: HTTPFieldName = "Content-Type"
  package static let date: HTTPFieldName = "Date"
  package static let expect: HTTPFieldName = "Expect"
  package static let host: HTTPFieldName = "Host"
  package static let link: HTTPFieldName = "Link"
  package static let location: HTTPFieldName = "Location"
  package static let retryAfter: HTTPFieldName = "Retry-After"
  package static let transferEncoding: HTTPFieldName = "Transfer-Encoding"
  package static let userAgent: HTTPFieldName = "User-Agent"
}
