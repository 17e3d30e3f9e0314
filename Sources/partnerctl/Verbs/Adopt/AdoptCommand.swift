import BilateralBase

extension Command {
  /// `adopt`: goes on with a connection that another platform holds.
  static let adopt = Command(
    group: .connect, name: "adopt", summary: "take over a running connection, without a new handshake",
    about: "The export has the addresses, tokens, version, cursors and objects of a connection that another "
      + "platform holds (docs/adopt.md; another Bilateral writes it with datasheet --with-state). Stop that "
      + "platform first. The partner is only read from and notices nothing. --revert gives the connection back.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("from", nil, .text("FILE"), says: "the export to take over"),
      Flag("revert", says: "give an adopted connection back to the platform of before"),
      Flag("force", says: "with --revert: also when the platform of before cannot go on with it"),
    ],
    examples: [
      .init(
        line: "partnerctl adopt acme --from acme.json --dry-run",
        says: "reads at the partner; changes nothing"),
      .init(line: "partnerctl adopt acme --from acme.json", says: "goes on where the other platform stopped"),
      .init(line: "partnerctl adopt acme --revert", says: "and back"),
    ],
    exits: [.done, .unreachable, .refused, .protocolBreach, .conflict, .guarded, .badInput, .missing],
    acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in try await AdoptVerb(invocation: invocation).run() })

  /// `datasheet`: our half of a connection.
  static let datasheet = Command(
    group: .connect, name: "datasheet", summary: "our half of a connection, for the partner or a successor",
    about: "Without a flag: what a partner's engineers need to write us into their configuration. "
      + "--with-state: everything of a running connection for adopt, tokens in clear; keep it as a secret.",
    positionals: [Positional(name: "ID", optional: true, summary: "a partner, for --with-state")],
    flags: [
      Flag("with-state", says: "the running connection: tokens, addresses, cursors, objects"),
      Flag("out", nil, .text("FILE"), says: "write to a file of mode 0600"),
    ],
    examples: [
      .init(line: "partnerctl datasheet", says: "name, roles, address and versions, as TOML"),
      .init(
        line: "partnerctl datasheet acme --with-state --out acme.json", says: "for partnerctl adopt elsewhere"
      ),
    ],
    exits: [.done, .conflict, .missing, .cannotWrite], acts: [.timeout],
    run: { (invocation) throws(Failure) in try DatasheetVerb(invocation: invocation).run() })
}
