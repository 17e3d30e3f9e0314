import BilateralBase

/// What a partner's tariffs were made of, and until when they are the right ones.
///
/// What they are made of changes by `apply` and by our own tariffs only (ruling 9); how they are told changes with
/// version, status and sync mode too, and then they are told as they were made. A version without start and end of
/// tariffs gets those that are valid now, and its successors when they begin: the moment is kept beside the
/// fingerprints, so that it is met after a restart too.
struct TariffBasis: Sendable, Equatable {
  /// The fingerprint of the terms and lists they are made of, besides our own tariffs.
  let made: String
  /// The fingerprint of how and to whom they are told.
  let told: String
  /// When one of them begins or ends; nil when nothing changes by time alone.
  let turn: Timestamp?

  init(made: String, told: String, until turn: Timestamp? = nil) {
    (self.made, self.told, self.turn) = (made, told, turn)
  }

  /// Reads the stored form.
  init(text: String) {
    let parts = text.split(separator: " ", maxSplits: 1)
    let prints = (parts.first ?? "").split(separator: "/", maxSplits: 1).map(String.init)
    self.init(
      made: prints.first ?? "", told: prints.dropFirst().first ?? "",
      until: parts.dropFirst().first.flatMap { Int64($0) }.map { Timestamp(microseconds: $0) })
  }

  /// The form in which it is stored.
  var text: String { "\(made)/\(told)" + (turn.map { " \($0.microseconds)" } ?? "") }

  /// The same until another moment.
  func until(_ turn: Timestamp?) -> TariffBasis { TariffBasis(made: made, told: told, until: turn) }

  /// Whether no moment was reached at which others are the right ones.
  func lasts(at moment: Timestamp) -> Bool { turn.map { moment < $0 } ?? true }

  /// Whether tariffs that were made and told of this are the right ones by another basis at a moment.
  func holds(_ basis: TariffBasis, at moment: Timestamp) -> Bool {
    made == basis.made && told == basis.told && lasts(at: moment)
  }

  /// How long a loop may rest: until the turn, and an hour at the most, as clocks are set.
  func rest(from now: Timestamp) -> Duration? {
    turn.map { .seconds(min(max($0 - now, 1), 3600)) }
  }
}
