import Bilateral
import BilateralBase

extension Command {
  /// `init`: a fleet folder, and a partner's file.
  static let initialise = Command(
    group: .start, name: "init", summary: "make the fleet folder, or a partner's file",
    about: "Without an ID it makes the fleet folder: here, or where -C says. With an ID it adds "
      + "partners/ID.toml. Nothing that exists is written over. On a terminal it asks for what is missing; "
      + "elsewhere what is missing is marked TODO. A data sheet of the partner's, or its versions URL, fills in "
      + "what it tells; flags come before it.",
    positionals: [
      .init(name: "ID", optional: true, summary: "the new partner: a-z, 0-9 and -, such as acme")
    ],
    flags: [
      Flag(
        "template", "t", .choice(Template.partners.map(\.name)), says: "the partner's role (default emsp)"),
      Flag("from-datasheet", nil, .text("FILE"), says: "take what their partnerctl datasheet wrote"),
      Flag("from-url", nil, .text("URL"), says: "ask this versions URL, with the token A if there is one"),
      Flag("token-stdin", says: "the token A comes on stdin; it is kept as the secret ID/token-a"),
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
      .init(line: "partnerctl init acme --from-datasheet acme.toml", says: "the same, from their half"),
      .init(
        line: "partnerctl init acme --from-url https://acme.example/ocpi/versions --token-stdin < token",
        says: "versions and role as the address tells them"),
    ],
    exits: [
      .done, .unreachable, .refused, .protocolBreach, .conflict, .badInput, .missing, .cannotWrite,
    ], acts: [.dryRun, .timeout],
    run: { (invocation) async throws(Failure) in
      var initialisation = Initialisation(invocation: invocation)
      return try await initialisation.run()
    })
}

/// `init`: decides what to make, asks for what is missing, makes it, and says what comes next.
struct Initialisation {
  /// The parsed line.
  let invocation: Invocation
  /// What is known of the partner already.
  private var learned = LearnedSide()
  /// The token A that came on stdin.
  private var token: [UInt8]?

  private var arguments: Arguments { invocation.arguments }

  /// For the line of a command.
  init(invocation: Invocation) { self.invocation = invocation }

  /// Does it.
  mutating func run() async throws(Failure) -> ExitCode {
    let id = arguments.first
    if let id { try check(id) }
    try checkParties()
    try await learn(id)
    var made: [String] = []
    let fleet = try fleet(&made)
    if let id { try addPartner(id, to: fleet, &made) }
    let template = learned.template ?? Self.template(facing: arguments.texts("us"))
    InitView(invocation: invocation).show(
      made: made, fleet: fleet, partner: id, todo: todo(id), template: template,
      hasToken: token != nil)
    return .done
  }

  /// The template for a first partner: who operates meets providers, who only provides meets operators.
  static func template(facing ours: [String]) -> String {
    !ours.isEmpty && ours.allSatisfy { $0.hasSuffix(":EMSP") } ? "cpo" : "emsp"
  }

  /// Takes in what a data sheet or the partner's address tells, before anything is written.
  private mutating func learn(_ id: String?) async throws(Failure) {
    let (sheet, url) = (arguments.text("from-datasheet"), arguments.text("from-url"))
    guard sheet != nil || url != nil || arguments.has("token-stdin") else { return }
    guard let id, sheet == nil || url == nil else {
      throw .usage(
        "--from-datasheet or --from-url fills in one partner's file",
        help: "partnerctl init ID --from-url URL")
    }
    if arguments.has("token-stdin") { token = try readToken() }
    if let sheet {
      learned = try LearnedSide(
        dataSheet: try FileSystem.read(invocation.console.absolute(sheet)), named: sheet)
    } else if let url {
      learned = try await asked(url, id)
      invocation.talk.print("\(url) offers OCPI \(learned.versions.joined(separator: ", "))")
    }
  }

  private func readToken() throws(Failure) -> [UInt8] {
    let value = try invocation.console.input().filter { $0 > 0x20 }
    guard !value.isEmpty else {
      throw Failure(.badInput, "stdin holds no token", help: "… --token-stdin < FILE")
    }
    return value
  }

  /// Asks the address, with the token of stdin or the one that is kept.
  private func asked(_ url: String, _ id: String) async throws(Failure) -> LearnedSide {
    let fleet = FleetFolder.nearest(to: invocation.console.directory).map { FleetFolder(path: $0) }
    let folder = FleetFolder.named(invocation).map { FleetFolder(path: $0) } ?? fleet
    let kept = folder.flatMap { try? FileSystem.read($0.path("secrets/\(id)/token-a")) }
    let text = (token ?? kept).map { String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self) }
    let environment = folder.flatMap { try? $0.environment() } ?? arguments.text("env") ?? "test"
    var side = try await VersionsQuestion(
      url: url, token: text.map { SecretText($0) }, allowsPlain: environment == "test", timeout: .seconds(15)
    ).ask()
    side.template =
      side.template ?? LearnedSide.template(of: arguments.texts("party"))
      ?? Self.template(facing: ours(folder))
    return side
  }

  /// Our parties: those of the line, else those of the fleet's file.
  private func ours(_ folder: FleetFolder?) -> [String] {
    let named = arguments.texts("us")
    guard named.isEmpty, let folder, let bytes = try? FileSystem.read(folder.path(FleetFolder.marker)) else {
      return named
    }
    let document = TOMLDocument(parsing: bytes, file: FleetFolder.marker)
    return document.root["us"]?["parties"]?.elements.compactMap(\.string) ?? []
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
    guard let template = Template.partner(arguments.text("template") ?? learned.template ?? "emsp") else {
      return
    }
    var text = template.filled(partnerValues(id))
    if learned.takesRawToken {
      text += "\n[dialect]\ntoken_header_base64 = false   # their address takes the token as it stands\n"
    }
    if token != nil { made.append("secrets/\(id)/token-a") }
    if invocation.isDryRun { return }
    if let token, let name = SecretName("\(id)/token-a") {
      try SecretStore(fleet: fleet).set(name, to: token)
    }
    try FileSystem.makeFolder(fleet.path("partners"))
    try FileSystem.write(Array(text.utf8), to: fleet.path(name))
  }

  private func partnerValues(_ id: String) -> [String: String] {
    let parties =
      !arguments.texts("party").isEmpty
      ? arguments.texts("party")
      : !learned.parties.isEmpty ? learned.parties : asked("Their parties (NL-ACM:EMSP)").map { [$0] }
    let url =
      arguments.text("versions-url") ?? learned.versionsURL ?? asked("Their versions URL (empty: they start)")
    let line = url.map { "versions_url = \"" + Template.quoted($0) + "\"" + versions }
    return [
      "ID": id, "NAME": Template.quoted(arguments.text("name") ?? learned.name ?? asked("Their name") ?? id),
      "PARTY": (parties ?? ["TODO"]).map(Template.quoted).joined(separator: "\", \""),
      "VERSIONS_URL": line
        ?? "# versions_url = \"https://…\"  # left out: they start, see partnerctl invite \(id)",
    ]
  }

  /// The line about versions: what both sides speak, where the partner said what it offers.
  private var versions: String {
    let ours = OCPIServer.versions.map(\.description)
    let both = learned.versions.filter(ours.contains)
    guard !both.isEmpty else { return "" }
    return "\nallowed_versions = [" + both.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
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
    !invocation.mayAsk
      && (id == nil
        ? arguments.texts("us").isEmpty : arguments.texts("party").isEmpty && learned.parties.isEmpty)
  }
}
