/// Turns words of a command line into a verb and its arguments, by the table.
///
/// Long and short flags, `--flag=value`, `-ovalue`, clusters of short toggles, `--` and flags before or after
/// the verb. A short letter that takes a value takes the rest of its word, or the next word.
struct ArgumentParser {
  /// What a command line asks for.
  enum Request {
    /// Run this verb.
    case run(Command, Arguments)
    /// Show the help of a verb, or of everything.
    case help(Command?, Arguments)
    /// Show the version.
    case version(Arguments)
  }

  /// The verbs known.
  let table: CommandTable

  private var command: Command?
  private var arguments = Arguments()
  private var words: ArraySlice<String> = []
  /// After a wrong value help may still have been asked for; the first complaint is kept until the end.
  private var complaint: Failure?

  /// A parser for the verbs of `table`.
  init(table: CommandTable) { self.table = table }

  /// Parses one command line.
  /// - Parameters:
  ///   - line: the words after the program's name.
  ///   - table: the verbs known.
  /// - Returns: what it asks for.
  /// - Throws: a usage failure that names the word and a likely spelling.
  static func parse(_ line: [String], table: CommandTable) throws(Failure) -> Request {
    var parser = ArgumentParser(table: table)
    return try parser.parse(line)
  }

  private mutating func parse(_ line: [String]) throws(Failure) -> Request {
    words = line[...]
    do { try readWords() } catch { complaint = error }
    if helpWanted(in: line) { return .help(command ?? helpTopic(line), arguments) }
    if let complaint { throw complaint }
    if arguments.has("version"), !isOwnFlag("version") { return .version(arguments) }
    guard let command else { return .help(nil, arguments) }
    try checkPositionals(of: command)
    return .run(command, arguments)
  }

  private mutating func readWords() throws(Failure) {
    while let word = words.popFirst() {
      if word == "--" {
        for rest in words { try readPositional(rest) }
        words = []
      } else if word.hasPrefix("--") {
        try readLong(word)
      } else if word.hasPrefix("-"), word != "-" {
        try readShort(word)
      } else {
        try readPositional(word)
      }
    }
  }

  /// `--help` counts anywhere before `--`, even beside mistakes: who asks for help gets it.
  private func helpWanted(in line: [String]) -> Bool {
    if arguments.has("help") { return true }
    return complaint != nil && line.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private func helpTopic(_ line: [String]) -> Command? {
    line.lazy.compactMap { table[$0] }.first
  }

  private mutating func readPositional(_ word: String) throws(Failure) {
    guard command != nil else {
      command = try table.command(spelled: word)
      return
    }
    arguments.positionals.append(word)
  }

  private mutating func readLong(_ word: String) throws(Failure) {
    let body = word.dropFirst(2)
    let name = String(body.prefix { $0 != "=" })
    let flag = try find(name: name)
    if name.count < body.count {
      try take(flag, value: String(body.dropFirst(name.count + 1)))
    } else {
      try take(flag, spelled: "--" + name)
    }
  }

  private mutating func readShort(_ word: String) throws(Failure) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = known.first(where: { $0.short == letter }) else {
        throw .usage("there is no flag -\(letter)", help: helpLine, verb: command?.name)
      }
      guard flag.kind != .toggle, !letters.isEmpty else {
        try take(flag, spelled: "-" + String(letter))
        continue
      }
      try take(flag, value: String(letters.first == "=" ? letters.dropFirst() : letters))
      return
    }
  }

  /// Takes a flag that stands without `=`: a toggle, or its value is the next word.
  private mutating func take(_ flag: Flag, spelled spelling: String) throws(Failure) {
    guard let placeholder = flag.placeholder else { return try add(flag, "") }
    guard let value = words.first, value == "-" || !value.hasPrefix("-") else {
      throw .usage(
        "\(spelling) needs a value: \(spelling) \(placeholder)", help: helpLine, verb: command?.name)
    }
    words.removeFirst()
    try take(flag, value: value)
  }

  private mutating func take(_ flag: Flag, value: String) throws(Failure) {
    if let complaint = flag.complaint(about: value) {
      throw .usage(complaint, help: helpLine, verb: command?.name)
    }
    try add(flag, value)
  }

  private mutating func add(_ flag: Flag, _ value: String) throws(Failure) {
    if !flag.repeats, flag.kind != .toggle, arguments.has(flag.name) {
      throw .usage("--\(flag.name) is given twice", help: "leave one of them out", verb: command?.name)
    }
    arguments.flags[flag.name, default: []].append(value)
  }

  /// The verb's flags, and the global ones: of a name that both have, the verb's.
  private var known: [Flag] {
    (command?.flags ?? []) + GlobalFlags.all.filter { !isOwnFlag($0.name) }
  }

  private func isOwnFlag(_ name: String) -> Bool { command?.flags.contains { $0.name == name } ?? false }

  private func find(name: String) throws(Failure) -> Flag {
    if let flag = known.first(where: { $0.name == name }) { return flag }
    let near = Suggestion.nearest(to: name, among: known.map(\.name))
    let help = near.map { "did you mean --\($0)?" } ?? helpLine
    let place = command.map { " of \($0.name)" } ?? " before a verb"
    throw .usage("there is no flag --\(name)\(place)", help: help, verb: command?.name)
  }

  private var helpLine: String {
    "partnerctl " + (command.map { "\($0.name) " } ?? "") + "--help shows the flags"
  }

  private func checkPositionals(of command: Command) throws(Failure) {
    let given = arguments.positionals.count
    let needed = command.positionals.filter { !$0.optional }.count
    if given < needed {
      let missing = command.positionals[given]
      throw .usage(
        "\(command.name) needs \(missing.name): \(missing.summary)", help: "usage: \(command.usage)",
        verb: command.name)
    }
    guard given > command.positionals.count, command.positionals.last?.repeats != true else { return }
    let extra = arguments.positionals[command.positionals.count]
    throw .usage(
      "\(command.name) does not know what to do with \"\(extra)\"", help: "usage: \(command.usage)",
      verb: command.name)
  }
}
