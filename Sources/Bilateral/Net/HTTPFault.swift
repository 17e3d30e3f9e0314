/// Why a message is refused: one case a rule, the raw value says it in plain words.
package enum HTTPFault: String, Error, Sendable, CaseIterable {
  // The bytes of a head.
  case bareLineFeed = "a line ends with LF alone; CR LF is required"
  case bareCarriageReturn = "a CR is not followed by LF"
  case controlByte = "the head holds a control character"
  case nonASCIIByte = "a byte above ASCII stands outside a field value"
  case emptyLine = "more than one empty line before the message"
  case headTooLarge = "the head is too large"
  case tooManyFields = "the head has too many fields"
  case truncatedHead = "the connection ended within the head"

  // The first line.
  case malformedRequestLine = "the request line is not METHOD SP TARGET SP VERSION"
  case malformedStatusLine = "the status line is not VERSION SP STATUS SP REASON"
  case malformedVersion = "the protocol version is malformed"
  case unsupportedVersion = "only HTTP/1.1 and HTTP/1.0 are spoken here"
  case unimplementedMethod = "the method is not implemented"
  case targetTooLong = "the request target is too long"
  case invalidTarget = "the request target is not valid"

  // Field lines.
  case foldedField = "a field is folded over two lines"
  case invalidFieldName = "a field name is not a token directly followed by a colon"
  case missingHost = "the Host field is missing"
  case repeatedHost = "the Host field is there twice"
  case invalidHost = "the Host field is not a host with an optional port"

  // How long the body is.
  case invalidContentLength = "Content-Length is not one plain decimal number"
  case repeatedContentLength = "Content-Length is there twice"
  case lengthAndTransferEncoding = "Content-Length and Transfer-Encoding are both there"
  case transferEncodingBefore11 = "Transfer-Encoding does not exist in HTTP/1.0"
  case invalidTransferEncoding = "Transfer-Encoding does not end with exactly one chunked"
  case unsupportedTransferEncoding = "no transfer coding but chunked is supported"
  case unsupportedExpectation = "no expectation but 100-continue is supported"

  // The body.
  case invalidChunkSize = "a chunk size is not a plain hexadecimal number"
  case invalidChunkExtension = "a chunk extension is malformed"
  case chunkExtensionsTooLarge = "the chunk extensions are too large"
  case invalidChunkEnd = "chunk data is not followed by CR LF"
  case forbiddenTrailer = "a trailer field may not stand in a trailer"
  case bodyTooLarge = "the body is larger than this resource takes"
  case truncatedBody = "the connection ended within the body"

  // Time.
  case headTooSlow = "the head did not end in time"
  case bodyTooSlow = "the body came too slowly"

  // Responses alone.
  case unaskedUpgrade = "the server switched protocols unasked"
  case tooManyInterim = "too many interim responses"

  /// The status with which a server answers it.
  package var status: HTTPStatus {
    switch self {
    case .headTooLarge, .tooManyFields: .headTooLarge
    case .unsupportedVersion: .versionNotSupported
    case .unimplementedMethod, .unsupportedTransferEncoding: .notImplemented
    case .targetTooLong: .targetTooLong
    case .unsupportedExpectation: .expectationFailed
    case .bodyTooLarge: .contentTooLarge
    case .headTooSlow, .bodyTooSlow: .requestTimeout
    default: .badRequest
    }
  }
}
