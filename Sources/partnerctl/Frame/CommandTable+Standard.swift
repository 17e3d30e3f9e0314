extension CommandTable {
  /// The verbs of this version.
  static let standard = CommandTable(
    commands: [
      .initialise, .templates, .explain, .demo, .validate, .show, .secret, .register, .rotate, .unregister,
      .invite,
      .reissue, .reset,
      .apply,
      .check, .runtime, .status,
      .sync,
      .quarantine, .outbox, .jsonCheck, .tomlDecode, .inspect, .fieldReference, .completion, .help,
    ],
    planned: [
      "plan", "diff", "review", "fmt", "schema", "quote", "price", "impact", "fairness", "margin", "versions",
      "endpoints", "datasheet", "certify", "activate", "suspend", "resume", "offboard", "migrate",
      "pull", "push", "tail", "logs", "metrics", "session", "cdr", "token", "evse", "reconcile", "dispute",
      "settle", "simulate", "doctor", "report", "audit", "history", "adopt", "shadow",
      "why", "verify", "coverage", "erase", "convert",
    ])
}
