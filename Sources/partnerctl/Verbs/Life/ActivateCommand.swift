import BilateralBase

extension Command {
  /// `activate`: the checklist before a partnership goes live.
  static let activate = Command(
    group: .connect, name: "activate", summary: "the checklist before going live, filled in by itself",
    about:
      "File, terms that live demands, secrets, registration, reachability, modules, terms in force, tariffs taken by "
      + "the partner, certificate of conformance (a warning only). Nothing is ticked by hand and nothing is changed: "
      + "when all that is required holds, it says the line to write into the file. What is in force about money by a "
      + "default is written into the file by --write, below a mark for those who sign.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("check", says: "only show the list, as without it; for scripts that say what they mean"),
      Flag("write", says: "put the defaults about money into the file for sign-off; needs no runtime"),
    ],
    examples: [
      .init(line: "partnerctl activate acme", says: "the list; exit 1 while a point stands against it"),
      .init(line: "partnerctl activate acme --check --json", says: "the points for a program"),
      .init(line: "partnerctl activate acme --write --dry-run", says: "the patch of the file for sign-off"),
    ],
    exits: [.done, .findings, .conflict, .badInput, .missing, .cannotWrite, .interrupted],
    acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      let signOff = MoneySignOff(invocation: invocation)
      if invocation.arguments.has("write") {
        return try await offPool { () throws(Failure) in try signOff.run() }
      }
      let exit = try await StepsCommand(verb: "activate", writes: false, isReadOnly: true).run(invocation)
      if !invocation.arguments.has("check") { try signOff.ask() }
      return exit
    })
}
