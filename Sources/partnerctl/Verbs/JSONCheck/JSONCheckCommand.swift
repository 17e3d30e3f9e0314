import BilateralBase

extension Command {
  /// `json-check`: is stdin RFC 8259 JSON? Prints nothing, whatever the answer.
  static let jsonCheck = Command(
    group: .plumbing, name: "json-check", summary: "stdin is JSON (RFC 8259): exit 0 or 65, no output",
    examples: [
      .init(line: "partnerctl json-check < locations.json", says: "is the file JSON?"),
      .init(line: "curl -s URL | partnerctl json-check", says: "is the answer JSON?"),
    ],
    exits: [.done, .badInput],
    run: { (invocation) throws(Failure) in
      JSONGrammar.accepts(try invocation.console.input()) ? .done : .badInput
    })
}
