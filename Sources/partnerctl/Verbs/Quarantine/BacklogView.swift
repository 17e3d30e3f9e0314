import BilateralBase

/// Shows entries of quarantine or outbox.
struct BacklogView {
  /// The parsed line and its console.
  let invocation: Invocation
  /// `quarantine` or `outbox`.
  let verb: String

  private var schema: JSON { .string("partnerctl.\(verb)/1") }

  /// Shows the entries.
  func list(_ items: [JSON], _ reading: Reading) {
    let screen = invocation.screen
    if invocation.form == .jsonl { return items.forEach { screen.printRaw($0.text + "\n") } }
    if invocation.form == .json {
      let head: [JSONMember] = [.init("schema", schema), .init("items", .array(items))]
      return screen.printRaw(JSON.object(head + reading.members).text + "\n")
    }
    reading.tell(invocation)
    guard !items.isEmpty || invocation.form == .csv else {
      return screen.print("nothing: the \(verb) is empty")
    }
    let table = verb == "outbox" ? outbox(items) : quarantine(items)
    invocation.show(table)
  }

  /// Shows one entry with its reasons and its text; values of the partner are made printable.
  func entry(_ entry: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", schema)]
      return invocation.screen.printRaw(JSON.object(head + (entry.members ?? [])).text + "\n")
    }
    let word = { (name: String) in Cell.printable(entry[name]?.string ?? entry[name]?.text ?? "") }
    invocation.screen.print(
      "\(word("id")) · \(word("partner")) · \(word("module")) \(word("object")) · since \(word("at"))")
    for reason in entry["reasons"]?.elements ?? [] {
      let text = ["path", "code", "message"].compactMap { reason[$0]?.string }.joined(separator: " · ")
      invocation.screen.print("  \(Cell.printable(text))")
    }
    invocation.screen.print(Cell.printable(word("text")))
  }

  /// Says what was done to an entry.
  func acted(_ action: String, _ number: String, _ answer: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [
        .init("schema", schema), .init("action", .string(action)), .init("id", .number(number)),
      ]
      return invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
    }
    let outcome = answer["outcome"]?.string ?? (action == "drop" ? "dropped" : "will be tried again")
    invocation.screen.print("\(number): \(Cell.printable(outcome))")
  }

  private func quarantine(_ items: [JSON]) -> Table {
    Table(
      columns: [
        .init(title: "N", isNumber: true), .init(title: "PARTNER"), .init(title: "MODULE", rank: 1),
        .init(title: "OBJECT"), .init(title: "SINCE", rank: 3), .init(title: "CODE", rank: 2),
        .init(title: "PATH", rank: 1), .init(title: "REASON", rank: 4),
      ], rows: items.map { row($0, ["id", "partner", "module", "object", "at", "code", "path", "message"]) })
  }

  private func outbox(_ items: [JSON]) -> Table {
    Table(
      columns: [
        .init(title: "N", isNumber: true), .init(title: "PARTNER"), .init(title: "MODULE", rank: 1),
        .init(title: "OBJECT"), .init(title: "SINCE", rank: 3),
        .init(title: "TRIES", isNumber: true, rank: 2),
        .init(title: "NEXT", rank: 3), .init(title: "LAST ERROR", rank: 4),
      ],
      rows: items.map {
        row($0, ["id", "partner", "module", "object", "at", "attempts", "next_attempt", "last_error"])
      })
  }

  private func row(_ item: JSON, _ names: [String]) -> [String] {
    names.map { name in
      guard let value = item[name], !value.isNull else { return "–" }
      return Cell.printable(value.string ?? value.text)
    }
  }
}
