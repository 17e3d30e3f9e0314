/// All verbs that are built, and the names of those that are planned.
struct CommandTable: Sendable {
  /// The verbs, in the order of the help screen.
  let commands: [Command]
  /// Names that this version answers with "not built yet".
  let planned: Set<String>

  /// The verb of that name or alias, or `nil`.
  subscript(name: String) -> Command? {
    commands.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// The verb that `word` spells.
  /// - Throws: a usage failure that says whether the verb is planned, or which one is near.
  func command(spelled word: String) throws(Failure) -> Command {
    if let command = self[word] { return command }
    if planned.contains(word) {
      throw .usage("`\(word)` is not built yet", help: "partnerctl --help lists what is")
    }
    let near = Suggestion.nearest(to: word, among: commands.flatMap { [$0.name] + $0.aliases })
    throw .usage(
      "there is no verb `\(word)`",
      help: near.map { "did you mean `\($0)`?" } ?? "partnerctl --help lists the verbs")
  }

  /// The verbs of a group, in order.
  func commands(in group: Command.Group) -> [Command] { commands.filter { $0.group == group } }
}
