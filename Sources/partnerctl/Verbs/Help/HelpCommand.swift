extension Command {
  /// `help`: the same as `--help`, for a verb or for all.
  static let help = Command(
    group: .help, name: "help", summary: "help for a verb",
    positionals: [.init(name: "VERB", optional: true, summary: "the verb to explain")],
    flags: [Flag("markdown", says: "all verbs as a page, docs/cli.md")],
    examples: [
      .init(line: "partnerctl help", says: "all verbs"),
      .init(line: "partnerctl help validate", says: "one verb"),
    ],
    exits: [.done],
    run: { (invocation) throws(Failure) in
      if invocation.arguments.has("markdown") {
        invocation.screen.printRaw(CommandPage(table: invocation.table).text)
        return .done
      }
      let topic: Command?
      if let word = invocation.arguments.first {
        topic = try invocation.table.command(spelled: word)
      } else {
        topic = nil
      }
      HelpView(screen: invocation.screen).show(topic, of: invocation.table)
      return .done
    })
}
