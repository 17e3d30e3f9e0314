/// Why a request got no usable answer: the phase for programs, the cause in plain words for people.
package struct HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
  /// How far it had come.
  package enum Phase: String, Sendable {
    /// The request itself cannot be sent.
    case request
    /// Finding the host's address.
    case resolve
    /// Making the connection; a forbidden address too.
    case connect
    /// Making it safe.
    case tls
    /// Sending the request, or waiting for an answer that never began.
    case write
    /// Reading an answer that had begun.
    case read
    /// The request's deadline.
    case timeout
    /// The answer breaks the rules of HTTP, or is too large.
    case protocolFault = "protocol"
    /// The caller gave up, or the client was closed.
    case cancelled
  }

  /// How far it had come.
  package var phase: Phase
  /// The cause, one line, without secrets.
  package var description: String
  /// What TLS refused, in that phase.
  package var tls: TLSError?
  /// What the answer broke, in that phase.
  package var fault: HTTPFault?

  /// An error of this phase and cause.
  package init(_ phase: Phase, _ description: String, tls: TLSError? = nil, fault: HTTPFault? = nil) {
    self.phase = phase
    self.description = description
    self.tls = tls
    self.fault = fault
  }

  /// What a transport's end means for a request.
  init(_ error: TransportError?, hasResponseBegun: Bool) {
    switch error {
    case .unresolved: self.init(.resolve, "\(error, default: "")")
    case .forbiddenAddress, .unreachable: self.init(.connect, "\(error, default: "")")
    case .timedOut(let during, _): self.init(during == "connect" ? .connect : .tls, "\(error, default: "")")
    case .tls(let cause): self.init(.tls, cause.description, tls: cause)
    case .socket: self.init(hasResponseBegun ? .read : .write, "\(error, default: "")")
    case nil:
      self.init(
        hasResponseBegun ? .read : .write, "the server closed the connection before the answer was complete")
    }
  }

  /// What a broken answer means for a request.
  init(_ fault: HTTPFault, hasResponseBegun: Bool, limit: Int) {
    switch fault {
    case .truncatedHead where !hasResponseBegun:
      self.init(.write, "the server closed the connection without an answer", fault: fault)
    case .truncatedHead, .truncatedBody:
      self.init(.read, "the server closed the connection within the answer", fault: fault)
    case .bodyTooLarge:
      self.init(.protocolFault, "the answer is larger than \(limit) bytes", fault: fault)
    default: self.init(.protocolFault, "the answer is not valid HTTP: \(fault.rawValue)", fault: fault)
    }
  }
}
