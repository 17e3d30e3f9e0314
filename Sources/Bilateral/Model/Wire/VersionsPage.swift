import BilateralBase

/// docs/versions.md: what differs between the versions, object by object and word by word, from the field lists.
package enum VersionsPage {
  /// The whole page, in Markdown.
  package static var text: String {
    let catalogue = WireCatalogue.all
    return opening + catalogue.objects.map(section).joined() + "\n## Words\n"
      + catalogue.words.map(section).joined()
  }

  private static let opening = """
    # What differs between OCPI 2.1.1, 2.2.1 and 2.3.0

    Made from the field lists by `make docs`; a test fails when it is stale. `partnerctl schema
    OBJECT --version V` shows one object with all its fields.

    A cell is the field as that version has it: its name where it differs, its type with the largest length, and `1`
    for a field that must be there, `?` for one that may be absent, `*` for a list, `+` for a list of at least one. `–`
    is a field that the version does not have. Fields that are alike in all versions stand in one line.

    ## Objects

    """

  private static func section(_ object: WireCatalogue.Object) -> String {
    let alike = object.rows.filter { $0.isAlike(in: object.versions) }
    let other = object.rows.filter { !$0.isAlike(in: object.versions) }
    var out = "\n### \(object.name)\n"
    if !object.modules.isEmpty { out += "\n`\(object.modules.joined(separator: "`, `"))`\n" }
    if let first = object.versions.first, first > .v2_1_1 { out += "\nFrom \(first) on.\n" }
    if !alike.isEmpty {
      let newest = alike.compactMap { row in
        row.versions[.newest].map { "`\(row.name)` \($0.type) \($0.cardinality)" }
      }
      out += "\nAlike: \(newest.joined(separator: ", ")).\n"
    }
    guard !other.isEmpty else { return out }
    out += "\n" + head("field", object.versions)
    for row in other {
      let cells = object.versions.map { cell(row.versions[$0], named: row.name) }
      out += "| `\(row.name)` | \(cells.joined(separator: " | ")) |\n"
    }
    return out
  }

  private static func cell(_ field: WireDescriber.Field?, named name: String) -> String {
    guard let field else { return "–" }
    let former = field.name == name ? "" : "`\(field.name)` "
    return "\(former)\(field.type) \(field.cardinality)"
  }

  private static func section(_ list: WireCatalogue.Words) -> String {
    let alike = list.spellings.filter { spelling in
      OCPIVersion.allCases.allSatisfy { spelling.isKnown(in: $0) }
    }
    let other = list.spellings.filter { spelling in
      !OCPIVersion.allCases.allSatisfy { spelling.isKnown(in: $0) }
    }
    var out = "\n### \(list.name)\n"
    if let open = list.openSince { out += "\nOther words may stand there from \(open) on.\n" }
    if !alike.isEmpty { out += "\nAlike: \(alike.map { "\($0.text)" }.joined(separator: ", ")).\n" }
    guard !other.isEmpty else { return out }
    out += "\n" + head("word", OCPIVersion.allCases)
    for spelling in other {
      let cells = OCPIVersion.allCases.map { spelling.isKnown(in: $0) ? "✔" : "–" }
      out += "| \(spelling.text) | \(cells.joined(separator: " | ")) |\n"
    }
    return out
  }

  private static func head(_ first: String, _ versions: [OCPIVersion]) -> String {
    "| \(first) | \(versions.map(\.description).joined(separator: " | ")) |\n"
      + "|---|" + versions.map { _ in "---|" }.joined() + "\n"
  }
}
