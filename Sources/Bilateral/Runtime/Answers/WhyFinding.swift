package import BilateralBase

/// One cause that was found.
package struct WhyFinding: Hashable, Sendable {
  package var cause: WhyCause
  package var side: WhyCause.Side
  /// The partner, or the hub, that it is a matter of; nil for us alone.
  package var partner: String?
  /// When it happened.
  package var at: Timestamp?
  /// What is so, in one or two sentences.
  package var words: String
  /// By which the partner finds it in its own records.
  package var correlation: String?
  /// How much it explains: lower comes first.
  package var rank: Int

  package init(
    _ cause: WhyCause, _ side: WhyCause.Side, _ partner: String?, at: Timestamp? = nil, rank: Int,
    correlation: String? = nil, _ words: String
  ) {
    self.cause = cause
    self.side = side
    self.partner = partner
    self.at = at
    self.rank = rank
    self.correlation = correlation
    self.words = words
  }
}
