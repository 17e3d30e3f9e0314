import BilateralBase

extension FieldTable {
  /// Fields that are read, checked and shown, and on which nothing acts in this version.
  ///
  /// By path, or `section.` for all of it; who builds one takes it out here.
  ///
  /// Texts for people (agreement, contacts, tags …) are not among them: to be shown is all they are for.
  static let unused: [String] =
    [
      "connection.modules.", "connection.retry.attempts", "connection.retry.jitter",
      "connection.keep_alive", "them.hub_name_known_as.",
      "authorization.cache_ttl", "authorization.check_digit", "authorization.multiple_tokens_per_contract",
      "authorization.concurrent_sessions_per_token", "authorization.concurrent_sessions_per_contract",
      "authorization.velocity_check.", "authorization.plug_and_charge.", "authorization.max_session_preauth",
      "agreement.price_change_takes_effect", "sync.commands.",
      "settlement.invoice_by", "settlement.late_interest.",
      "cdr.key_source",
      "onboarding.checklist", "onboarding.go_live_by", "onboarding.hyper_care",
    ]
    + [
      "location_completeness", "support_response.", "exclusions",
    ].map { "service_level.\($0)" }
    + ["locations", "tariffs", "tokens", "sessions", "cdrs", "hubclientinfo"].flatMap { module in
      ["batch", "clock_skew_max", "max_staleness"].map { "sync.\(module).\($0)" }
    }

  /// Whether nothing acts on a field in this version.
  static func isUnused(_ path: String) -> Bool {
    unused.contains { $0.hasSuffix(".") ? path.hasPrefix($0) : path == $0 }
  }
}

extension SurroundingsCheck {
  /// One note a section for values that are written and have no effect yet, or none without another: nothing is ignored in
  /// silence.
  mutating func tellUnused() {
    if file.entry("settlement.credit_limit") == nil {
      for name in ["credit_alarm", "deposit"] where file.entry("settlement.\(name)") != nil {
        report(
          .note, .noCreditLimit, "\(name) counts against a credit limit, and none is agreed",
          at: "settlement.\(name)")
      }
    }
    var sections: [String: [EffectiveValue]] = [:]
    for value in file.effective where value.origin != .builtIn && FieldTable.isUnused(value.path) {
      sections[String(value.path.prefix { $0 != "." && $0 != "[" }), default: []].append(value)
    }
    for (section, values) in sections.sorted(by: { $0.key < $1.key }) {
      let names = values.map { String($0.path.dropFirst(section.utf8.count + 1)) }
      let shown =
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
      let first = values.compactMap(\.place).min()
      report(
        .note, .unused, "[\(section)] \(shown): kept and shown, no effect in this version",
        at: values[0].path, first)
    }
  }
}
