import BilateralBase
import BilateralModel
import BilateralTerms

extension Command {
  /// `schema`: field tables of OCPI by version, and the JSON Schema of our files.
  static let schema = Command(
    group: .plumbing, name: "schema", summary: "fields of OCPI by version; JSON Schema of partner files",
    about:
      "NAME is a module or message as inspect names it, an object such as EVSE, a list of words such as Status, "
      + "or partner-file, fleet-file, group-file: those print JSON Schema for an editor. Without NAME: the names.",
    positionals: [.init(name: "NAME", optional: true, summary: "what to show; the names when there is none")],
    flags: [
      Flag(
        "version", nil, .choice(OCPIVersion.allCases.map(\.description)), says: "of this version only"),
      Flag("markdown", says: "docs/versions.md: what differs between the versions"),
    ],
    examples: [
      .init(line: "partnerctl schema locations --version 2.1.1", says: "a location as 2.1.1 has it"),
      .init(line: "partnerctl schema EVSE", says: "each field through the versions"),
      .init(
        line: "partnerctl schema partner-file > partner.schema.json", says: "for an editor of TOML files"),
    ],
    exits: [.done, .missing],
    run: { (invocation) throws(Failure) in try Schemas(invocation: invocation).run() })
}

/// `schema`.
struct Schemas {
  /// The parsed line.
  let invocation: Invocation

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    if arguments.has("markdown") {
      invocation.screen.printRaw(VersionsPage.text)
      return .done
    }
    let view = SchemaView(invocation: invocation)
    guard let name = arguments.first else {
      view.names()
      return .done
    }
    if let file = FileSchema(rawValue: name) {
      invocation.screen.printRaw(file.json.text + "\n")
      return .done
    }
    let versions = arguments.text("version").flatMap { OCPIVersion($0) }.map { [$0] } ?? OCPIVersion.allCases
    guard let part = WireCatalogue.all.closure(of: name, in: versions) else {
      let near = Suggestion.nearest(to: name, among: SchemaView.allNames)
      throw Failure(
        .missing, "nothing is called \"\(name)\"",
        help: near.map { "did you mean \($0)?" } ?? "partnerctl schema lists the names")
    }
    view.show(part, versions)
    return .done
  }
}

/// Shows field tables.
struct SchemaView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Every name that may be asked for.
  static var allNames: [String] {
    let all = WireCatalogue.all
    return all.objects.flatMap { $0.modules + [$0.name] } + all.words.map(\.name)
      + FileSchema.allCases.map(\.rawValue)
  }

  /// The names, by kind.
  func names() {
    let all = WireCatalogue.all
    let kinds: [(String, [String])] = [
      ("modules and messages", all.objects.flatMap(\.modules).sorted()),
      ("objects", all.objects.map(\.name).sorted()), ("words", all.words.map(\.name)),
      ("files", FileSchema.allCases.map(\.rawValue)),
    ]
    guard invocation.form == .human else {
      let members = kinds.map { JSONMember($0.0, .array($0.1.map { .string($0) })) }
      return invocation.screen.printRaw(JSON.object([Self.schema] + members).text + "\n")
    }
    for (kind, names) in kinds { invocation.screen.print("\(kind): \(names.joined(separator: ", "))") }
  }

  /// Some objects and lists of words, in some versions.
  func show(_ part: WireCatalogue, _ versions: [OCPIVersion]) {
    guard invocation.form == .human else { return print(part, versions) }
    let screen = invocation.screen
    for object in part.objects {
      screen.print("\(object.name)")
      let shown = versions.filter { object.versions.contains($0) }
      guard !shown.isEmpty else {
        screen.print("  not in \(versions.map(\.description).joined(separator: ", "))")
        continue
      }
      screen.print(table(object, shown).lines(width: screen.width, style: screen.style))
    }
    for list in part.words {
      let known = list.spellings.filter { word in versions.contains { word.isKnown(in: $0) } }
      let words = known.map { word in "\(word.text)" + Self.mark(word, versions) }
      screen.print(
        "\(list.name): \(words.joined(separator: ", "))"
          + (list.openSince.map { "; others from \($0) on" } ?? ""))
    }
  }

  /// In which of several versions a word is known, unless in all.
  private static func mark(_ word: Spelling, _ versions: [OCPIVersion]) -> String {
    let known = versions.filter { word.isKnown(in: $0) }
    return known.count == versions.count ? "" : " (\(known.map(\.description).joined(separator: ", ")))"
  }

  private func table(_ object: WireCatalogue.Object, _ versions: [OCPIVersion]) -> Table {
    let rows = object.rows.filter { row in versions.contains { row.versions[$0] != nil } }
    guard versions.count == 1, let version = versions.first else {
      return Table(
        columns: [.init(title: "FIELD")] + versions.map { .init(title: $0.description) },
        rows: rows.map { row in [row.name] + versions.map { Self.cell(row.versions[$0], row.name) } })
    }
    return Table(
      columns: [.init(title: "FIELD"), .init(title: "TYPE"), .init(title: "HOW MANY")],
      rows: rows.compactMap { $0.versions[version] }.map { [$0.name, $0.type, $0.cardinality] })
  }

  private static func cell(_ field: WireDescriber.Field?, _ name: String) -> String {
    guard let field else { return "–" }
    return (field.name == name ? "" : field.name + " ") + "\(field.type) \(field.cardinality)"
  }

  private static let schema = JSONMember("schema", "partnerctl.schema/1")

  private func print(_ part: WireCatalogue, _ versions: [OCPIVersion]) {
    let objects = part.objects.map { object -> JSON in
      let shown = versions.filter { object.versions.contains($0) }
      return [
        "name": .string(object.name), "modules": .array(object.modules.map { .string($0) }),
        "versions": .object(
          shown.map { version in JSONMember(version.description, .array(Self.fields(object, version))) }),
      ]
    }
    let words = part.words.map { list -> JSON in
      let shown = versions.map { version in
        JSONMember(
          version.description,
          .array(list.spellings.filter { $0.isKnown(in: version) }.map { .string("\($0.text)") }))
      }
      return [
        "name": .string(list.name), "versions": .object(shown),
        "open_since": list.openSince.map { .string($0.description) } ?? .null,
      ]
    }
    let object: JSON = .object([
      Self.schema, .init("objects", .array(objects)), .init("words", .array(words)),
    ])
    invocation.screen.printRaw(object.text + "\n")
  }

  private static func fields(_ object: WireCatalogue.Object, _ version: OCPIVersion) -> [JSON] {
    object.rows.compactMap { $0.versions[version] }.map { field in
      [
        "name": .string(field.name), "type": .string(field.type),
        "cardinality": .string(field.cardinality),
      ]
    }
  }
}
