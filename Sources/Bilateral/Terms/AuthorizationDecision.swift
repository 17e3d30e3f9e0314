/// The four words of OCPI's `WhitelistType`, which is closed in every version.
package enum TokenWhitelist: String, Hashable, Sendable, CaseIterable {
  /// Decided by the cache alone.
  case always = "ALWAYS"
  /// The charge point operator may ask or not.
  case allowed = "ALLOWED"
  /// Asked, and decided by the cache when nobody answers.
  case allowedOffline = "ALLOWED_OFFLINE"
  /// Always asked.
  case never = "NEVER"
}

/// What we hold about a token when its driver stands at the charger.
package enum CachedToken: Hashable, Sendable {
  /// We hold the token with its `valid` and `whitelist`.
  case known(isValid: Bool, whitelist: TokenWhitelist)
  /// We do not hold it.
  case unknown
}

/// What to do first.
package enum AuthorizationStep: Hashable, Sendable {
  /// It is decided; nobody is asked.
  case decided(AuthorizationDecision)
  /// Ask the partner and wait at most this long.
  case ask(Duration)
}

/// What came of asking.
package enum AuthorizationOutcome: Hashable, Sendable {
  /// `allowed` is ALLOWED.
  case allowed
  /// Any other word: BLOCKED, EXPIRED, NO_CREDIT, NOT_ALLOWED, or one we do not know.
  case refused(String)
  /// HTTP 404, or OCPI 2004 (TOK-09).
  case unknownToken
  /// No answer in time.
  case timedOut
  /// No connection, or an answer that cannot be read.
  case failed

  /// The outcome that a wire word of `AuthorizationInfo.allowed` means.
  package init(allowed word: String) {
    self = word == "ALLOWED" ? .allowed : .refused(word)
  }
}

/// Whether a driver may charge, and why; what the journal keeps.
package struct AuthorizationDecision: Hashable, Sendable {
  /// Why it was decided so.
  package enum Reason: Hashable, Sendable {
    /// The partner has ordered it itself, by a command.
    case ordered
    /// The cached token is valid.
    case tokenValid
    /// The cached token is not valid.
    case tokenInvalid
    /// We do not hold the token and nobody is asked.
    case unknownToken
    /// The partner allowed it.
    case partnerAllowed
    /// The partner refused it, with its word.
    case partnerRefused(String)
    /// The partner does not know the token.
    case partnerUnknown
    /// The partner did not answer in time.
    case timedOut
    /// The partner could not be asked or not be understood.
    case failed
    /// The partner was known to be unreachable and was not asked.
    case offline
    /// Nobody is let in for now, by decision: `suspended`, or `ending`.
    case halted(String)
  }

  /// Who decided.
  package enum Source: String, Hashable, Sendable {
    /// A command of the partner.
    case command
    /// The token as we hold it.
    case cache
    /// The partner.
    case partner
    /// The partner file, because nobody answered.
    case fallback
    /// How we stand with the partner; nobody is asked.
    case agreement
  }

  /// Whether the driver may charge.
  package let isAllowed: Bool
  /// Why.
  package let reason: Reason
  /// Who decided.
  package let source: Source

  /// What a command of the partner decides (CMD-15).
  package static let ordered = AuthorizationDecision(isAllowed: true, reason: .ordered, source: .command)

  /// A decision of these parts.
  package init(isAllowed: Bool, reason: Reason, source: Source) {
    self.isAllowed = isAllowed
    self.reason = reason
    self.source = source
  }
}
