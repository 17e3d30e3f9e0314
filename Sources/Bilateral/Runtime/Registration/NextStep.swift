package import BilateralBase
package import BilateralTerms

/// What a person has to do so that traffic flows, or why nothing is to be done: the words of `status`.
///
/// Every state of a ``Relation`` that is not sound names one command here, and after it traffic flows or the
/// relation has ended on both sides: nobody is locked out.
package struct NextStep: Hashable, Sendable {
  /// One sentence in plain words.
  package let text: String
  /// What to type; nil when it is the partner's turn.
  package let command: String?

  init(_ text: String, _ command: String? = nil) {
    self.text = text
    self.command = command
  }

  /// The next step with a partner.
  ///
  /// - Parameters:
  ///   - relation: where we stand.
  ///   - isRefused: the partner refuses every token of its that we hold.
  ///   - offer: a newer version that the partner offers.
  ///   - begins: who begins, by the partner file: the other side gives the token A.
  ///   - id: the partner's file.
  /// - Returns: the step; nil when all is well.
  package static func of(
    _ relation: Relation, isRefused: Bool, offer: String? = nil,
    begins: ConnectionTerms.Registration = .either, id: String
  ) -> NextStep? {
    if relation.undertaking == .leaving {
      return NextStep(
        "the partner has not confirmed that the relation is over (gone for good: add --local)",
        "partnerctl unregister \(id)")
    }
    switch relation.state {
    case .registered, .suspended: return standing(relation, isRefused, offer, begins, id)
    case .new:
      return NextStep(
        "nothing was exchanged yet", "partnerctl \(begins == .theyStart ? "invite" : "register") \(id)")
    case .invited:
      return NextStep("waiting for the partner to register; partnerctl reissue \(id) makes another token")
    case .registering, .failed:
      let why = relation.isUnanswered ? "the registration was not answered" : "the registration failed"
      return NextStep("\(why); repeating it is safe", "partnerctl register \(id)")
    case .ended:
      return NextStep("the relation has ended; partnerctl invite or register \(id) begins anew")
    }
  }

  private static func standing(
    _ relation: Relation, _ isRefused: Bool, _ offer: String?, _ begins: ConnectionTerms.Registration,
    _ id: String
  ) -> NextStep? {
    if isRefused { return refused(begins, id) }
    guard !relation.isUnanswered else {
      return NextStep(
        "the renewal was not answered; old and new tokens are both valid", "partnerctl rotate \(id)")
    }
    return offer.map {
      NextStep("the partner offers OCPI \($0); this moves over to it", "partnerctl register \(id) --update")
    }
  }

  private static func refused(_ begins: ConnectionTerms.Registration, _ id: String) -> NextStep {
    let why = "the partner refuses every token we hold: it has ended the relation or lost it"
    guard begins == .weStart else {
      return NextStep(
        why + "; this makes a token A with which it registers again", "partnerctl reset \(id)")
    }
    return NextStep(
      why + "; ask it for a token A and keep it by partnerctl secret set \(id)/token-a",
      "partnerctl reset \(id) --take")
  }

  /// The `next_step` of `GET /partners`.
  package var json: JSON {
    ["text": .string(text), "command": command.map { .string($0) } ?? .null]
  }
}
