/// What may be ordered, and how long it may take (section authorization).
package struct CommandTerms: Hashable, Sendable {
  /// How long a first answer is waited for: by our platform for a partner's order, by us for the partner's.
  package let answer: Duration
  /// How long a result is waited for.
  package let result: Duration
  /// The least time between two orders about the charging profile of one session (CPR-09).
  package let profileInterval: Duration
  let denied: Set<String>

  /// Whether the partner may order what a field allows, such as `remote_start`.
  package func allows(_ permission: String?) -> Bool { permission.map { !denied.contains($0) } ?? true }
}

extension PartnerFile {
  /// Commands and charging profiles with this partner.
  package var commands: CommandTerms {
    CommandTerms(
      answer: .milliseconds(milliseconds("authorization.command_timeout", 30_000)),
      result: .milliseconds(milliseconds("authorization.result_timeout", 120_000)),
      profileInterval: .milliseconds(milliseconds("authorization.profile_interval", 10_000)),
      denied: Set(
        ["remote_start", "remote_stop", "reserve", "unlock", "charging_profiles"].filter { name in
          !(flag("authorization.\(name)") ?? (name != "reserve"))
        }))
  }
}
