import BilateralBase
import BilateralTerms

extension Command {
  /// `explain`: what a code or a field means.
  static let explain = Command(
    group: .start, name: "explain", summary: "what a finding code, field or OCPI status means",
    about:
      "WORD is a finding code (BT103), a field (sync.locations.mode) or a section (sync), an OCPI status (2003) "
      + "or an exit code (6). Case does not matter.",
    positionals: [.init(name: "WORD", summary: "the code or field")],
    examples: [
      .init(line: "partnerctl explain BT103", says: "a finding"),
      .init(line: "partnerctl explain pricing.sell.discount", says: "a field of partner files"),
      .init(line: "partnerctl explain 2003", says: "a status that a partner answered"),
    ],
    exits: [.done, .missing],
    run: { (invocation) throws(Failure) in
      let word = invocation.arguments.first ?? ""
      let view = ExplainView(invocation: invocation)
      if let entry = CodeBook.entry(word) {
        view.show(entry)
      } else if let field = FieldReference.field(word) {
        view.show(field)
      } else {
        view.show(try ExplainTopic.section(word), named: word)
      }
      return .done
    })
}

/// Finds what is not one code or field.
enum ExplainTopic {
  /// The fields below a section such as `sync` or `pricing.sell`.
  /// - Throws: exit 66 with the nearest spelling when there is none.
  static func section(_ word: String) throws(Failure) -> [Field] {
    let all = FieldTable.partner + FieldTable.fleet
    let fields = all.filter { $0.path.hasPrefix(word + ".") || $0.path.hasPrefix(word + "[]") }
    guard fields.isEmpty else { return fields }
    let near = Suggestion.nearest(to: word, among: all.map(\.path) + CodeBook.findings.map(\.code))
    throw Failure(
      .missing, "there is no code or field \"\(word)\"",
      help: near.map { "did you mean \($0)?" } ?? "partnerctl explain sync lists the fields of a section")
  }
}

/// Shows what a code or field means.
struct ExplainView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows a code.
  func show(_ entry: CodeBook.Entry) {
    guard invocation.form == .human else {
      return print([
        "schema": "partnerctl.explain/1", "code": .string(entry.code), "title": .string(entry.title),
        "text": .string(entry.text),
      ])
    }
    let style = invocation.screen.style
    invocation.screen.print(
      ["\(style.paint(entry.code, .strong))  \(entry.title)", ""] + wrapped(entry.text))
  }

  /// Shows a field.
  func show(_ field: Field) {
    guard invocation.form == .human else {
      var object = Self.object(field)
      object["schema"] = "partnerctl.explain/1"
      return print(object)
    }
    let style = invocation.screen.style
    var rows = [("holds", field.kind.name)]
    if let fallback = field.fallback { rows.append(("default", fallback)) }
    if field.isMandatory { rows.append(("needed", "always")) }
    if field.isMandatoryWhenLive { rows.append(("needed", "when live")) }
    let effect = field.isTechnical ? "at the next reload" : "by partnerctl apply"
    if FieldTable.partner.contains(where: { $0.path == field.path }) { rows.append(("takes effect", effect)) }
    if let item = DialectSwitch.named(field.path), field.section == "dialect" {
      rows.append(("noticed", item.noticed))
      if !item.pitfalls.isEmpty { rows.append(("problem", item.pitfalls.joined(separator: ", "))) }
    }
    invocation.screen.print(
      ["\(style.paint(field.path, .strong))  \(field.note)", ""]
        + rows.map { "  " + Cell.padded($0.0, to: 13) + $0.1 })
  }

  /// Shows the fields of a section.
  func show(_ fields: [Field], named section: String) {
    guard invocation.form == .human else {
      return print([
        "schema": "partnerctl.explain/1", "section": .string(section),
        "fields": .array(fields.map(Self.object)),
      ])
    }
    let table = Table(
      columns: [
        .init(title: "FIELD"), .init(title: "HOLDS", rank: 2), .init(title: "DEFAULT", rank: 1),
        .init(title: "MEANING"),
      ], rows: fields.map { [$0.path, $0.kind.name, $0.fallback ?? "", $0.note] })
    invocation.screen.print(table.lines(width: invocation.screen.width, style: invocation.screen.style))
  }

  private static func object(_ field: Field) -> JSON {
    [
      "field": .string(field.path), "holds": .string(field.kind.name),
      "default": field.fallback.map { .string($0) } ?? .null, "mandatory": .bool(field.isMandatory),
      "mandatory_when_live": .bool(field.isMandatoryWhenLive), "technical": .bool(field.isTechnical),
      "text": .string(field.note),
    ]
  }

  private func print(_ object: JSON) { invocation.screen.printRaw(object.text + "\n") }

  private func wrapped(_ text: String) -> [String] { Cell.wrapped(text, to: 80).map { "  " + $0 } }
}
