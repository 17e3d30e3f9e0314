import BilateralBase

/// Shows what a check found: quoted lines for people, an object for programs, or what a build service reads.
struct ValidateView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows a report.
  func show(_ report: ValidationReport) {
    switch invocation.arguments.text("format") {
    case "github": return GitHubView(invocation: invocation).show(report)
    case "sarif": return invocation.screen.printRaw(SARIF.log(report.findings).text + "\n")
    default: break
    }
    if invocation.form == .csv { return invocation.show(Self.table(report)) }
    guard invocation.form == .human else {
      return invocation.screen.printRaw(Self.object(report).text + "\n")
    }
    showToPeople(report)
  }

  private func showToPeople(_ report: ValidationReport) {
    let screen = invocation.screen
    for finding in report.findings {
      let source = finding.place.flatMap { report.sources[$0.file] }
      screen.print(finding.rendered(source: source, style: screen.style.diagnostics) + "\n")
    }
    let mark = screen.style.mark(report.isOK ? .done : .failed)
    let files = Self.counted(report.files, "file")
    let found = [
      (Diagnostic.Severity.error, "error"), (.warning, "warning"), (.note, "note"),
    ].compactMap { severity, word in
      report.count(severity) == 0 ? nil : Self.counted(report.count(severity), word)
    }
    let result = found.isEmpty ? "nothing to complain about" : found.joined(separator: ", ")
    screen.print("\(mark) \(files), \(result)")
    if !report.isOK, let code = report.findings.first(where: { $0.severity == .error })?.code {
      invocation.talk.print("  partnerctl explain \(code) says more")
    }
  }

  /// The findings, one a row.
  private static func table(_ report: ValidationReport) -> Table {
    let names = ["severity", "code", "file", "line", "column", "path", "message", "help"]
    return Table(
      columns: names.map { .init(title: $0) },
      rows: report.findings.map { found in
        let object = finding(found)
        return names.map { name in
          guard let value = object[name], !value.isNull else { return "" }
          return Cell.printable(value.string ?? value.text)
        }
      })
  }

  /// `1 file`, `2 files`.
  static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

  /// The object that scripts read (contract: `ok`, `files`, `findings`).
  static func object(_ report: ValidationReport) -> JSON {
    [
      "schema": "partnerctl.validate/1", "ok": .bool(report.isOK), "files": JSON(report.files),
      "findings": .array(report.findings.map(finding)),
    ]
  }

  /// A finding as scripts read it; what is not known is null.
  static func finding(_ finding: Diagnostic) -> JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
      "file": text(finding.place?.file), "line": finding.place.map { JSON($0.line) } ?? .null,
      "column": finding.place.map { JSON($0.column) } ?? .null, "path": text(finding.path),
      "message": .string(finding.message), "help": text(finding.help),
    ]
  }
}

/// Findings as workflow commands: a build service puts them beside the lines of a pull request.
struct GitHubView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Prints one command a finding.
  func show(_ report: ValidationReport) {
    invocation.screen.print(report.findings.map(line))
  }

  private func line(_ finding: Diagnostic) -> String {
    let word = finding.severity == .note ? "notice" : finding.severity.rawValue
    var properties = ["title=" + Self.property(finding.code)]
    if let place = finding.place {
      properties += [
        "file=" + Self.property(fromHere(place.file)), "line=\(place.line)", "col=\(place.column)",
      ]
    }
    let text = finding.message + (finding.help.map { "\n" + $0 } ?? "")
    return "::\(word) \(properties.joined(separator: ","))::\(Self.data(text))"
  }

  /// The service wants names from the folder it works in, findings name files from the fleet folder.
  private func fromHere(_ name: String) -> String {
    let here = invocation.console.directory
    guard let fleet = try? FleetFolder.find(invocation), fleet.path.hasPrefix(here + "/"),
      FileSystem.kind(fleet.path(name)) != nil
    else { return name }
    return String(fleet.path.dropFirst(here.utf8.count + 1)) + "/" + name
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

/// Findings in the Static Analysis Results Interchange Format, version 2.1.0.
enum SARIF {
  /// One run with all findings.
  static func log(_ findings: [Diagnostic]) -> JSON {
    let rules = Set(findings.map(\.code)).sorted()
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "partnerctl", "version": .string(VersionView.version),
              "rules": .array(rules.map(rule)),
            ]
          ],
          "results": .array(findings.map(result)),
        ]
      ],
    ]
  }

  private static func rule(_ code: String) -> JSON {
    guard let entry = CodeBook.entry(code) else { return ["id": .string(code)] }
    return [
      "id": .string(code), "shortDescription": ["text": .string(entry.title)],
      "fullDescription": ["text": .string(entry.text)],
    ]
  }

  private static func result(_ finding: Diagnostic) -> JSON {
    var result: JSON = [
      "ruleId": .string(finding.code), "level": .string(finding.severity.rawValue),
      "message": ["text": .string(finding.message + (finding.help.map { ". \($0)" } ?? ""))],
    ]
    if let place = finding.place {
      let region: JSON = [
        "startLine": JSON(place.line), "startColumn": JSON(place.column),
        "endColumn": JSON(place.column + place.length),
      ]
      let physical: JSON = ["artifactLocation": ["uri": .string(place.file)], "region": region]
      result["locations"] = [["physicalLocation": physical]]
    }
    return result
  }
}
