/// The version of a message; a higher minor version than 1 is treated as 1.1 (RFC 9110 §2.5).
package enum HTTPVersion: Sendable {
  case http10
  case http11

  /// Reads "HTTP/" DIGIT "." DIGIT, in capitals.
  init(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) {
    guard bytes.count == 8, bytes.starts(with: "HTTP/".utf8) else { throw .malformedVersion }
    let (major, dot, minor) = (bytes.startIndex + 5, bytes.startIndex + 6, bytes.startIndex + 7)
    guard bytes[dot] == 0x2e, HTTPSyntax.isDigit(bytes[major]), HTTPSyntax.isDigit(bytes[minor])
    else { throw .malformedVersion }
    guard bytes[major] == 0x31 else { throw .unsupportedVersion }
    self = bytes[minor] == 0x30 ? .http10 : .http11
  }
}
