package import BilateralBase

extension Dispute {
  /// Somebody who decides when those who talk do not come to an end.
  package struct Rung: Hashable, Sendable {
    /// The key that names them.
    package enum Kind: String, Hashable, Sendable {
      case escalation = "escalate_to"
      case expert
    }

    /// Which of them.
    package let kind: Kind
    /// Who: a name, or one of `[contacts]`.
    package let to: String
    /// From when on it is theirs.
    package let at: Timestamp

    /// Somebody and a time.
    package init(_ kind: Kind, _ to: String, at: Timestamp) {
      self.kind = kind
      self.to = to
      self.at = at
    }
  }

  /// Who decides from when on, while it is answered and not over.
  ///
  /// After the answer both sides have `answer_within` to agree; then it goes to `escalate_to`, and as long after that to
  /// `expert`. Before the answer the clock of the answer runs, and what is over goes nowhere.
  ///
  /// - Parameters:
  ///   - terms: what was agreed.
  ///   - zone: whose days count.
  /// - Returns: the rungs, the first first.
  package func ladder(_ terms: DisputeTerms, zone: ZoneFile) -> [Rung] {
    guard state == .answered, let answered = steps.last(where: { $0.state == .answered })?.at else {
      return []
    }
    let named = [terms.escalateTo.map { (Rung.Kind.escalation, $0) }, terms.expert.map { (.expert, $0) }]
    var (from, rungs): (Timestamp, [Rung]) = (answered, [])
    for (kind, to) in named.compactMap({ $0 }) {
      guard let at = Self.due(terms.answerWithin, from: from, zone) else { break }
      rungs.append(Rung(kind, to, at: at))
      from = at
    }
    return rungs
  }
}
