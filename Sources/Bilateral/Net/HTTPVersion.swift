/// The version of a message; a higher minor version than 1 is treated as 1.1 (RFC 9110 §2.5).
package enum HTTPVersion: Sendable {
  case http10
  case http11

  /// Reads "HTTP/" DIGIT "." DIGIT, in capitals.
  init(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) {
    let text = Array(bytes)
    guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == 0x2e,
      HTTPSyntax.isDigit(text[5]), HTTPSyntax.isDigit(text[7])
    else { throw .malformedVersion }
    guard text[5] == 0x31 else { throw .unsupportedVersion }
    self = text[7] == 0x30 ? .http10 : .http11
  }
}
