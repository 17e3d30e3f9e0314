/// The flags that every verb understands, before or after the verb.
enum GlobalFlags {
  /// All of them, in the order of the help screen.
  static let all: [Flag] = [
    Flag("fleet", "C", .text("DIR"), says: "fleet folder (default: nearest up, or PARTNERCTL_FLEET)"),
    Flag("select", "s", .text("EXPR"), says: "partners by role:, status:, country:, route:, tag:; not …"),
    Flag("output", "o", .choice(["human", "json", "jsonl", "csv"]), says: "form of the output"),
    Flag("json", says: "same as -o json"),
    Flag(
      "color", nil, .choice(["auto", "always", "never"]),
      says: "colours (NO_COLOR, CLICOLOR_FORCE, TERM=dumb)"),
    Flag("ascii", says: "symbols in ASCII"),
    Flag("no-progress", says: "no progress on stderr"),
    Flag("quiet", "q", says: "only errors on stderr"),
    Flag("verbose", "v", repeats: true, says: "say more: calls; twice: answers too"),
    Flag("yes", "y", says: "answer every question with yes"),
    Flag("no-input", says: "never ask"),
    Flag("dry-run", "n", says: "show what would be done, change nothing"),
    Flag("timeout", nil, .duration, says: "give up when nothing is heard for (default 30s)"),
    Flag("now", nil, .text("TIME"), says: "act as if it were 2026-11-20T12:00Z"),
    Flag("help", "h", says: "help for a verb"),
    Flag("version", "V", says: "version and build"),
  ]
}
