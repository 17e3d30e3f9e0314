import BilateralTerms
import Testing

@Suite struct AuthorizationPolicyTests {
  typealias Policy = AuthorizationPolicy

  static let tokens: [CachedToken] =
    TokenWhitelist.allCases.flatMap {
      [.known(isValid: true, whitelist: $0), .known(isValid: false, whitelist: $0)]
    }
    + [.unknown]

  static let policies: [Policy] = Policy.Mode.allCases.flatMap { mode in
    Policy.Fallback.allCases.flatMap { onTimeout in
      Policy.Fallback.allCases.flatMap { onUnknown in
        Policy.Fallback.allCases.map { offline in
          Policy(mode: mode, onTimeout: onTimeout, onUnknown: onUnknown, offline: offline)
        }
      }
    }
  }

  /// The table of ruling 28, written as a table: what happens first ("yes", "no", "ask"), by whitelist and mode.
  static func first(_ token: CachedToken, _ policy: Policy) -> String {
    switch (token, policy.mode) {
    case (.known(let isValid, .always), _): isValid ? "yes" : "no"
    case (.known(let isValid, .allowed), .whitelist): isValid ? "yes" : "no"
    case (.known, _): "ask"
    case (.unknown, .whitelist): policy.onUnknown == .allow ? "yes" : "no"
    case (.unknown, _): "ask"
    }
  }

  /// What is decided when nobody answers.
  static func unanswered(_ token: CachedToken, _ policy: Policy, _ fallback: Policy.Fallback) -> Bool {
    switch token {
    case .known(false, _), .known(_, .never): false
    case .known(true, .allowed): policy.mode == .realtimeThenWhitelist || fallback != .deny
    case .known: true
    case .unknown: policy.onUnknown == .allow && fallback == .allow
    }
  }

  @Test("ruling 28, TOK-15, TOK-16 every mode, fallback, whitelist, validity and answer", arguments: tokens)
  func table(token: CachedToken) {
    for policy in Self.policies {
      let step = policy.decideLocally(token, isPartnerReachable: true)
      switch Self.first(token, policy) {
      case "ask": #expect(step == .ask(.seconds(3)))
      case let word:
        guard case .decided(let decision) = step else {
          Issue.record("\(token) \(policy) asks")
          continue
        }
        #expect(decision.isAllowed == (word == "yes"))
        #expect(decision.source == (token == .unknown ? .fallback : .cache))
        #expect(policy.decideLocally(token, isPartnerReachable: false) == step)
        continue
      }
      #expect(policy.decide(token, after: .allowed).isAllowed)
      for outcome in [
        AuthorizationOutcome(allowed: "BLOCKED"), AuthorizationOutcome(allowed: "NEW"), .unknownToken,
      ] {
        let decision = policy.decide(token, after: outcome)
        #expect(!decision.isAllowed && decision.source == .partner)
      }
      for outcome in [AuthorizationOutcome.timedOut, .failed] {
        let decision = policy.decide(token, after: outcome)
        #expect(decision.isAllowed == Self.unanswered(token, policy, policy.onTimeout))
        #expect(decision.source == .fallback)
      }
      let offline = policy.decideLocally(token, isPartnerReachable: false)
      let isAllowed = Self.unanswered(token, policy, policy.offline)
      #expect(
        offline == .decided(AuthorizationDecision(isAllowed: isAllowed, reason: .offline, source: .fallback)))
    }
  }

  @Test("TOK-15 a NEVER token is asked for even when its cached state is invalid, and its answer counts")
  func never() {
    let policy = AuthorizationPolicy(mode: .whitelist)
    let token = CachedToken.known(isValid: false, whitelist: .never)
    #expect(policy.decideLocally(token, isPartnerReachable: true) == .ask(.seconds(3)))
    #expect(policy.decide(token, after: .allowed).isAllowed)
    #expect(!policy.decide(.known(isValid: true, whitelist: .never), after: .timedOut).isAllowed)
  }

  @Test func `an override takes one whitelist word for another`() {
    let policy = AuthorizationPolicy(timeout: .seconds(1), whitelistOverride: [.always: .allowedOffline])
    let token = CachedToken.known(isValid: true, whitelist: .always)
    #expect(policy.decideLocally(token, isPartnerReachable: true) == .ask(.seconds(1)))
    #expect(policy.decide(token, after: .timedOut).isAllowed)
  }

  @Test func `a refusal keeps the partner's word`() {
    let decision = AuthorizationPolicy().decide(.unknown, after: AuthorizationOutcome(allowed: "NO_CREDIT"))
    #expect(decision.reason == .partnerRefused("NO_CREDIT"))
  }
}
