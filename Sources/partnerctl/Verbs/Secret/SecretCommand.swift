extension Command {
  /// `secret set NAME`: keeps a secret of the fleet, read from stdin.
  static let secret = Command(
    group: .file, name: "secret", summary: "keep a secret: value on stdin, file of mode 0600",
    about: "The value is never an argument, where other users could see it, and is never shown again. "
      + "One line end at its end is dropped. Partner files refer to it as secret:NAME.",
    positionals: [
      .init(name: "set", summary: "what to do: set"),
      .init(name: "NAME", summary: "such as acme/token-a, for secret:acme/token-a"),
    ],
    examples: [
      .init(line: "partnerctl secret set acme/token-a < token.txt", says: "from a file"),
      .init(line: "pass show acme | partnerctl secret set acme/token-a", says: "from a password store"),
    ],
    exits: [.done, .badInput, .missing, .cannotWrite], acts: [.dryRun],
    run: { (invocation) throws(Failure) in try SetSecret(invocation: invocation).run() })
}

/// `secret set`: checks the name and the value, then writes.
struct SetSecret {
  /// The parsed line.
  let invocation: Invocation

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let name = try name()
    let fleet = try FleetFolder.find(invocation)
    if invocation.console.terminal.inputIsTerminal {
      throw .usage(
        "a secret is not typed on a terminal, which would show it",
        help: "partnerctl secret set \(invocation.arguments.positionals[1]) < FILE")
    }
    let value = try value()
    if !invocation.isDryRun { try SecretStore(fleet: fleet).set(name, to: value) }
    invocation.talk.print(
      invocation.isDryRun
        ? "would keep \(name.reference)" : "kept; partner files name it \"\(name.reference)\"")
    return .done
  }

  private func name() throws(Failure) -> SecretName {
    let words = invocation.arguments.positionals
    guard words[0] == "set" else {
      throw .usage("secret can only set, not \"\(words[0])\"", help: "usage: partnerctl secret set NAME")
    }
    guard let name = SecretName(words[1]) else {
      throw .usage(
        "\"\(words[1])\" is not the name of a secret",
        help: "letters, digits, - _ . in up to four parts, such as acme/token-a")
    }
    return name
  }

  private func value() throws(Failure) -> [UInt8] {
    var value = try invocation.console.input()
    if value.last == 0x0A { value.removeLast() }
    if value.last == 0x0D { value.removeLast() }
    guard !value.isEmpty else { throw Failure(.badInput, "stdin holds no value", help: "… < FILE") }
    guard value.count <= 1 << 20 else { throw Failure(.badInput, "a secret holds at most 1 MiB") }
    return value
  }
}
