import Glibc

/// How an entry becomes one line.
///
/// What partners sent may stand in a value, so nothing in it can end the line, move a terminal's cursor or turn the
/// direction of writing: such characters are written as escapes.
package enum LogFormat: Sendable {
  /// `2026-11-21T01:02:03Z warning sync.failed partner=acme error="no route to host"`.
  case text
  /// One JSON object a line: `time`, `level`, `event`, then the fields; a field of one of those names gets a `_`.
  case json

  /// The line of an entry, without its line feed.
  package func line(_ entry: LogEntry) -> String {
    switch self {
    case .text: textLine(entry)
    case .json: jsonLine(entry)
    }
  }

  private func textLine(_ entry: LogEntry) -> String {
    var line = "\(entry.time) \(entry.level) "
    Self.append(entry.event, to: &line, quotable: false)
    for (key, value) in entry.fields {
      line += " "
      Self.append(key, to: &line, quotable: false)
      line += "="
      let text = value.description
      let needsQuotes = text.isEmpty || text.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" }
      if needsQuotes { line += "\"" }
      Self.append(text, to: &line, quotable: needsQuotes)
      if needsQuotes { line += "\"" }
    }
    return line
  }

  private func jsonLine(_ entry: LogEntry) -> String {
    var line = "{\"time\":\"\(entry.time)\",\"level\":\"\(entry.level)\",\"event\":"
    Self.appendJSON(entry.event, to: &line)
    for (key, value) in entry.fields {
      line += ","
      Self.appendJSON(["time", "level", "event"].contains(key) ? key + "_" : key, to: &line)
      line += ":"
      if value is any FixedWidthInteger || value is Bool {
        line += value.description
      } else {
        Self.appendJSON(value.description, to: &line)
      }
    }
    return line + "}"
  }

  private static func append(_ text: String, to line: inout String, quotable: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case "\\": line += "\\\\"
      case "\"" where quotable: line += "\\\""
      case _ where isUnsafe(scalar): line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
  }

  private static func appendJSON(_ text: String, to line: inout String) {
    line += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\\": line += "\\\\"
      case "\"": line += "\\\""
      case _ where isUnsafe(scalar):
        let digits = String(scalar.value, radix: 16)
        line += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      default: line.unicodeScalars.append(scalar)
      }
    }
    line += "\""
  }

  /// Controls, line and paragraph separators, and the marks that reverse the direction of writing; all below U+10000.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}

extension Log {
  /// A sink that writes each entry as one line to standard error, in one call so that lines never mix.
  package static func standardError(_ format: LogFormat) -> Sink {
    { entry in
      var line = Array(format.line(entry).utf8)
      line.append(0x0A)
      _ = line.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
  }
}
