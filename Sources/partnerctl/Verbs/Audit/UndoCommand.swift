import Bilateral
import BilateralBase
import BilateralTerms

extension Command {
  /// `undo`: what going back to earlier terms would change.
  static let undo = Command(
    group: .answers, name: "undo", summary: "what going back to earlier terms would change",
    about:
      "Compares what is in force with what was in force before, or with the terms of --to (`history` lists "
      + "them). Nothing takes effect by it: --write puts the old text into the partner's file, then plan and apply "
      + "do what they always do, with all guards.",
    positionals: [.init(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("to", nil, .text("HASH"), says: "the terms to go back to, by the beginning of their hash"),
      Flag("write", says: "write the old text into partners/ID.toml; asks first"),
    ],
    examples: [
      .init(line: "partnerctl undo acme", says: "what taking back the last apply would change"),
      .init(line: "partnerctl undo acme --to 4f2c1e --write", says: "the file is as it was then; next: plan"),
    ],
    exits: [.done, .badInput, .missing, .conflict, .cannotWrite], acts: [.dryRun],
    run: { (invocation) async throws(Failure) in try await UndoCommand(invocation: invocation).run() })
}

/// Shows and prepares the way back.
struct UndoCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let id = invocation.arguments.positionals.first ?? ""
    let versions = try TermsVersions(invocation)
    let old = try await versions.applied(id, to: invocation.arguments.text("to"))
    let now = try await versions.applied(id)
    DiffView(invocation: invocation).show([DiffCommand.Comparison(now, old)])
    guard invocation.arguments.has("write") else { return .done }
    let path = try versions.folder().path(FleetFolder.partnerFile(id))
    let name = FleetFolder.partnerFile(id)
    if invocation.isDryRun {
      invocation.talk.print("would write \(name)")
      return .done
    }
    try Confirmation(invocation: invocation).demand("Replace \(name) by the text of \(old.label)?")
    try FileSystem.write(Array(old.text.file.utf8), to: path)
    invocation.talk.print("\(name) is as it was; next: partnerctl plan \(id)")
    return .done
  }
}
