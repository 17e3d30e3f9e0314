/// A file to start from, with blanks to fill.
struct Template: Sendable {
  /// The word after `--template`.
  let name: String
  /// What it is for, one line.
  let summary: String
  /// The text with blanks such as `@ID@`.
  let text: String

  /// The templates for partner files: the word is the partner's role.
  static let partners = [
    Template(
      name: "emsp", summary: "the partner is a mobility provider, we operate", text: EmbeddedTemplates.emsp),
    Template(name: "cpo", summary: "the partner operates, we are the provider", text: EmbeddedTemplates.cpo),
    Template(
      name: "hub", summary: "the partner is a hub, others are reached through it",
      text: EmbeddedTemplates.hub),
    Template(
      name: "us", summary: "an American provider: sales tax, NEVI; we operate", text: EmbeddedTemplates.us),
    Template(
      name: "uk", summary: "a British provider: VAT 20 %, PCPR; we operate", text: EmbeddedTemplates.uk),
  ]

  /// Our side: `partnerctl.toml`.
  static let fleet = Template(
    name: "fleet", summary: "our side, partnerctl.toml", text: EmbeddedTemplates.fleet)

  /// The partner template of that name, or `nil`.
  static func partner(_ name: String) -> Template? { partners.first { $0.name == name } }

  /// The text with its blanks filled; `@NAME@` is the blank of `NAME`.
  ///
  /// One pass: a value that looks like a blank is not filled again.
  func filled(_ values: [String: String]) -> String {
    var out = ""
    for (index, part) in text.split(separator: "@", omittingEmptySubsequences: false).enumerated() {
      out += index.isMultiple(of: 2) ? String(part) : values[String(part)] ?? "@\(part)@"
    }
    return out
  }

  /// A text as it stands between the quotes of a TOML string.
  static func quoted(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
