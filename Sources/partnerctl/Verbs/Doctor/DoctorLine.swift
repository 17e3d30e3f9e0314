import BilateralBase

/// One thing that `doctor` looked at.
struct DoctorLine: Equatable, Sendable {
  /// How it is.
  enum Verdict: String, Sendable {
    case good, warning, bad, skipped
  }

  /// What was looked at, a few words.
  var name: String
  /// How it is.
  var verdict: Verdict
  /// What was seen.
  var text: String
  /// What to do about it.
  var help: String?
  /// The finding code of what is not good.
  var code: String?

  /// All is well.
  static func good(_ name: String, _ text: String) -> DoctorLine {
    DoctorLine(name: name, verdict: .good, text: text)
  }

  /// Worth a look, or it will be bad soon.
  static func warning(_ name: String, _ code: String, _ text: String, help: String?) -> DoctorLine {
    DoctorLine(name: name, verdict: .warning, text: text, help: help, code: code)
  }

  /// Wrong: exit 1.
  static func bad(_ name: String, _ code: String, _ text: String, help: String?) -> DoctorLine {
    DoctorLine(name: name, verdict: .bad, text: text, help: help, code: code)
  }

  /// Could not be looked at, or there is nothing to look at.
  static func skipped(_ name: String, _ text: String) -> DoctorLine {
    DoctorLine(name: name, verdict: .skipped, text: text)
  }

  /// What a program reads.
  var json: JSON {
    [
      "name": .string(name), "verdict": .string(verdict.rawValue), "text": .string(text),
      "help": help.map { .string($0) } ?? .null, "code": code.map { .string($0) } ?? .null,
    ]
  }
}

/// Shows what `doctor` saw.
struct DoctorView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows the lines, and what to do below those that are not good.
  func show(_ lines: [DoctorLine], about topic: String) {
    guard invocation.form == .human else {
      let json: JSON = [
        "schema": "partnerctl.doctor/1", "about": .string(topic),
        "healthy": .bool(!lines.contains { $0.verdict == .bad }), "lines": .array(lines.map(\.json)),
      ]
      return invocation.screen.printRaw(json.text + "\n")
    }
    let screen = invocation.screen
    let width = lines.map { Cell.width($0.name) }.max() ?? 0
    for line in lines {
      let code = line.code.map { $0 + " " } ?? ""
      screen.print(
        "\(screen.style.mark(Self.mark(line.verdict))) \(Cell.padded(Cell.printable(line.name), to: width))  "
          + Cell.printable(code + line.text))
      if let help = line.help { screen.print("    \(screen.style.mark(.arrow)) \(Cell.printable(help))") }
    }
    let bad = lines.filter { $0.verdict == .bad }.count
    let warnings = lines.filter { $0.verdict == .warning }.count
    invocation.talk.print("\(bad) to mend, \(Cell.counted(warnings, "warning"))")
  }

  private static func mark(_ verdict: DoctorLine.Verdict) -> Style.Symbol {
    switch verdict {
    case .good: .done
    case .warning: .warning
    case .bad: .failed
    case .skipped: .skipped
    }
  }
}
