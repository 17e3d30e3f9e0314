/// What a partner file says about authorising its drivers, `[authorization]`.
///
/// Pure decisions: the caller asks, waits and counts. First ``decideLocally(_:isPartnerReachable:)``; when that says
/// ask, the outcome of asking goes to ``decide(_:after:)``.
///
/// **The token's whitelist comes before the mode** (ruling 28, TOK-15, TOK-16):
///
/// | whitelist | asks | no answer |
/// |---|---|---|
/// | ALWAYS | never; the cached `valid` decides | – |
/// | ALLOWED_OFFLINE | always | the cached `valid` decides |
/// | ALLOWED | as the mode says | as `on_timeout` or `offline` says |
/// | NEVER | always, even when the cached token is invalid | denied |
/// | unknown token | unless the mode is `whitelist` | denied, unless the file allows |
package struct AuthorizationPolicy: Hashable, Sendable {
  /// `mode`: whether tokens that may be decided either way are asked for.
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Ask; without an answer the fallback decides.
    case realtime
    /// Decide by the cached token and do not ask.
    case whitelist
    /// Ask; without an answer the cached token decides.
    case realtimeThenWhitelist = "realtime-then-whitelist"
  }

  /// What decides when nobody answers.
  package enum Fallback: String, Hashable, Sendable, CaseIterable {
    /// Every driver charges, except one whose cached token is invalid; somebody named bears the risk.
    case allow
    /// Nobody charges.
    case deny
    /// The cached token decides: known and valid tokens charge.
    case whitelist
    /// The same, in the word used for `offline`.
    case allowKnown = "allow-known"
  }

  /// `mode`.
  package var mode: Mode
  /// `timeout`: how long an answer is waited for.
  package var timeout: Duration
  /// `on_timeout`: what decides when the answer does not come in time or cannot be read.
  package var onTimeout: Fallback
  /// `on_unknown`: what decides about a token in no list, when nobody is asked or nobody answers.
  package var onUnknown: Fallback
  /// `offline`: what decides when the partner is known to be unreachable, so that no driver waits for nothing.
  package var offline: Fallback
  /// `whitelist_override`: what a partner's whitelist word is taken for.
  package var whitelistOverride: [TokenWhitelist: TokenWhitelist]

  /// A policy; the values given here are the defaults of the partner file.
  package init(
    mode: Mode = .realtimeThenWhitelist, timeout: Duration = .seconds(3), onTimeout: Fallback = .whitelist,
    onUnknown: Fallback = .deny, offline: Fallback = .whitelist,
    whitelistOverride: [TokenWhitelist: TokenWhitelist] = [:]
  ) {
    self.mode = mode
    self.timeout = timeout
    self.onTimeout = onTimeout
    self.onUnknown = onUnknown
    self.offline = offline
    self.whitelistOverride = whitelistOverride
  }

  /// The decision that needs nobody, or the word to ask the partner.
  package func decideLocally(_ token: CachedToken, isPartnerReachable: Bool) -> AuthorizationStep {
    if let decision = decideWithoutAsking(token) { return .decided(decision) }
    return isPartnerReachable
      ? .ask(timeout) : .decided(decideUnanswered(token, by: offline, reason: .offline))
  }

  /// The decision after the partner was asked.
  package func decide(_ token: CachedToken, after outcome: AuthorizationOutcome) -> AuthorizationDecision {
    switch outcome {
    case .allowed: AuthorizationDecision(isAllowed: true, reason: .partnerAllowed, source: .partner)
    case .refused(let word):
      AuthorizationDecision(isAllowed: false, reason: .partnerRefused(word), source: .partner)
    case .unknownToken: AuthorizationDecision(isAllowed: false, reason: .partnerUnknown, source: .partner)
    case .timedOut: decideUnanswered(token, by: onTimeout, reason: .timedOut)
    case .failed: decideUnanswered(token, by: onTimeout, reason: .failed)
    }
  }

  private func decideWithoutAsking(_ token: CachedToken) -> AuthorizationDecision? {
    switch token {
    case .unknown:
      guard mode == .whitelist else { return nil }
      return AuthorizationDecision(isAllowed: onUnknown == .allow, reason: .unknownToken, source: .fallback)
    case .known(let isValid, let whitelist):
      let isDecidedByCache =
        switch taken(whitelist) {
        case .always: true
        case .allowed: mode == .whitelist
        case .allowedOffline, .never: false
        }
      return isDecidedByCache ? decideByCache(isValid) : nil
    }
  }

  private func decideByCache(_ isValid: Bool) -> AuthorizationDecision {
    AuthorizationDecision(isAllowed: isValid, reason: isValid ? .tokenValid : .tokenInvalid, source: .cache)
  }

  /// Nobody answered: the whitelist decides, and where it leaves the choice, the fallback.
  private func decideUnanswered(
    _ token: CachedToken, by fallback: Fallback, reason: AuthorizationDecision.Reason
  ) -> AuthorizationDecision {
    guard case .known(let isValid, let whitelist) = token else {
      let isAllowed = onUnknown == .allow && fallback == .allow
      return AuthorizationDecision(isAllowed: isAllowed, reason: reason, source: .fallback)
    }
    let isAllowed =
      switch taken(whitelist) {
      case .never: false
      case .always, .allowedOffline: isValid
      case .allowed: isValid && (mode == .realtimeThenWhitelist || fallback != .deny)
      }
    return AuthorizationDecision(isAllowed: isAllowed, reason: reason, source: .fallback)
  }

  private func taken(_ whitelist: TokenWhitelist) -> TokenWhitelist {
    whitelistOverride[whitelist] ?? whitelist
  }
}
