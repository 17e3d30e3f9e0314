package import BilateralBase

/// What a guard says about a plan.
package struct PlanGuard: Hashable, Sendable {
  /// How it ends.
  package enum State: String, Hashable, Sendable {
    /// Nothing to say.
    case pass
    /// Worth a look; nothing is refused.
    case warn
    /// The plan is not carried out unless somebody answers for it.
    case refuse
  }

  /// The code by which it is explained and overridden.
  package let code: String
  package let state: State
  /// What it found.
  package let message: String
  /// What to do.
  package let help: String?

  /// What a guard says.
  package init(_ code: String, _ state: State, _ message: String, help: String? = nil) {
    self.code = code
    self.state = state
    self.message = message
    self.help = help
  }

  /// As plans are written.
  package var json: JSON {
    [
      "code": .string(code), "state": .string(state.rawValue), "message": .string(message),
      "help": help.map { .string($0) } ?? .null,
    ]
  }
}

extension PlanGuard {
  /// Whether too much would vanish from the partner's sight at once; `limit` is in percent.
  ///
  /// A slip in a selector looks like the end of a partnership to the partner's drivers.
  static func shrink(_ effect: OutsideEffect, limit: Percent) -> PlanGuard? {
    for (name, sight) in [("EVSEs", effect.evses), ("tokens", effect.tokens)] {
      guard sight.before > 0, sight.disappearing > 0 else { continue }
      guard Rational(sight.disappearing) * 100 > limit.value * Rational(sight.before) else { continue }
      return PlanGuard(
        "BR555", .refuse, "\(sight.disappearing) of \(sight.before) \(name) would vanish from their sight",
        help: "if that is meant: --override 'BR555=why'; the limit is sync.locations.max_shrink")
    }
    return nil
  }
}
