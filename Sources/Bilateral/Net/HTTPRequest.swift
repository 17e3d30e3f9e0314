/// A request as a handler sees it: parsed, decoded once, with its body or the means to read it.
package struct HTTPRequest: Sendable {
  package var method: HTTPMethod
  /// The target as it came, still encoded.
  package var target: HTTPTarget
  package var fields: HTTPFields
  /// Who asks: address, and what TLS established.
  package var peer: PeerIdentity
  /// The values of the pattern's parameters, each decoded once from its segment (TR-90, P-26).
  package var parameters: HTTPParameters
  /// The body, collected or to be read part by part, as the route says.
  package var body: HTTPRequestBody
  /// When it was all here (its head, where the body is streamed), before it waited for a thread.
  package var arrived: ContinuousClock.Instant

  /// Makes a request, in tests too.
  package init(
    _ head: HTTPRequestHead, peer: PeerIdentity, parameters: HTTPParameters, body: HTTPRequestBody,
    arrived: ContinuousClock.Instant = .now
  ) {
    method = head.method
    target = head.target
    fields = head.fields
    self.peer = peer
    self.parameters = parameters
    self.body = body
    self.arrived = arrived
  }

  /// The parameters of the query in order, decoded once; what does not decode to text is left out.
  ///
  /// A plus stays a plus: OCPI's dates carry one, and partners often leave it unencoded.
  package var query: [(name: String, value: String)] {
    (target.query ?? "").split(separator: "&").compactMap { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = HTTPURL.decoded(parts[0]), let value = HTTPURL.decoded(parts.count > 1 ? parts[1] : "")
      else { return nil }
      return (name, value)
    }
  }

  /// The first value of a query parameter.
  package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// The values that a route's pattern took from a path.
package struct HTTPParameters: Sendable, Equatable {
  private var values: [String: String] = [:]
  /// The segments that a `*rest` pattern took, decoded, in order.
  package private(set) var rest: [String] = []

  /// Names and values, and the rest of the path.
  package init(_ values: [String: String] = [:], rest: [String] = []) {
    self.values = values
    self.rest = rest
  }

  /// The value of `:name`; empty only for a name that the pattern does not have.
  package subscript(name: String) -> String { values[name] ?? "" }
}

/// The body of a request.
///
/// On a collected route ``bytes`` holds all of it; on a streamed one it is an asynchronous sequence of parts, which may be
/// iterated once. The client is slowed down to the pace of the reader.
package struct HTTPRequestBody: Sendable, AsyncSequence {
  package typealias Element = [UInt8]

  /// The whole body; empty on a streamed route.
  package let bytes: [UInt8]
  /// Whether there is a body beyond the route's limit, which was not read (``Router/Options/answersTooLarge``).
  package let isTooLarge: Bool
  private let pull: @Sendable () async throws -> [UInt8]?

  /// A body that is all here.
  package init(_ bytes: [UInt8]) {
    self.init(bytes, isTooLarge: false)
  }

  private init(_ bytes: [UInt8], isTooLarge: Bool) {
    self.bytes = bytes
    self.isTooLarge = isTooLarge
    pull = { nil }
  }

  /// A body that nobody reads.
  package static let tooLarge = HTTPRequestBody([], isTooLarge: true)

  /// A body whose parts come by asking; nil is its end.
  package init(pull: @escaping @Sendable () async throws -> [UInt8]?) {
    bytes = []
    isTooLarge = false
    self.pull = pull
  }

  /// Takes the parts, the collected body as the only one.
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var collected: [UInt8]
    fileprivate let pull: @Sendable () async throws -> [UInt8]?

    /// The next part; nil at the end.
    ///
    /// - Throws: ``HTTPFault`` when the body broke off, `CancellationError` when the connection ended.
    package mutating func next() async throws -> [UInt8]? {
      guard collected.isEmpty else {
        defer { collected = [] }
        return collected
      }
      return try await pull()
    }
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(collected: bytes, pull: pull) }
}
