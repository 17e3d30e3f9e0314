import BilateralBase

/// Colours and symbols: a colour never stands without a word or symbol that says the same.
struct Style: Sendable {
  /// Colours with a meaning.
  enum Tone: String, Sendable {
    case good = "32"
    case warning = "33"
    case bad = "31"
    case dim = "2"
    case strong = "1"
    case alarm = "1;97;41"
  }

  /// Symbols with a meaning.
  enum Symbol: Sendable {
    case done, failed, warning, skipped, live, degraded, idle, arrow
  }

  /// Whether colours are used.
  let usesColour: Bool
  /// Whether symbols are spelled in ASCII.
  let isASCII: Bool

  /// A style by its parts.
  init(usesColour: Bool, isASCII: Bool) {
    self.usesColour = usesColour
    self.isASCII = isASCII
  }

  /// The style that flags and environment ask for.
  init(_ arguments: Arguments, _ console: Console, isTerminal: Bool) {
    usesColour = Terminal.colours(
      flag: arguments.text("color"), environment: console.environment, isTerminal: isTerminal)
    isASCII = arguments.has("ascii")
  }

  /// The text in a colour, or as it is.
  func paint(_ text: String, _ tone: Tone) -> String {
    usesColour && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A symbol, painted.
  func mark(_ symbol: Symbol) -> String {
    switch symbol {
    case .done: paint(isASCII ? "OK" : "✔", .good)
    case .failed: paint(isASCII ? "FAIL" : "✖", .bad)
    case .warning: paint(isASCII ? "!" : "⚠", .warning)
    case .skipped: paint(isASCII ? "-" : "–", .dim)
    case .live: paint(isASCII ? "*" : "●", .good)
    case .degraded: paint(isASCII ? "!" : "▲", .warning)
    case .idle: paint(isASCII ? "o" : "○", .dim)
    case .arrow: isASCII ? "->" : "→"
    }
  }

  /// How findings are painted.
  var diagnostics: DiagnosticStyle { usesColour ? .ansi : .plain }

  /// The text with what remains beyond ASCII replaced, when ASCII was asked for.
  func spelled(_ text: String) -> String {
    guard isASCII, text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return String(text.map { Self.twins[$0] ?? $0 })
  }

  /// Twins of the same width, so that columns stay straight.
  private static let twins: [Character: Character] = [
    "–": "-", "—": "-", "·": "-", "…": "~", "’": "'", "“": "\"", "”": "\"", "×": "x", "→": ">", "│": "|",
  ]
}
