import BilateralBase

/// What a partner's tariffs were made of, and until when they are the right ones.
///
/// A version without start and end of tariffs gets those that are valid now, and its successors when they begin: the
/// moment is kept beside the fingerprint, so that it is met after a restart too.
struct TariffBasis: Sendable, Equatable {
  /// The fingerprint of what they depend on besides our own tariffs.
  let terms: String
  /// When one of them begins or ends; nil when nothing changes by time alone.
  let turn: Timestamp?

  init(_ terms: String, until turn: Timestamp? = nil) {
    self.terms = terms
    self.turn = turn
  }

  /// Reads the stored form.
  init(text: String) {
    let parts = text.split(separator: " ", maxSplits: 1)
    self.init(
      parts.first.map(String.init) ?? "",
      until: parts.dropFirst().first.flatMap { Int64($0) }.map { Timestamp(microseconds: $0) })
  }

  /// The form in which it is stored.
  var text: String { turn.map { "\(terms) \($0.microseconds)" } ?? terms }

  /// Whether tariffs that were made of this are the right ones by these terms at a moment.
  func holds(_ terms: String, at moment: Timestamp) -> Bool {
    self.terms == terms && turn.map { moment < $0 } ?? true
  }

  /// How long a loop may rest: until the turn, and an hour at the most, as clocks are set.
  func rest(from now: Timestamp) -> Duration? {
    turn.map { .seconds(min(max($0 - now, 1), 3600)) }
  }
}
