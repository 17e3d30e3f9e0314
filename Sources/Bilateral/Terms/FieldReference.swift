/// The field tables as a page for people: `partners/README.md` and `explain FIELD`.
package enum FieldReference {
  /// The field at a path with or without element numbers, such as `pricing.sell.rule[0].id`.
  package static func field(_ path: String) -> Field? {
    let pattern = pattern(path)
    return FieldTable.partner.first { $0.path == pattern } ?? FieldTable.partner.first {
      matches($0.path, pattern)
    }
      ?? FieldTable.fleet.first { $0.path == pattern }
      ?? (pattern.hasPrefix("groups.") ? FieldTable.group.first { "groups." + $0.path == pattern } : nil)
  }

  /// One table a section, in Markdown.
  package static var markdown: String {
    var out = ""
    var section = ""
    for field in FieldTable.partner {
      if field.section != section {
        section = field.section
        out += "\n## \(section)\n\n| field | holds | default | needed | meaning |\n|---|---|---|---|---|\n"
      }
      out += row(field)
    }
    out += dialects
    out +=
      "\n## groups/<name>.toml\n\n| field | holds | default | needed | meaning |\n|---|---|---|---|---|\n"
    return out + FieldTable.group.map(row).joined()
  }

  /// How each switch of `[dialect]` comes to be known.
  private static var dialects: String {
    let rows = DialectSwitch.all.map { item in
      "| \(item.name) | \(item.pitfalls.joined(separator: ", ")) | \(item.noticed.replacing("|", with: "\\|")) |\n"
    }
    return
      "\n### How dialects are noticed\n\nThe file's word wins over what was learned, and that over the default. "
      + "What the file contradicts is told by `status` and obeyed. `check --learn` writes what was learned into the "
      + "file.\n\n| switch | problem | noticed |\n|---|---|---|\n" + rows.joined()
  }

  private static func row(_ field: Field) -> String {
    let need = field.isMandatory ? "always" : field.isMandatoryWhenLive ? "live" : ""
    let kind = field.kind.name.replacing("|", with: "\\|")
    let fallback = field.fallback.map { "`\($0)`" } ?? ""
    return "| `\(field.path)` | \(kind) | \(fallback) | \(need) | \(field.note) |\n"
  }

  /// `rule[0]` becomes `rule[]`.
  private static func pattern(_ path: String) -> String {
    var out = ""
    var isInside = false
    for character in path {
      if character == "]" { isInside = false }
      if !isInside { out.append(character) }
      if character == "[" { isInside = true }
    }
    return out
  }

  private static func matches(_ field: String, _ path: String) -> Bool {
    let wanted = field.split(separator: ".")
    let given = path.split(separator: ".")
    return wanted.count == given.count && zip(wanted, given).allSatisfy { $0 == "*" || $0 == $1 }
  }
}
