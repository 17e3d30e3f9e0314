/// Decides whether a credentials request may be carried out: a pure table over method, token and state.
///
/// Source: CR-06…CR-11, TR-07, pitfalls P-09, ruling 13.
package enum CredentialsGuard {
  /// What the presented token was issued as.
  package enum TokenKind: String, Sendable {
    /// A token A: opens versions and credentials, nothing else.
    case registration
    /// The token of a completed exchange.
    case session
  }

  /// The methods of the credentials module.
  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// The verdict: go on, or answer with this HTTP status and these words.
  package enum Verdict: Sendable, Equatable {
    case proceed
    case refuse(http: Int, reason: String)
  }

  /// Judges one request of a partner whose token is known.
  ///
  /// - Parameters:
  ///   - method: what the partner asks for.
  ///   - token: as what the presented token was issued.
  ///   - state: where the partner stands.
  ///   - isBusy: another credentials exchange with this partner is under way.
  ///   - tokenAIsSpent: token C of this registration has been used, so token A is dead (ruling 13).
  /// - Returns: whether to go on, else the HTTP status and the words to refuse with.
  package static func judge(
    _ method: Method, token: TokenKind, state: PartnerState, isBusy: Bool, tokenAIsSpent: Bool
  ) -> Verdict {
    guard state != .ended else { return .refuse(http: 401, reason: "the relation has ended") }
    guard !(token == .registration && tokenAIsSpent) else {
      return .refuse(http: 401, reason: "this registration token has been used up")
    }
    guard method == .get || !isBusy else {
      return .refuse(http: 409, reason: "another credentials exchange is under way, try again in a moment")
    }
    return judge(method, token: token)
  }

  private static func judge(_ method: Method, token: TokenKind) -> Verdict {
    switch (method, token) {
    case (.get, _), (.post, .registration), (.put, .session), (.delete, .session):
      .proceed
    case (.post, .session):
      .refuse(http: 405, reason: "already registered: use PUT to update")
    case (.put, .registration), (.delete, .registration):
      .refuse(http: 405, reason: "not registered yet: use POST to register")
    }
  }
}
