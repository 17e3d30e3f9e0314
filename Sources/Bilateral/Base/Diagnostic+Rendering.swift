/// Puts marks, such as terminal colours, around the parts of a rendered finding.
package struct DiagnosticStyle: Sendable {
  /// The parts of a rendered finding that can be marked.
  package enum Part: Hashable, Sendable {
    case place, code
    case severity(Diagnostic.Severity)
    case message, gutter, caret, help
  }

  /// Returns `text` with the marks for `part`.
  package var mark: @Sendable (_ part: Part, _ text: String) -> String

  /// A style that marks by a closure.
  package init(mark: @escaping @Sendable (_ part: Part, _ text: String) -> String) { self.mark = mark }

  /// No marks at all: for files, pipes and `NO_COLOR`.
  package static let plain = DiagnosticStyle { _, text in text }

  /// ANSI colours for a terminal; the severity word stays, so that colour is never the only sign.
  package static let ansi = DiagnosticStyle { part, text in
    let code =
      switch part {
      case .place, .message: "1"
      case .code, .gutter: "2"
      case .severity(.error), .caret: "31"
      case .severity(.warning): "33"
      case .severity(.note): "36"
      case .help: "32"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

extension Diagnostic {
  /// The finding as people read it: headline, the quoted line with a caret, and the help.
  ///
  /// ```
  /// partners/acme.toml:96:18 BT103 error: price has no unit
  ///    96 | set = { energy = "0.29" }
  ///       |                  ^^^^^^
  ///    help: write "0.29 EUR/kWh"
  /// ```
  /// - Parameters:
  ///   - source: the text of the file that `place` names; without it no line is quoted.
  ///   - style: marks for the parts, by default none.
  /// - Returns: one or more lines without a final line end.
  package func rendered(source: SourceText? = nil, style: DiagnosticStyle = .plain) -> String {
    var lines = [headline(style)]
    lines += quotedLines(source, style)
    if let help { lines.append("   " + style.mark(.help, "help:") + " " + Self.oneLine(help)) }
    return lines.joined(separator: "\n")
  }

  private func headline(_ style: DiagnosticStyle) -> String {
    var parts: [String] = []
    if let place { parts.append(style.mark(.place, place.description)) }
    parts.append(style.mark(.code, code))
    parts.append(style.mark(.severity(severity), severity.rawValue) + ":")
    parts.append(style.mark(.message, Self.oneLine(message)))
    return parts.joined(separator: " ")
  }

  private func quotedLines(_ source: SourceText?, _ style: DiagnosticStyle) -> [String] {
    guard let place, let line = source?.line(place.line) else { return [] }
    let scalars = Array(line.unicodeScalars)
    let before = scalars.prefix(max(0, place.column - 1))
    guard scalars.count <= Self.longestQuote else { return [] }
    // Tabs stay tabs before the caret, so that it stands below its text whatever the tab width is.
    let padding = String(String.UnicodeScalarView(before.map { $0 == "\t" ? "\t" : " " }))
    let room = max(1, scalars.count - before.count)
    let caret = style.mark(.caret, String(repeating: "^", count: min(place.length, room)))
    let number = String(place.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    let empty = String(repeating: " ", count: gutter.count)
    return [
      style.mark(.gutter, gutter + " |") + " " + Self.oneLine(line),
      style.mark(.gutter, empty + " |") + " " + padding + caret,
    ]
  }

  /// Longer lines are named but not quoted: a terminal would wrap them and lose the caret.
  private static let longestQuote = 400

  /// Text from a file or a partner may not steer the terminal: control characters other than tab are shown.
  private static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(out)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar.value != 0x09) || (0x7F...0x9F).contains(scalar.value)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
