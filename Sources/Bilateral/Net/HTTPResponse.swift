/// A handler's answer; length, chunking, date and connection fields are added by the connection.
package struct HTTPResponse: Sendable {
  /// What follows the head.
  package enum Content: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// Written part by part, for server-sent events and long lists.
    case stream(Stream)
  }

  /// A body that is written while it is sent.
  package struct Stream: Sendable {
    /// Whether the client's end of sending ends the stream too: right for events, which otherwise never end.
    package var endsWithClient = false
    /// Writes the body; its return is the end, an error breaks the connection off, so that the client notices.
    package var write: @Sendable (HTTPResponseWriter) async throws -> Void
  }

  package var status: HTTPStatus
  package var fields: HTTPFields
  package var content: Content

  /// An answer that is all here.
  package init(_ status: HTTPStatus, _ fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    content = .bytes(body)
  }

  /// An answer of plain text.
  package init(_ status: HTTPStatus, text: String) {
    self.init(status, [.contentType: "text/plain; charset=utf-8"], body: Array(text.utf8))
  }

  /// An answer written part by part.
  package init(
    _ status: HTTPStatus = .ok, _ fields: HTTPFields, endsWithClient: Bool = false,
    stream: @escaping @Sendable (HTTPResponseWriter) async throws -> Void
  ) {
    self.status = status
    self.fields = fields
    content = .stream(Stream(endsWithClient: endsWithClient, write: stream))
  }
}

/// Takes the parts of a streamed answer.
package struct HTTPResponseWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  /// A writer that hands each part to this closure.
  package init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

  /// Sends a part, and waits while the client is slower.
  ///
  /// - Throws: `CancellationError` when the connection ended or the task was cancelled.
  package func write(_ bytes: [UInt8]) async throws {
    try Task.checkCancellation()
    try await send(bytes)
  }
}

/// Answers a request.
package typealias HTTPHandler = @Sendable (HTTPRequest) async throws -> HTTPResponse

/// An error that knows how it is answered.
package protocol HTTPAnswerable: Error {
  /// The answer to whoever caused it.
  var response: HTTPResponse { get }
}

extension HTTPFault: HTTPAnswerable {
  package var response: HTTPResponse { HTTPResponse(status, text: "\(status): \(rawValue)\n") }
}
