import BilateralBase

/// One call on the control channel.
struct ControlRequest: Sendable, Equatable {
  /// `GET` or `POST`.
  var method: String
  /// Path and query, such as `/quarantine?partner=acme`.
  var path: String
  /// The body of a `POST`.
  var body: JSON?
}

/// The head of an answer on the control channel; the body came in pieces before.
struct ControlAnswer: Sendable, Equatable {
  /// The HTTP status.
  var status: Int
}

/// Carries a call to the runtime: a unix socket, or the canned answers of a test.
struct ControlTransport: Sendable {
  /// Sends the request to the socket at a path and hands on the body of the answer as it comes.
  ///
  /// Throws exit 6 when no runtime listens, 3 when it is silent for longer than the time in milliseconds.
  var exchange:
    @Sendable (
      _ request: ControlRequest, _ socket: String, _ milliseconds: Int, _ onBytes: ([UInt8]) -> Void
    ) throws(Failure) -> ControlAnswer
}
