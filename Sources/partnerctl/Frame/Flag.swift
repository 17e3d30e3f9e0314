/// One flag as data: parsing, help, completion and the reference derive from it.
struct Flag: Sendable, Equatable {
  /// What may follow the flag.
  enum Kind: Sendable, Equatable {
    /// Nothing: the flag is there or not.
    case toggle
    /// Any text, shown in help by this word.
    case text(String)
    /// A whole number within bounds.
    case number(String, ClosedRange<Int>)
    /// A time span such as `30s`, `500ms`, `2min`.
    case duration
    /// One of these words.
    case choice([String])
  }

  /// The long name without dashes.
  var name: String
  /// The letter of the short form, if it has one.
  var short: Character?
  /// What may follow.
  var kind: Kind
  /// What it does, a few words.
  var summary: String
  /// Whether it may be given more than once.
  var repeats: Bool

  /// A flag; a toggle unless a kind is given.
  init(
    _ name: String, _ short: Character? = nil, _ kind: Kind = .toggle, repeats: Bool = false,
    says summary: String
  ) {
    self.name = name
    self.short = short
    self.kind = kind
    self.summary = summary
    self.repeats = repeats
  }

  /// The word for the value in help; `nil` for a toggle.
  var placeholder: String? {
    switch kind {
    case .toggle: nil
    case .text(let word), .number(let word, _): word
    case .duration: "TIME"
    case .choice(let words): words.joined(separator: "|")
    }
  }

  /// The flag as it is written in usage lines: `--template cpo|emsp`.
  var spelling: String { "--" + name + (placeholder.map { " " + $0 } ?? "") }

  /// Returns why `value` does not fit this flag, or `nil` when it does.
  func complaint(about value: String) -> String? {
    switch kind {
    case .toggle: "--\(name) takes no value"
    case .text: value.isEmpty ? "--\(name) needs a value that is not empty" : nil
    case .number(_, let range):
      Int(value).map(range.contains) == true
        ? nil
        : "--\(name) needs a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(value)\""
    case .duration:
      TimeSpan(value) == nil ? "--\(name) needs a time such as 30s, 500ms or 2min, not \"\(value)\"" : nil
    case .choice(let words):
      words.contains(value) ? nil : "--\(name) is one of \(words.joined(separator: ", ")), not \"\(value)\""
    }
  }
}
