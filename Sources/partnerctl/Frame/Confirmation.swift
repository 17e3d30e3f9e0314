/// Asks before something that cannot be undone.
struct Confirmation {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Returns when the answer is yes, or `--yes` or `--dry-run` was given.
  /// - Throws: exit 64 when nobody can be asked, 130 when the answer is no.
  func demand(_ question: String) throws(Failure) {
    if invocation.arguments.has("yes") || invocation.isDryRun { return }
    guard invocation.mayAsk else {
      throw .usage(
        "\(question) Not without --yes when nobody can be asked", help: "add --yes, or --dry-run first")
    }
    invocation.talk.printRaw(Cell.printable(question) + " [y/N] ")
    let answer = invocation.console.inputLine()?.lowercased() ?? ""
    guard ["y", "yes"].contains(answer) else { throw Failure(.interrupted, "nothing was done") }
  }
}
