import BilateralBase

/// Shows disputes.
struct DisputeView {
  /// The parsed line and its console.
  let invocation: Invocation

  private static let schema = JSON.string("partnerctl.dispute/1")

  /// Shows a list.
  func list(_ reading: Reading) {
    let disputes = reading.json["disputes"]?.elements ?? []
    if invocation.form == .jsonl { return disputes.forEach { invocation.screen.printRaw($0.text + "\n") } }
    if invocation.form == .json {
      let members: [JSONMember] = [.init("schema", Self.schema), .init("disputes", .array(disputes))]
      return invocation.screen.printRaw(JSON.object(members + reading.members).text + "\n")
    }
    reading.tell(invocation)
    guard !disputes.isEmpty || invocation.form == .csv else { return invocation.screen.print("no disputes") }
    invocation.show(
      Table(
        columns: [
          .init(title: "N", isNumber: true), .init(title: "PARTNER"), .init(title: "CDR"),
          .init(title: "WHOSE", rank: 2), .init(title: "REASON", rank: 1),
          .init(title: "AMOUNT", isNumber: true),
          .init(title: "STATE"), .init(title: "DUE", rank: 3), .init(title: "CREDIT", rank: 3),
        ], rows: disputes.map(row)))
  }

  private func row(_ dispute: JSON) -> [String] {
    func text(_ name: String) -> String { Cell.printable(dispute[name]?.string ?? "–") }
    let isOver = !["open", "answered"].contains(dispute["state"]?.string ?? "")
    return [
      "\(dispute["dispute"]?.int ?? 0)", text("partner"), text("cdr"),
      dispute["direction"]?.string == "sell" ? "ours" : "theirs", text("reason"), Self.amount(dispute),
      text("state"), isOver ? "–" : text("due"), text("credit"),
    ]
  }

  private static func amount(_ dispute: JSON) -> String {
    guard let amount = dispute["amount"]?.numberText, let currency = dispute["currency"]?.string else {
      return "–"
    }
    return "\(amount) \(currency)"
  }

  /// Shows one with its history.
  func show(_ dispute: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", Self.schema)]
      return invocation.screen.printRaw(JSON.object(head + (dispute.members ?? [])).text + "\n")
    }
    let cells = row(dispute)
    invocation.screen.print(
      "dispute \(cells[0]) · \(cells[1]) · CDR \(cells[2]) (\(cells[3])) · \(cells[4]) · \(cells[5])")
    let held = dispute["held"]?.bool == true ? " · statements hold it" : ""
    let due = cells[7] == "–" ? "" : " · answer due \(cells[7])"
    let credit = cells[8] == "–" ? "" : " · taken back by \(cells[8])"
    invocation.screen.print("\(cells[6])\(due)\(credit)\(held)")
    for step in dispute["steps"]?.elements ?? [] {
      let parts = ["at", "state", "actor", "words"].compactMap { step[$0]?.string }
      invocation.screen.print("  " + Cell.printable(parts.joined(separator: "  ")))
    }
    for rung in dispute["ladder"]?.elements ?? [] { show(rung: rung) }
    tellLacking(dispute)
  }

  /// Who decides from when on.
  private func show(rung: JSON) {
    let verb = rung["reached"]?.bool == true ? "is with" : "goes to"
    let call = rung["call"]?.string.map { " (\($0))" } ?? ""
    let words = "\(rung["at"]?.string ?? "")  \(verb) \(rung["to"]?.string ?? "")\(call)"
    invocation.screen.print("  \(Cell.printable(words)), by dispute.\(rung["kind"]?.string ?? "")")
  }

  /// What was agreed to be shown and is not at hand.
  private func tellLacking(_ dispute: JSON) {
    let lacking = dispute["lacking"]?.elements?.compactMap(\.string) ?? []
    guard !lacking.isEmpty else { return }
    let style = invocation.screen.style
    invocation.screen.print(
      "  \(style.mark(.warning)) BR736 evidence agreed and not at hand: \(Cell.printable(lacking.joined(separator: ", ")))"
    )
  }

  /// Says what was opened, and what was not.
  func opened(_ answer: JSON) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", Self.schema)]
      return invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
    }
    let style = invocation.screen.style
    for dispute in answer["opened"]?.elements ?? [] {
      let number = dispute["dispute"]?.int ?? 0
      invocation.screen.print(
        "\(style.mark(.done)) dispute \(number): \(Cell.printable(dispute["cdr"]?.string ?? ""))")
      tellLacking(dispute)
    }
    for refused in answer["refused"]?.elements ?? [] {
      let words = "\(refused["code"]?.string ?? "") \(refused["reason"]?.string ?? "")"
      invocation.screen.print("\(style.mark(.failed)) \(Cell.printable(words))")
    }
  }

  /// Says how one stands now.
  func entered(_ dispute: JSON) {
    guard invocation.form == .human else { return show(dispute) }
    let cells = row(dispute)
    let credit = cells[8] == "–" ? "" : ", taken back by \(cells[8])"
    invocation.screen.print("dispute \(cells[0]) is \(cells[6])\(credit)")
  }
}
