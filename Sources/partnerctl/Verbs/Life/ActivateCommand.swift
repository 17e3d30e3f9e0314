import BilateralBase

extension Command {
  /// `activate`: the checklist before a partnership goes live.
  static let activate = Command(
    group: .connect, name: "activate", summary: "the checklist before going live, filled in by itself",
    about:
      "File, terms that live demands, secrets, registration, reachability, modules, terms in force, tariffs taken by "
      + "the partner, certificate of conformance (a warning only). Nothing is ticked by hand and nothing is changed: "
      + "when all that is required holds, it says the line to write into the file.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [Flag("check", says: "only show the list, as without it; for scripts that say what they mean")],
    examples: [
      .init(line: "partnerctl activate acme", says: "the list; exit 1 while a point stands against it"),
      .init(line: "partnerctl activate acme --check --json", says: "the points for a program"),
    ],
    exits: [.done, .findings, .conflict, .missing, .interrupted], acts: [.timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "activate", writes: false).run(invocation)
    })
}
