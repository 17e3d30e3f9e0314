package import BilateralBase

/// What a guard found: prices that may be meant, and have to be said to be meant before they count.
package struct GuardFinding: Hashable, Sendable {
  /// How much it weighs.
  package enum State: String, Hashable, Sendable {
    /// Nothing is applied unless somebody overrides it with a reason.
    case refused
    /// It is told and does not stand in the way.
    case warned
  }

  /// The stable code.
  package var code: FindingCode
  /// How much it weighs.
  package var state: State
  /// What was found, one sentence without a full stop.
  package var message: String
  /// How to mend it.
  package var help: String?
  /// The rule that makes it, when one does.
  package var rule: String?
  /// Where that is written.
  package var place: SourcePlace?

  init(
    _ code: FindingCode, _ state: State, _ message: String, help: String? = nil,
    rule: String? = nil,
    place: SourcePlace? = nil
  ) {
    self.code = code
    self.state = state
    self.message = message
    self.help = help
    self.rule = rule
    self.place = place
  }

  init(
    _ code: FindingCode, _ message: String, help: String? = nil, rule: String? = nil,
    place: SourcePlace? = nil
  ) {
    self.init(code, .refused, message, help: help, rule: rule, place: place)
  }

  /// What to write to have it all the same: `--override BT170="reason"`.
  package var override: String { "--override \(code.id)=\"reason\"" }

  /// The finding in the shape of all others.
  package var diagnostic: Diagnostic {
    Diagnostic(
      state == .refused ? .error : .warning, code.id, message, help: help, place: place,
      path: rule.map { "rule \($0)" })
  }
}
