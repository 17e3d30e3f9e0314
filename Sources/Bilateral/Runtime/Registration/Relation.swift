/// Where we stand with a partner, and what each event of a credentials exchange does to it.
///
/// The whole decision part of registering, renewing, leaving and losing: a value without clock, store or network.
/// What ``handle(_:)`` answers is written in the same transaction as the state that follows, before anything is
/// told to the partner; so after a crash at any moment the state on disk is one of these.
package struct Relation: Hashable, Sendable {
  /// What we have begun ourselves and not seen the end of.
  package enum Undertaking: String, Sendable, CaseIterable {
    case none
    /// Our POST or PUT is on its way.
    case sending
    /// Our DELETE was sent, and no answer has come that ends it.
    case leaving
  }

  /// What may happen.
  package enum Event: String, Sendable, CaseIterable {
    /// Our exchange stopped before a token was sent: versions, details or modules did not suffice.
    case notSent
    /// We are about to send a token by POST or PUT.
    case sending
    /// The partner said no to our POST or PUT.
    case refused
    /// No answer came to our POST or PUT: the partner may have agreed.
    case unanswered
    /// The partner's credentials came in answer to ours.
    case agreed
    /// The partner's own POST or PUT is about to be answered.
    case partnerAgreed
    /// We are about to send DELETE.
    case leaving
    /// The partner has confirmed that it is over, or does not know us.
    case left
    /// The partner's DELETE is about to be answered.
    case partnerLeft
    /// A token A is handed out.
    case invited
    /// A token A is handed out in the place of those before.
    case reissued
    /// What is lost is given up, and a token A is handed out.
    case reset
    /// The process has started; whatever was under way is not.
    case restarted
  }

  /// What has to be written together with the new state.
  package enum Effect: String, Sendable, CaseIterable {
    /// Tokens of ours that wait for their first use count as used, because another is issued beside them.
    case settleOurTokens
    /// Another session token lets the partner in.
    case issueSession
    /// Another token A lets the partner in.
    case issueInvitation
    /// Tokens A of before let nobody in any more.
    case endInvitations
    /// No token of ours lets the partner in any more.
    case endOurTokens
    /// When the partner used the new token before it answered, that use ends the others now.
    case honourEarlyUse
    /// Their new token is used from now on; those of before are kept until it was let in.
    case receiveTheirToken
    /// None of their tokens is used any more.
    case forgetTheirTokens
    /// Version and addresses of the partner are taken over.
    case takeEndpoints
    /// The partner's addresses are forgotten.
    case forgetEndpoints
    /// The exchange is noted as begun.
    case openAttempt
    /// The newest exchange ended with a refusal.
    case closeAttempt
    /// The newest exchange has no answer; it stays open.
    case keepAttempt
    /// All open exchanges are over.
    case closeAttempts
  }

  package private(set) var state: PartnerState
  package private(set) var undertaking: Undertaking
  /// Whether an exchange of ours has ended without an answer, and none succeeded since.
  package private(set) var isUnanswered: Bool

  package init(state: PartnerState, undertaking: Undertaking = .none, isUnanswered: Bool = false) {
    self.state = state
    self.undertaking = undertaking
    self.isUnanswered = isUnanswered
  }

  /// Takes in what happened; answers what has to be written with the state that follows.
  package mutating func handle(_ event: Event) -> [Effect] {
    switch event {
    case .sending, .notSent, .refused, .unanswered: sent(event)
    case .agreed, .partnerAgreed: agreed(event)
    case .leaving, .left, .partnerLeft: leave(event)
    case .invited, .reissued, .reset: invite(event)
    case .restarted: restart()
    }
  }

  /// A registration that stands is not touched by an exchange that does not succeed (CR-15).
  private var stands: Bool { state == .registered || state == .suspended }

  private mutating func sent(_ event: Event) -> [Effect] {
    if !stands { state = event == .sending ? .registering : state == .invited ? .invited : .failed }
    undertaking = event == .sending ? .sending : .none
    switch event {
    case .sending: return [.settleOurTokens, .issueSession, .openAttempt]
    case .refused: return [.closeAttempt]
    case .unanswered:
      isUnanswered = true
      return [.keepAttempt]
    default: return []
    }
  }

  private mutating func agreed(_ event: Event) -> [Effect] {
    (state, undertaking, isUnanswered) = (.registered, .none, false)
    let ours: Effect = event == .agreed ? .honourEarlyUse : .issueSession
    return [.receiveTheirToken, .takeEndpoints, ours, .closeAttempts]
  }

  private mutating func leave(_ event: Event) -> [Effect] {
    guard event != .leaving else {
      undertaking = .leaving
      return [.openAttempt]
    }
    (state, undertaking, isUnanswered) = (.ended, .none, false)
    return [.endOurTokens, .forgetTheirTokens, .forgetEndpoints, .closeAttempts]
  }

  private mutating func invite(_ event: Event) -> [Effect] {
    switch event {
    case .reset:
      (state, undertaking, isUnanswered) = (.invited, .none, false)
      return [.endOurTokens, .forgetTheirTokens, .forgetEndpoints, .closeAttempts, .issueInvitation]
    case .reissued:
      if !stands { state = .invited }
      return [.endInvitations, .issueInvitation]
    default:
      if !stands { state = .invited }
      return [.issueInvitation]
    }
  }

  private mutating func restart() -> [Effect] {
    guard undertaking == .sending else { return [] }
    (undertaking, isUnanswered) = (.none, true)
    return [.keepAttempt]
  }
}
