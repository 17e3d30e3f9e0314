/// Says on stderr why a command stopped, and what to type next.
struct FailureView {
  /// Where it goes.
  let talk: Screen

  /// Shows a failure; the last line is the next step.
  func show(_ failure: Failure, table: CommandTable) {
    var lines = [talk.style.paint("error:", .bad) + " " + Cell.printable(failure.message)]
    if let help = failure.help { lines.append("  " + Cell.printable(help)) }
    talk.print(lines)
  }
}
