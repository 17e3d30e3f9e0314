package import BilateralBase

/// The tokens of a partner that we may present, and which of them to present next.
///
/// One is in use. Beside it stand those that may be valid too, because the end of an exchange was not seen on both
/// sides: the partner may have kept the token of before, or taken over a newer one late. None is given up before a
/// newer one was let in (P-07).
package struct TheirTokens: Sendable {
  /// One token.
  package struct Token: Sendable {
    /// The higher, the newer; 0 where the order is not known.
    package let number: Int64
    package let text: SecretText
    package let form: TokenForm

    package init(number: Int64 = 0, text: SecretText, form: TokenForm) {
      self.number = number
      self.text = text
      self.form = form
    }
  }

  /// What is presented first.
  package private(set) var inUse: Token?
  /// What else may be valid, newest first.
  package private(set) var spares: [Token]

  /// The tokens held; spares in any order.
  package init(inUse: Token? = nil, spares: [Token] = []) {
    self.inUse = inUse
    self.spares = spares.sorted { $0.number > $1.number }
  }

  /// What to present after some were refused: the one in use, then the others, newest first; nil when none is left.
  package func next(besides refused: [Token]) -> Token? {
    ([inUse].compactMap { $0 } + spares).first { token in
      !refused.contains { $0.text.revealed == token.text.revealed }
    }
  }

  /// What it means that the partner let a token in.
  package enum Acceptance: Hashable, Sendable {
    /// Nothing that was not known.
    case known
    /// Older tokens are over; the token is in use now, instead of the refused one when that was in use.
    case settled(number: Int64, insteadOf: Int64?)
  }

  /// Judges that a token was let in, after others were refused.
  ///
  /// A token of before that is let in while a newer one is in use says nothing: its call was on the way already.
  package func accepted(_ token: Token, after refused: [Token]) -> Acceptance {
    guard let inUse else { return .known }
    if token.number == inUse.number {
      return spares.contains { $0.number < token.number }
        ? .settled(number: token.number, insteadOf: nil) : .known
    }
    guard spares.contains(where: { $0.number == token.number }),
      refused.contains(where: { $0.number == inUse.number })
    else { return .known }
    return .settled(number: token.number, insteadOf: inUse.number)
  }
}
