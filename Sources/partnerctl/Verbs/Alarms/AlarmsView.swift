import BilateralBase

/// Shows alarms: a table for people, their objects for programs.
struct AlarmsView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows all.
  func show(_ reading: Reading) {
    let items = reading.json["items"]?.elements ?? []
    switch invocation.form {
    case .jsonl: for item in items { invocation.screen.printRaw(item.text + "\n") }
    case .json:
      let head: [JSONMember] = [
        .init("schema", "partnerctl.alarms/1"), .init("items", .array(items)),
      ]
      invocation.screen.printRaw(JSON.object(head + reading.members).text + "\n")
    case .human, .csv:
      reading.tell(invocation)
      if items.isEmpty, invocation.form == .human {
        return invocation.screen.print("nothing is wrong")
      }
      invocation.show(table(items))
    }
  }

  /// Says that an alarm was acknowledged.
  func acknowledged(_ number: String, _ answer: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [
        .init("schema", "partnerctl.alarms/1"), .init("id", .number(number)),
      ]
      return invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
    }
    invocation.screen.print(
      "\(number): \(Cell.printable(answer["outcome"]?.string ?? "acknowledged"))")
  }

  private func table(_ items: [JSON]) -> Table {
    Table(
      columns: [
        .init(title: "N", isNumber: true), .init(title: "PARTNER"), .init(title: "ALARM"),
        .init(title: "CODE", rank: 5),
        .init(title: "STATE", rank: 1), .init(title: "SINCE", rank: 2),
        .init(title: "TOLD", isNumber: true, rank: 3), .init(title: "WHAT", rank: 4),
      ],
      rows: items.map { item in
        ["id", "partner", "condition", "code", "state", "since", "told", "text"].map { name in
          guard let value = item[name], !value.isNull else { return "–" }
          return Cell.printable(value.string ?? value.text)
        }
      })
  }
}
