import BilateralBase

extension Command {
  /// `fmt`: files in the one layout.
  static let fmt = Command(
    group: .file, name: "fmt", summary: "lay files out alike; keeps values, comments and order",
    about:
      "Changes blanks, line ends and the commas of arrays, nothing else: values stay as they were written, comments "
      + "stay with what they are about, blocks stay in their order. Without names: partnerctl.toml, every partner "
      + "file and every group.",
    positionals: [
      .init(
        name: "FILE", optional: true, repeats: true, summary: "partner ids or files; all when none is named")
    ],
    flags: [
      Flag("check", says: "write nothing; name the files that would change and exit 1"),
      Flag("stdin", says: "lay out what stands on stdin and print it"),
      Flag("to", nil, .choice(["json"]), says: "print the values of one file as JSON; write nothing"),
    ],
    examples: [
      .init(line: "partnerctl fmt", says: "all files of the fleet"),
      .init(line: "partnerctl fmt --check", says: "for a build: exit 1 when a file is not laid out so"),
      .init(line: "partnerctl fmt --stdin < partners/acme.toml", says: "for an editor"),
      .init(line: "partnerctl fmt acme --to json", says: "the file for a program"),
    ],
    exits: [.done, .findings, .badInput, .missing, .cannotWrite], acts: [.dryRun],
    run: { (invocation) throws(Failure) in try FmtCommand(invocation: invocation).run() })
}

/// Lays out files, or what stands on stdin.
struct FmtCommand {
  /// The parsed line and its console.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }
  private var writesNothing: Bool { arguments.has("check") || invocation.isDryRun }

  /// What became of one file.
  private struct Outcome {
    let name: String
    let isChanged: Bool
    let problems: [Diagnostic]
  }

  /// Runs the verb.
  func run() throws(Failure) -> ExitCode {
    guard arguments.positionals.isEmpty || !arguments.has("stdin") else {
      throw .usage("files are named and --stdin is given", help: "leave out one of them", verb: "fmt")
    }
    if arguments.has("stdin") { return try layOutInput() }
    let files = try self.files()
    if arguments.has("to") { return try showValues(files) }
    var outcomes: [Outcome] = []
    for file in files { outcomes.append(try layOut(file)) }
    show(outcomes)
    if outcomes.contains(where: { !$0.problems.isEmpty }) { return .badInput }
    return arguments.has("check") && outcomes.contains(where: \.isChanged) ? .findings : .done
  }

  // MARK: files

  private typealias File = (name: String, path: String)

  private func files() throws(Failure) -> [File] {
    if arguments.positionals.isEmpty { return try fleetFiles(FleetFolder.find(invocation)) }
    var files: [File] = []
    for name in arguments.positionals { files.append((name, try path(name))) }
    return files
  }

  private func fleetFiles(_ fleet: FleetFolder) -> [File] {
    let names = ["partners", "groups"].flatMap { folder in
      FileSystem.names(in: fleet.path(folder)).filter { $0.hasSuffix(".toml") }.map { "\(folder)/\($0)" }
    }
    return ([FleetFolder.marker] + names).map { ($0, fleet.path($0)) }.filter {
      FileSystem.kind($0.1) == .file
    }
  }

  private func path(_ name: String) throws(Failure) -> String {
    let isID = FleetFolder.isID(name) && FileSystem.kind(invocation.console.absolute(name)) != .file
    let path =
      isID
      ? try FleetFolder.find(invocation).path(FleetFolder.partnerFile(name))
      : invocation.console.absolute(name)
    guard FileSystem.kind(path) == .file else {
      throw Failure(.missing, "there is no file \(path)", help: "name a partner's id or a TOML file")
    }
    return path
  }

  // MARK: one file

  private func layOut(_ file: File) throws(Failure) -> Outcome {
    let bytes = try FileSystem.read(file.path)
    let document = TOMLDocument(parsing: bytes, file: file.name)
    guard let text = TOMLLayout.text(of: document) else {
      return Outcome(name: file.name, isChanged: false, problems: Self.problems(document))
    }
    if text != bytes, !writesNothing { try FileSystem.write(text, to: file.path) }
    return Outcome(name: file.name, isChanged: text != bytes, problems: [])
  }

  private func layOutInput() throws(Failure) -> ExitCode {
    let bytes = try invocation.console.input()
    let document = TOMLDocument(parsing: bytes, file: "stdin")
    guard let text = TOMLLayout.text(of: document) else {
      tell(Self.problems(document))
      return .badInput
    }
    if arguments.has("to") {
      invocation.screen.printRaw(document.root.json.text + "\n")
    } else if !arguments.has("check") {
      invocation.screen.printRaw(String(decoding: text, as: UTF8.self))
    }
    return arguments.has("check") && text != bytes ? .findings : .done
  }

  private func showValues(_ files: [File]) throws(Failure) -> ExitCode {
    guard let file = files.first, files.count == 1 else {
      throw .usage("--to json prints one file", help: "name one partner or file", verb: "fmt")
    }
    let document = TOMLDocument(parsing: try FileSystem.read(file.path), file: file.name)
    guard document.problems.isEmpty else {
      tell(document.problems)
      return .badInput
    }
    invocation.screen.printRaw(document.root.json.text + "\n")
    return .done
  }

  /// Why a text has no layout: what the parser found, or, which should never be, a layout that says something else.
  private static func problems(_ document: TOMLDocument) -> [Diagnostic] {
    guard document.problems.isEmpty else { return document.problems }
    let message = "the layout of \(document.file) would say something else; the file is left as it is"
    return [Diagnostic(.error, "BT280", message, help: "please report this with the file")]
  }

  // MARK: what is shown

  private func tell(_ problems: [Diagnostic]) {
    invocation.talk.print(problems.map { $0.rendered(style: invocation.talk.style.diagnostics) })
  }

  private func show(_ outcomes: [Outcome]) {
    for outcome in outcomes { tell(outcome.problems) }
    let changed = outcomes.filter(\.isChanged).map(\.name)
    guard invocation.form == .human else {
      let object: JSON = [
        "schema": "partnerctl.fmt/1", "written": .bool(!writesNothing), "files": JSON(outcomes.count),
        "changed": .array(changed.map { .string($0) }),
        "unreadable": .array(outcomes.filter { !$0.problems.isEmpty }.map { .string($0.name) }),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    invocation.screen.print(changed)
    let verb = writesNothing ? "to lay out" : "laid out"
    invocation.talk.print("\(changed.count) of \(outcomes.count) files \(verb)")
  }
}

extension TOMLNode {
  /// The value as JSON, for programs: dates and times as texts, numbers as they are written.
  var json: JSON {
    switch kind {
    case .string: .string(string ?? "")
    case .integer: .number(integer.map { String($0) } ?? "0")
    case .float: Self.number(float ?? "nan")
    case .boolean: .bool(boolean ?? false)
    case .dateTime: .string(dateTime?.text ?? "")
    case .array: .array(elements.map(\.json))
    case .table: .object(members.map { JSONMember($0.key, $0.value.json) })
    }
  }

  /// JSON knows no infinity.
  private static func number(_ text: String) -> JSON {
    ["inf", "-inf", "nan"].contains(text) ? .string(text) : .number(text)
  }
}
