/// A parsed command line: flags by name and positional words; values were checked against the table.
struct Arguments: Sendable, Equatable {
  /// The values given for each flag in order; a toggle gives an empty text each time.
  var flags: [String: [String]] = [:]
  /// The words after the verb.
  var positionals: [String] = []

  /// Whether the flag was given.
  func has(_ flag: String) -> Bool { flags[flag] != nil }

  /// How often the flag was given.
  func count(_ flag: String) -> Int { flags[flag]?.count ?? 0 }

  /// The value of a flag, or `nil` when it was not given.
  func text(_ flag: String) -> String? { flags[flag]?.last }

  /// All values of a flag that repeats.
  func texts(_ flag: String) -> [String] { flags[flag] ?? [] }

  /// The number given for a flag.
  func number(_ flag: String) -> Int? { text(flag).flatMap { Int($0) } }

  /// The time span given for a flag.
  func span(_ flag: String) -> TimeSpan? { text(flag).flatMap { TimeSpan($0) } }

  /// The first positional word, or `nil`.
  var first: String? { positionals.first }
}
