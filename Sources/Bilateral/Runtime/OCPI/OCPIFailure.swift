package import BilateralBase
package import BilateralModel
package import BilateralNet

/// Why a call to a partner did not succeed, in a form that loops and people can act on.
package struct OCPIFailure: Error, Sendable {
  /// What went wrong.
  package enum Kind: Sendable {
    /// No answer: name, connection, TLS, or the connection broke; the phase says where.
    case unreachable(HTTPClientError.Phase)
    /// No complete answer within the deadline.
    case timedOut
    /// HTTP 401 or 403.
    case credentialsRefused(http: Int)
    /// HTTP 429 or 503, or a dialect's rate limit; the pause the partner asked for, if any.
    case rateLimited(retryAfter: Duration?)
    /// The partner understood and said no.
    case refused(http: Int, status: OCPIStatus?)
    /// The answer is not OCPI.
    case againstProtocol
    /// The address does not belong to the partner (S-15).
    case foreignOrigin
    /// There is no token, version or endpoint to call with.
    case notConnected
    case cancelled
  }

  /// Whether and when trying again makes sense.
  package enum Retry: Sendable, Equatable {
    /// After a pause, at least as long as the partner asked for.
    case later(atLeast: Duration?)
    /// Not before something changed: the object, the credentials, the partner's software.
    case never
  }

  package let kind: Kind
  /// One sentence in plain words.
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// Whether and when the same call may be repeated.
  package var retry: Retry {
    switch kind {
    case .unreachable, .timedOut, .againstProtocol, .cancelled: .later(atLeast: nil)
    case .rateLimited(let pause): .later(atLeast: pause)
    case .refused(let http, let status):
      http >= 500 || status?.category == .serverError || isHubs ? .later(atLeast: nil) : .never
    case .credentialsRefused, .foreignOrigin, .notConnected: .never
    }
  }

  /// Whether a hub said that it could not bring the message to the receiver, who knows nothing of it yet (TR-25).
  package var isHubs: Bool {
    guard case .refused(_, let status) = kind else { return false }
    return status?.category == .hubError
  }

  /// Whether the partner's platform answered at all.
  package var partnerAnswered: Bool {
    switch kind {
    case .credentialsRefused, .rateLimited, .refused, .againstProtocol: true
    case .unreachable, .timedOut, .foreignOrigin, .notConnected, .cancelled: false
    }
  }

  /// Whether nobody was there, or nobody in time.
  package var isOutage: Bool {
    switch kind {
    case .unreachable, .timedOut: true
    default: false
    }
  }

  /// The stable code shown to people.
  package var code: String {
    switch kind {
    case .unreachable: "BR101"
    case .timedOut: "BR102"
    case .credentialsRefused: "BR103"
    case .rateLimited: "BR104"
    case .refused: "BR105"
    case .againstProtocol: "BR106"
    case .foreignOrigin: "BR107"
    case .notConnected: "BR108"
    case .cancelled: "BR109"
    }
  }

  /// What to do about it.
  package var help: String {
    switch kind {
    case .unreachable, .timedOut: "partnerctl check walks the connection step by step"
    case .credentialsRefused: "check the token with the partner, then partnerctl register again"
    case .rateLimited: "nothing: the pause is kept; lower rate_limit in the partner file if it happens often"
    case .refused(_, .unknownReceiver?):
      "nothing is lost, it is tried again; ask the hub whether it knows the party, and compare them.roles"
    case .refused(_, .receiverNotConnected?), .refused(_, .hubTimeout?):
      "nothing is lost, it is tried again; the partner behind the hub is not there now"
    case .refused: "read the partner's message; the object or our right to send it is in question"
    case .againstProtocol: "send the partner the exchange; a dialect setting may tolerate it"
    case .foreignOrigin: "a partner's addresses must be at the host of its versions_url"
    case .notConnected: "partnerctl register sets up the connection"
    case .cancelled: "nothing: the work resumes where it stopped"
    }
  }

  /// The failure as a finding.
  package var diagnostic: Diagnostic { Diagnostic(.error, code, message, help: help) }
}

extension OCPIFailure: CustomStringConvertible {
  package var description: String { "\(code) \(message)" }
}
