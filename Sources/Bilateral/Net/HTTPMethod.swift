/// A request method (RFC 9110 §9): an open set, so a struct with the known ones as members.
package struct HTTPMethod: Hashable, Sendable, CustomStringConvertible {
  /// The name as on the wire; methods are case-sensitive.
  package let name: String

  package static let get = HTTPMethod(known: "GET")
  package static let head = HTTPMethod(known: "HEAD")
  package static let post = HTTPMethod(known: "POST")
  package static let put = HTTPMethod(known: "PUT")
  package static let patch = HTTPMethod(known: "PATCH")
  package static let delete = HTTPMethod(known: "DELETE")
  package static let options = HTTPMethod(known: "OPTIONS")

  /// The methods that this server implements; any other token is answered 501 (RFC 9110 §9.1).
  ///
  /// CONNECT and TRACE are left out on purpose: this is neither a proxy nor an echo.
  package static let implemented: [HTTPMethod] = [get, head, post, put, patch, delete, options]

  private init(known name: String) { self.name = name }

  /// Takes any token; nil when the text is none.
  package init?(_ name: String) {
    guard HTTPSyntax.isToken(name.utf8) else { return nil }
    self.name = name
  }

  /// Takes the bytes of a token; one of the methods implemented here costs no new text.
  init?(_ bytes: ArraySlice<UInt8>) {
    if let known = Self.implemented.first(where: { $0.name.utf8.elementsEqual(bytes) }) {
      self = known
    } else {
      self.init(HTTPSyntax.text(bytes))
    }
  }

  /// Whether a repetition has the same effect as one request, so that it may be sent again (RFC 9110 §9.2.2).
  ///
  /// PATCH is not among them by HTTP; OCPI's merge-PATCH would be, and its callers may say so per request.
  package var isIdempotent: Bool { self != .post && self != .patch && Self.implemented.contains(self) }

  package var description: String { name }
}
