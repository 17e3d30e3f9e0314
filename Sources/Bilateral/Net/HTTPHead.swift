/// What comes before a body: a first line and fields.
package protocol HTTPHead: Sendable {
  /// The fields that follow the first line.
  var fields: HTTPFields { get set }

  /// Reads the first line, without its line end.
  init(firstLine: ArraySlice<UInt8>) throws(HTTPFault)

  /// The fault of a first line that is longer than allowed, seen by its beginning.
  static func overlong(_ beginning: [UInt8]) -> HTTPFault

  /// How many bytes a first line may have.
  static func firstLineLimit(_ limits: HTTPLimits) -> Int

  /// Whether an empty line before the message is skipped (RFC 9112 §2.2 allows it before requests).
  static var skipsEmptyLine: Bool { get }

  /// Checks what concerns the whole head; called once, when it is complete.
  func validate() throws(HTTPFault)
}

extension HTTPHead {
  /// Reads the first line, without its line end.
  package init(firstLine: [UInt8]) throws(HTTPFault) { try self.init(firstLine: firstLine[...]) }
}

/// The head of a request.
package struct HTTPRequestHead: HTTPHead, Equatable {
  package let method: HTTPMethod
  package let target: HTTPTarget
  package let version: HTTPVersion
  package var fields = HTTPFields()

  package init(firstLine: ArraySlice<UInt8>) throws(HTTPFault) {
    guard !firstLine.contains(where: { $0 >= 0x80 || $0 == 0x09 }),
      let first = firstLine.firstIndex(of: 0x20), let last = firstLine.lastIndex(of: 0x20), last > first + 1,
      !firstLine[(first + 1)..<last].contains(0x20), let method = HTTPMethod(firstLine[..<first])
    else { throw .malformedRequestLine }
    version = try HTTPVersion(firstLine[(last + 1)...])
    guard HTTPMethod.implemented.contains(method) else { throw .unimplementedMethod }
    self.method = method
    target = try HTTPTarget(firstLine[(first + 1)..<last], method: method)
  }

  package static func overlong(_ beginning: [UInt8]) -> HTTPFault {
    beginning.contains(0x20) ? .targetTooLong : .malformedRequestLine
  }

  package static func firstLineLimit(_ limits: HTTPLimits) -> Int { limits.requestLineSize }

  package static var skipsEmptyLine: Bool { true }

  package func validate() throws(HTTPFault) {
    if let host = fields[.host] {
      guard fields.count(of: .host) == 1 else { throw .repeatedHost }
      guard HTTPHost.isAuthority(host) else { throw .invalidHost }
    } else if version == .http11 {
      throw .missingHost
    }
    if version == .http11, fields.contains(.expect), !expectsContinue { throw .unsupportedExpectation }
  }

  /// Whether the client waits for `100 Continue` before it sends the body.
  package var expectsContinue: Bool {
    version == .http11 && fields.contains(.expect)
      && fields.all(.expect).map(HTTPSyntax.lowered) == ["100-continue"]
  }

  /// Whether the client wants to send more requests on this connection (RFC 9112 §9.3).
  package var wantsKeepAlive: Bool {
    guard fields.contains(.connection) else { return version == .http11 }
    let options = fields.tokens(.connection)
    if options.contains("close") { return false }
    return version == .http11 || options.contains("keep-alive")
  }
}

/// The head of a response.
package struct HTTPResponseHead: HTTPHead, Equatable {
  package let version: HTTPVersion
  package let status: HTTPStatus
  /// The phrase as it came; it means nothing.
  package let reason: String
  package var fields = HTTPFields()

  package init(firstLine: ArraySlice<UInt8>) throws(HTTPFault) {
    version = try HTTPVersion(firstLine.prefix(8))
    let rest = firstLine.dropFirst(8)
    guard rest.count >= 4, rest.first == 0x20,
      let code = HTTPSyntax.decimal(rest.dropFirst().prefix(3)), let status = HTTPStatus(code),
      rest.count == 4 || rest[rest.startIndex + 4] == 0x20
    else { throw .malformedStatusLine }
    self.status = status
    reason = HTTPSyntax.text(rest.dropFirst(5))
  }

  package static func overlong(_ beginning: [UInt8]) -> HTTPFault { .headTooLarge }

  package static func firstLineLimit(_ limits: HTTPLimits) -> Int { limits.headSize }

  package static var skipsEmptyLine: Bool { false }

  package func validate() throws(HTTPFault) {
    if status.code == 101 { throw .unaskedUpgrade }
  }

  /// Whether the server lets us send more requests on this connection.
  package var allowsKeepAlive: Bool {
    let options = fields.tokens(.connection)
    if options.contains("close") { return false }
    return version == .http11 || options.contains("keep-alive")
  }
}
