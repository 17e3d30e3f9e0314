/// What a request line asks for (RFC 9112 §3.2).
package struct HTTPTarget: Sendable, Equatable, CustomStringConvertible {
  /// As it came.
  package let description: String
  /// The path, still encoded: "/…", or "*" for the whole server.
  package let path: String
  /// What follows the question mark, still encoded; nil without one.
  package let query: String?
  /// Host and port of an absolute form; they win over the `Host` field (RFC 9112 §3.2.2).
  package let origin: HTTPOrigin?

  /// Reads origin-form, absolute-form, and "*" for OPTIONS.
  init(_ bytes: ArraySlice<UInt8>, method: HTTPMethod) throws(HTTPFault) {
    let description = HTTPSyntax.text(bytes)
    self.description = description
    if bytes.first == 0x2f {
      let mark = bytes.firstIndex(of: 0x3f) ?? bytes.endIndex
      let query = bytes[mark...].dropFirst()
      guard HTTPSyntax.isPath(bytes[..<mark]), HTTPSyntax.isQuery(query) else { throw .invalidTarget }
      path = mark == bytes.endIndex ? description : HTTPSyntax.text(bytes[..<mark])
      self.query = mark < bytes.endIndex ? HTTPSyntax.text(query) : nil
      origin = nil
    } else if bytes.elementsEqual([0x2a]) {
      guard method == .options else { throw .invalidTarget }
      (path, query, origin) = ("*", nil, nil)
    } else {
      guard let url = try? HTTPURL(description) else { throw .invalidTarget }
      (path, query, origin) = (url.path, url.query, url.origin)
    }
  }

  /// A target made from parts known to be valid.
  init(path: String, query: String?) {
    description = query.map { "\(path)?\($0)" } ?? path
    self.path = path
    self.query = query
    origin = nil
  }
}
