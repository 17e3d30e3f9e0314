import BilateralBase

extension Command {
  /// `verify`: what the partner holds of ours, compared with what it should hold.
  static let verify = Command(
    group: .connect, name: "verify", summary: "read back what a partner holds of ours, and compare",
    about:
      "Reads each object from the partner's own interface (GET at its receiver) and compares what it says, "
      + "not how it is written. What is on its way already is not asked for. Changes nothing without --resend. "
      + "A partner that cannot be read back says so with 405; nothing is wrong then.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag(
        "module", "m", .text("MODULE"), repeats: true, says: "only this module: tariffs, locations, tokens"),
      Flag("resend", says: "send again what differs or is missing"),
      Flag(
        "sample", nil, .number("N", 1...1_000_000), says: "only so many objects a module, spread over all"),
    ],
    examples: [
      .init(line: "partnerctl verify acme", says: "compares all; exit 1 when something is stale"),
      .init(
        line: "partnerctl verify acme -m locations --resend", says: "mends the partner's copies of locations"),
    ],
    exits: [.done, .findings, .unreachable, .refused, .protocolBreach, .conflict, .missing],
    acts: [.timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      let body: @Sendable (Arguments) -> JSON = { arguments in
        [
          "modules": .array(arguments.texts("module").map { .string($0) }),
          "resend": .bool(arguments.has("resend")),
          "sample": arguments.number("sample").map { JSON($0) } ?? .null,
        ]
      }
      return try await StepsCommand(verb: "verify", body: body).run(invocation)
    })
}
