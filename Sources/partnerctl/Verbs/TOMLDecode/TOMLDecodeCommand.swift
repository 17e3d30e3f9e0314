import BilateralBase

extension Command {
  /// `toml-decode`: TOML on stdin becomes the tagged JSON of the public test suite.
  static let tomlDecode = Command(
    group: .plumbing, name: "toml-decode", summary: "TOML 1.0 on stdin to tagged JSON; exit 65 when invalid",
    examples: [
      .init(line: "partnerctl toml-decode < partners/acme.toml", says: "every value with its type"),
      .init(line: "echo 'a = 1' | partnerctl toml-decode", says: "a small one"),
    ],
    exits: [.done, .badInput],
    run: { (invocation) throws(Failure) in
      let document = TOMLDocument(parsing: try invocation.console.input(), file: "stdin")
      guard document.problems.isEmpty else {
        let talk = invocation.talk
        talk.print(document.problems.map { $0.rendered(style: talk.style.diagnostics) })
        return .badInput
      }
      invocation.screen.printRaw(TOMLTaggedJSON.text(of: document) + "\n")
      return .done
    })
}
