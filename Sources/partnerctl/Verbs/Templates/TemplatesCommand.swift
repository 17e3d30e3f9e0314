import BilateralBase

extension Command {
  /// `templates`: lists the files to start from, or shows one.
  static let templates = Command(
    group: .start, name: "templates", summary: "list the files to start from, or show one",
    positionals: [.init(name: "NAME", optional: true, summary: "show this one")],
    examples: [
      .init(line: "partnerctl templates", says: "the list"),
      .init(line: "partnerctl templates emsp", says: "the text of one"),
    ],
    exits: [.done, .missing],
    run: { (invocation) throws(Failure) in
      let all = Template.partners + [.fleet]
      guard let name = invocation.arguments.first else {
        TemplatesView(screen: invocation.screen, form: invocation.form).list(all)
        return .done
      }
      guard let template = all.first(where: { $0.name == name }) else {
        throw Failure(.missing, "there is no template \"\(name)\"", help: "partnerctl templates lists them")
      }
      invocation.screen.printRaw(template.text)
      return .done
    })
}

/// Shows the templates.
struct TemplatesView {
  /// Where it goes.
  let screen: Screen
  /// The form asked for.
  let form: OutputForm

  /// Shows the list.
  func list(_ templates: [Template]) {
    guard form == .human else {
      let items = templates.map {
        JSON.object([.init("name", .string($0.name)), .init("summary", .string($0.summary))])
      }
      let object: JSON = ["schema": "partnerctl.templates/1", "templates": .array(items)]
      return screen.printRaw(object.text + "\n")
    }
    let table = Table(
      columns: [.init(title: "NAME"), .init(title: "FOR")], rows: templates.map { [$0.name, $0.summary] })
    screen.print(table.lines(width: nil, style: screen.style))
  }
}
