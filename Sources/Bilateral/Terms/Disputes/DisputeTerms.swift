package import BilateralBase

/// What was agreed about disputes (`[dispute]`).
package struct DisputeTerms: Hashable, Sendable {
  /// What no answer means.
  package enum Silence: String, Hashable, Sendable {
    case accepted
    case rejected
  }

  /// What becomes of differences that are too small to dispute.
  package enum Small: String, Hashable, Sendable {
    /// What was billed stands: nothing is disputed.
    case accept
    /// What was billed is taken back without an answer.
    case reject
  }

  /// A dispute is opened so long after the period of its session, at the latest.
  package var window = TermDuration("60 days")
  /// It is answered within.
  package var answerWithin = TermDuration("10 working days")
  /// The reasons that count; any when empty.
  package var reasons: [String] = []
  /// Differences below this are too small; nil where none is.
  package var below: Money?
  /// What becomes of those.
  package var small: Small?
  /// What no answer means; nil where it means nothing, and the dispute expires.
  package var silence: Silence?
  /// What is to be shown, as it was agreed; a bundle holds all that there is.
  package var evidence: [String] = []
  /// Whether what is not disputed of a charge is owed while a dispute about the rest runs.
  package var paysUndisputed = true
  /// Who decides when a dispute that was answered does not end; nil for nobody.
  package var escalateTo: String?
  /// Who decides after that; nil for nobody.
  package var expert: String?

  /// The terms where a file says nothing.
  package init() {}
}

extension PartnerFile {
  /// What was agreed about disputes.
  package var disputes: DisputeTerms {
    var terms = DisputeTerms()
    if let window = duration("dispute.window") { terms.window = window }
    if let time = duration("dispute.answer_within") { terms.answerWithin = time }
    terms.reasons = texts("dispute.reasons")
    terms.below = self.terms.money("dispute.below")
    terms.small = text("dispute.below_action").flatMap(DisputeTerms.Small.init)
    terms.silence = text("dispute.silence").flatMap(DisputeTerms.Silence.init)
    terms.evidence = texts("dispute.evidence")
    terms.paysUndisputed = flag("dispute.pay_undisputed") ?? true
    terms.escalateTo = text("dispute.escalate_to")
    terms.expert = text("dispute.expert")
    return terms
  }
}
