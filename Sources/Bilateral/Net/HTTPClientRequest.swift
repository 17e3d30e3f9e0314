/// A request to be sent.
package struct HTTPClientRequest: Sendable {
  package var method: HTTPMethod
  package var url: HTTPURL
  /// `Host` and the framing fields are added by the client.
  package var fields: HTTPFields
  /// The body; nil sends none, and no length either.
  package var body: [UInt8]?
  /// For everything from now to the last byte of the answer; nil means ``HTTPLimits/requestTime``.
  package var timeout: Duration?
  /// The largest answer; nil means ``HTTPLimits/responseBodySize``.
  package var responseLimit: Int?
  /// Whether it may be sent a second time when a kept connection died under it; by default as the method says.
  package var isRepeatable: Bool

  /// A request with the defaults of the limits.
  package init(
    _ method: HTTPMethod = .get, _ url: HTTPURL, _ fields: HTTPFields = HTTPFields(), body: [UInt8]? = nil,
    timeout: Duration? = nil, responseLimit: Int? = nil
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.timeout = timeout
    self.responseLimit = responseLimit
    isRepeatable = method.isIdempotent
  }
}

/// A complete answer.
package struct HTTPClientResponse: Sendable {
  package var status: HTTPStatus
  package var fields: HTTPFields
  package var body: [UInt8]
  /// Who answered: address, and what TLS established.
  package var peer: PeerIdentity
}
