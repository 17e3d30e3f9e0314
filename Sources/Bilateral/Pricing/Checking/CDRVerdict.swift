package import BilateralBase

/// What we say of the amount of a received CDR.
package struct CDRVerdict: Sendable {
  /// Whether it is owed.
  package enum Outcome: Hashable, Sendable {
    /// To the last digit that is stated.
    case exact
    /// The same numbers, rounded by that convention instead of ours.
    case explained(RoundingConvention)
    /// Not to be explained by rounding, but so little that we agreed not to mind.
    case withinTolerance
    /// More or less than is owed; where it begins to differ.
    case mismatch(DifferingStep)
    /// There is no amount of ours; why.
    case unpriceable(String)
  }

  /// Where the partner's calculation first differs from ours.
  package struct DifferingStep: Hashable, Sendable {
    /// The field of the CDR that differs: `total_energy_cost`; `total_cost` where no part is stated.
    package var field: String
    /// The part; nil when no part is stated and none can be told.
    package var component: BilledComponent?
    /// The period, from 0; nil when it cannot be told.
    package var period: Int?
    /// Without tax, as they say; with tax where only that is known.
    package var theirs: Rational
    /// Ours, likewise.
    package var ours: Rational
    /// What would give their number; nil when nothing that we know does.
    package var cause: String?
  }

  /// Whether it is owed.
  package let outcome: Outcome
  /// What the CDR states; for a credit with the sign turned, as what it takes back.
  package let theirs: StatedAmount
  /// What we come to, exactly; nil when unpriceable.
  package let ours: StatedAmount?
  /// Theirs less ours, ours rounded to the smallest coin; nil when unpriceable.
  package let difference: StatedAmount?
  /// What else was found.
  package let findings: [CDRFinding]
  /// Our price with its lines; nil when unpriceable.
  package let priced: PricedSession?

  /// The outcome in a word: `exact`, `explained`, `within-tolerance`, `mismatch`, `unpriceable`.
  package var word: String {
    switch outcome {
    case .exact: "exact"
    case .explained: "explained"
    case .withinTolerance: "within-tolerance"
    case .mismatch: "mismatch"
    case .unpriceable: "unpriceable"
    }
  }

  /// The convention that explains it, in words.
  package var convention: String? {
    guard case .explained(let convention) = outcome else { return nil }
    return convention.description
  }

  /// Whether it can be paid as it is.
  package var isOwed: Bool {
    switch outcome {
    case .exact, .explained, .withinTolerance: true
    case .mismatch, .unpriceable: false
    }
  }
}

extension CDRVerdict.DifferingStep: CustomStringConvertible {
  /// One line: `total_time_cost (time, period 2): theirs 1.83, ours 1.84`, with the cause where one is known.
  package var description: String {
    let places = [component?.rawValue, period.map { "period \($0)" }].compactMap { $0 }
    let place = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
    let amounts = "theirs \(theirs.decimalText(atMost: 6)), ours \(ours.decimalText(atMost: 6))"
    return "\(field)\(place): \(amounts)" + (cause.map { "; \($0)" } ?? "")
  }
}
