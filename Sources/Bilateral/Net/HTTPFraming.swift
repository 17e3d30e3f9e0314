/// How the end of a body is found (RFC 9112 §6.3).
package enum HTTPFraming: Sendable, Equatable {
  /// There is no body.
  case none
  /// So many bytes, at least one.
  case length(Int)
  /// Chunks, the last of size 0.
  case chunked
  /// Until the connection ends; responses alone.
  case untilClose
}

extension HTTPRequestHead {
  /// How the body ends, by the fields; what is ambiguous is a fault (S-26).
  package func framing() throws(HTTPFault) -> HTTPFraming {
    try fields.statedFraming(version) ?? .none
  }
}

extension HTTPResponseHead {
  /// How the body of the answer to `method` ends, by status and fields.
  package func framing(answering method: HTTPMethod) throws(HTTPFault) -> HTTPFraming {
    let stated = try fields.statedFraming(version)
    return status.isBodiless || method == .head ? .none : stated ?? .untilClose
  }
}

extension HTTPFields {
  /// What `Content-Length` or `Transfer-Encoding` say; nil when neither is there.
  fileprivate func statedFraming(_ version: HTTPVersion) throws(HTTPFault) -> HTTPFraming? {
    let lengths = all(.contentLength)
    if contains(.transferEncoding) {
      guard lengths.isEmpty else { throw .lengthAndTransferEncoding }
      guard version == .http11 else { throw .transferEncodingBefore11 }
      try checkTransferEncoding()
      return .chunked
    }
    guard let length = lengths.first else { return nil }
    guard lengths.count == 1 else { throw .repeatedContentLength }
    guard let count = HTTPSyntax.decimal(Array(length.utf8)) else { throw .invalidContentLength }
    return count == 0 ? HTTPFraming.none : .length(count)
  }

  private func checkTransferEncoding() throws(HTTPFault) {
    let codings = tokens(.transferEncoding)
    guard codings.last == "chunked", !codings.dropLast().contains("chunked"), !codings.contains("") else {
      throw .invalidTransferEncoding
    }
    guard codings.count == 1 else { throw .unsupportedTransferEncoding }
  }
}
