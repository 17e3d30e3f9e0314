package import BilateralBase
package import BilateralTerms

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
  /// What guards over prices say; a guard that has nothing against the change says that it holds.
  package static func all(_ verdicts: [GuardVerdict]) -> [PlanGuard] {
    verdicts.flatMap { verdict -> [PlanGuard] in
      guard verdict.findings.isEmpty else { return verdict.findings.map { PlanGuard($0) } }
      let words = [verdict.kind.words, verdict.measure].compactMap { $0 }.joined(separator: " ")
      return [PlanGuard(verdict.kind.code.id, .pass, words)]
    }
  }

  private init(_ finding: GuardFinding) {
    let rule = finding.rule.flatMap {
      $0 == "*" || finding.message.contains("rule \($0)") ? nil : " (rule \($0))"
    }
    let way = finding.state == .refused ? "if it is meant: \(Self.override(finding.code.id))" : nil
    self.init(
      finding.code.id, finding.state == .refused ? .refuse : .warn, finding.message + (rule ?? ""),
      help: [finding.help, way].compactMap { $0 }.joined(separator: "; "))
  }

  /// What to write to do what a guard refuses.
  static func override(_ code: String) -> String { "--override '\(code)=why'" }

  /// Whether too much would vanish from the partner's sight at once; `limit` is in percent.
  ///
  /// A slip in a selector looks like the end of a partnership to the partner's drivers.
  static func shrink(_ effect: OutsideEffect, limit: Percent) -> PlanGuard? {
    for (name, sight) in [("EVSEs", effect.evses), ("tokens", effect.tokens)] {
      guard sight.before > 0, sight.disappearing > 0 else { continue }
      guard Rational(sight.disappearing) * 100 > limit.value * Rational(sight.before) else { continue }
      return PlanGuard(
        "BR555", .refuse, "\(sight.disappearing) of \(sight.before) \(name) would vanish from their sight",
        help: "if it is meant: \(override("BR555")); the limit is sync.locations.max_shrink")
    }
    return nil
  }
}
