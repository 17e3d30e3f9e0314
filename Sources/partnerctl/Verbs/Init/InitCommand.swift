import BilateralBase

extension Command {
  /// `init`: a fleet folder, and a partner's file.
  static let initialise = Command(
    group: .start, name: "init", summary: "make the fleet folder, or a partner's file",
    about: "Without an ID it makes the fleet folder: here, or where -C says. With an ID it adds "
      + "partners/ID.toml. Nothing that exists is written over. On a terminal it asks for what is missing; "
      + "elsewhere what is missing is marked TODO.",
    positionals: [
      .init(name: "ID", optional: true, summary: "the new partner: a-z, 0-9 and -, such as acme")
    ],
    flags: [
      Flag(
        "template", "t", .choice(Template.partners.map(\.name)), says: "the partner's role (default emsp)"),
      Flag("name", nil, .text("TEXT"), says: "the partner's name"),
      Flag("party", nil, .text("PARTY"), repeats: true, says: "a party of theirs, such as NL-ACM:EMSP"),
      Flag("versions-url", nil, .text("URL"), says: "their versions URL; leave out when they start"),
      Flag("us", nil, .text("PARTY"), repeats: true, says: "a party of ours, such as DE-NVO:CPO"),
      Flag("our-name", nil, .text("TEXT"), says: "our name"),
      Flag("public-url", nil, .text("URL"), says: "where partners reach us"),
      Flag("env", nil, .choice(["test", "prod"]), says: "the fleet's environment (default test)"),
    ],
    examples: [
      .init(line: "partnerctl init --us DE-NVO:CPO --our-name 'Nordic Volt'", says: "a fleet folder here"),
      .init(line: "partnerctl init acme --template emsp --party NL-ACM:EMSP", says: "a partner's file"),
    ],
    exits: [.done, .conflict, .cannotWrite], acts: [.dryRun],
    run: { (invocation) throws(Failure) in try Initialisation(invocation: invocation).run() })
}

/// `init`: decides what to make, asks for what is missing, makes it, and says what comes next.
struct Initialisation {
  /// The parsed line.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let id = arguments.first
    if let id { try check(id) }
    try checkParties()
    var made: [String] = []
    let fleet = try fleet(&made)
    if let id { try addPartner(id, to: fleet, &made) }
    InitView(invocation: invocation).show(made: made, fleet: fleet, partner: id, todo: todo(id))
    return .done
  }

  private func check(_ id: String) throws(Failure) {
    guard FleetFolder.isID(id) else {
      throw .usage(
        "\"\(id)\" cannot be a partner's id", help: "2 to 40 of a-z, 0-9 and -, such as acme-mobility")
    }
    guard id != "defaults" else {
      throw .usage("\"defaults\" is kept for the values that all partners share", help: "choose another id")
    }
  }

  private func checkParties() throws(Failure) {
    for text in arguments.texts("party") + arguments.texts("us") where !Self.isParty(text) {
      throw .usage(
        "\"\(text)\" is not a party", help: "country, party and role, such as NL-ACM:EMSP or DE-NVO:CPO")
    }
  }

  /// Whether a text reads `NL-ACM:EMSP`.
  static func isParty(_ text: String) -> Bool {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].utf8.count == 6 else { return false }
    let isCode = halves[0].utf8.enumerated().allSatisfy { index, byte in
      index == 2 ? byte == 45 : (65...90).contains(byte) || (index > 2 && (48...57).contains(byte))
    }
    return isCode && ["CPO", "EMSP", "HUB", "NSP", "NAP", "SCSP", "PTP", "OTHER"].contains(halves[1])
  }

  /// The fleet that exists, or a new one: where `-C` says, else here.
  private func fleet(_ made: inout [String]) throws(Failure) -> FleetFolder {
    let here = invocation.console.directory
    let existing = FleetFolder.nearest(to: here)
    let path = FleetFolder.named(invocation) ?? (arguments.first == nil ? here : existing ?? here)
    let fleet = FleetFolder(path: path)
    let exists = FileSystem.kind(fleet.path(FleetFolder.marker)) != nil
    guard !exists else {
      if arguments.first != nil { return fleet }
      throw Failure(
        .conflict, "\(path) is a fleet folder already", help: "partnerctl init ID adds a partner's file")
    }
    try FleetMaker(fleet: fleet, values: fleetValues(), isDryRun: invocation.isDryRun).make(&made)
    return fleet
  }

  private func fleetValues() -> [String: String] {
    let parties =
      arguments.texts("us").isEmpty ? asked("Our parties (DE-NVO:CPO)").map { [$0] } : arguments.texts("us")
    return [
      "ENV": arguments.text("env") ?? "test",
      "NAME": Template.quoted(arguments.text("our-name") ?? asked("Our name") ?? "TODO"),
      "PARTIES": (parties ?? ["TODO"]).map { "\"" + Template.quoted($0) + "\"" }.joined(separator: ", "),
      "PUBLIC_URL": Template.quoted(
        arguments.text("public-url") ?? asked("URL where partners reach us") ?? "https://TODO/ocpi"),
    ]
  }

  private func addPartner(_ id: String, to fleet: FleetFolder, _ made: inout [String]) throws(Failure) {
    let name = FleetFolder.partnerFile(id)
    guard FileSystem.kind(fleet.path(name)) == nil else {
      throw Failure(.conflict, "\(name) exists already", help: "partnerctl show \(id), or choose another id")
    }
    made.append(name)
    guard let template = Template.partner(arguments.text("template") ?? "emsp") else { return }
    let text = template.filled(partnerValues(id))
    if invocation.isDryRun { return }
    try FileSystem.makeFolder(fleet.path("partners"))
    try FileSystem.write(Array(text.utf8), to: fleet.path(name))
  }

  private func partnerValues(_ id: String) -> [String: String] {
    let parties =
      arguments.texts("party").isEmpty
      ? asked("Their parties (NL-ACM:EMSP)").map { [$0] } : arguments.texts("party")
    let url = arguments.text("versions-url") ?? asked("Their versions URL (empty: they start)")
    let line = url.map { "versions_url = \"" + Template.quoted($0) + "\"" }
    return [
      "ID": id, "NAME": Template.quoted(arguments.text("name") ?? asked("Their name") ?? id),
      "PARTY": (parties ?? ["TODO"]).map(Template.quoted).joined(separator: "\", \""),
      "VERSIONS_URL": line
        ?? "# versions_url = \"https://…\"  # left out: they start, see partnerctl invite \(id)",
    ]
  }

  /// What a person answers on a terminal; `nil` when nobody is there or the answer is empty.
  private func asked(_ question: String) -> String? {
    guard invocation.mayAsk else { return nil }
    invocation.talk.printRaw(question + ": ")
    let answer = invocation.console.inputLine() ?? ""
    return answer.isEmpty ? nil : answer
  }

  /// How many values still say TODO in what was made.
  private func todo(_ id: String?) -> Bool {
    !invocation.mayAsk && (id == nil ? arguments.texts("us").isEmpty : arguments.texts("party").isEmpty)
  }
}
