import BilateralBase

extension Command {
  /// `validate`: every file of the fleet, or those named.
  static let validate = Command(
    group: .file, name: "validate", aliases: ["lint"], summary: "check files: syntax, units, cross checks",
    about:
      "Checks partnerctl.toml, every partner file and what they say together, and prices the test_sessions in "
      + "them. With names it shows the findings of those alone. A file outside a fleet folder is checked by "
      + "itself. --deep prices every connector of our stations under each partner's rules: which has no price, "
      + "which rule is never reached.",
    positionals: [
      .init(
        name: "FILE", optional: true, repeats: true, summary: "partner ids or files; all when none is named")
    ],
    flags: [
      Flag("strict", says: "warnings count as errors"),
      Flag("deep", says: "price every connector that each partner sees"),
      Flag(
        "locations", nil, .text("FILE"), says: "the stations for that: OCPI Locations, instead of the store"),
      Flag("format", nil, .choice(["github", "sarif"]), says: "findings for a build service"),
    ],
    examples: [
      .init(line: "partnerctl validate", says: "the whole fleet"),
      .init(line: "partnerctl validate partners/acme.toml --strict", says: "one file, warnings fail it"),
      .init(line: "partnerctl validate --deep", says: "and price every connector of every partner"),
      .init(line: "partnerctl validate --format github", says: "annotations on a pull request"),
    ],
    exits: [.done, .findings, .missing], acts: [.select, .csv],
    run: { (invocation) async throws(Failure) in
      let isSelected = invocation.arguments.has("select")
      let names = isSelected ? try invocation.partners() ?? [] : invocation.arguments.positionals
      var reading = try FleetReading(named: names, invocation)
      try reading.read()
      if invocation.arguments.has("deep") || invocation.arguments.has("locations") {
        try await reading.price(DeepCheck(invocation))
      }
      let report = reading.report(strict: invocation.arguments.has("strict"))
      ValidateView(invocation: invocation).show(report)
      return report.isOK ? .done : .findings
    })
}

/// What a check of files found.
struct ValidationReport {
  /// The findings in reading order.
  var findings: [Diagnostic]
  /// How many files were read.
  var files: Int
  /// The texts of the files with findings, to quote from, by name.
  var sources: [String: SourceText]
  /// Whether warnings fail the check too.
  var isStrict = false

  /// Whether nothing found fails the check.
  var isOK: Bool {
    !findings.contains { $0.severity == .error || (isStrict && $0.severity == .warning) }
  }

  /// How many findings weigh that much.
  func count(_ severity: Diagnostic.Severity) -> Int { findings.count { $0.severity == severity } }
}
