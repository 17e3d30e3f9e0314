package import BilateralBase
import BilateralModel
package import BilateralTerms

/// What would change for one partner when its files on disk come into force.
package struct PartnerPlan: Sendable {
  package let partner: String
  package let name: String
  /// The partner's parties with their roles.
  package let roles: [String]
  package let status: String
  package let basis: PlanBasis
  /// Values that take effect by `apply` only.
  package let terms: [TermDifference]
  /// Values that a reload takes over too.
  package let technical: [TermDifference]
  package let effect: OutsideEffect
  package let guards: [PlanGuard]
  /// What else is worth knowing, errors that keep tariffs from being published first.
  package let findings: [Diagnostic]

  /// Whether anything is pending.
  package var hasChanges: Bool { !terms.isEmpty || !technical.isEmpty || !effect.isEmpty }

  /// As plans are written.
  package var json: JSON {
    .object(
      [
        .init("partner", .string(partner)), .init("name", .string(name)),
        .init("roles", .array(roles.map { .string($0) })), .init("status", .string(status)),
        .init("changes", .bool(hasChanges)), .init("basis", basis.json),
        .init("terms", .array(terms.map(\.json))), .init("technical", .array(technical.map(\.json))),
      ] + effect.members + [
        .init("guards", .array(guards.map(\.json))), .init("findings", .array(findings.map(\.planJSON))),
      ])
  }
}

extension TermDifference {
  /// As plans are written.
  var json: JSON {
    [
      "path": .string(path), "change": .string(change.rawValue), "old": old.map { .string($0) } ?? .null,
      "new": new.map { .string($0) } ?? .null, "meaning": meaning.map { .string($0) } ?? .null,
    ]
  }
}

extension Diagnostic {
  fileprivate var planJSON: JSON {
    [
      "code": .string(code), "severity": .string("\(severity)"), "message": .string(message),
      "help": help.map { .string($0) } ?? .null, "path": path.map { .string($0) } ?? .null,
    ]
  }
}
