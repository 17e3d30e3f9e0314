import BilateralBase

/// Shows an answer of support: the cause first, then what happened.
struct WhyView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var screen: Screen { invocation.screen }

  /// Shows an answer; `kind` is what was asked for.
  func show(_ reading: Reading, kind: String) {
    let answer = reading.json
    if invocation.arguments.has("ticket"), invocation.form == .human {
      reading.tell(invocation)
      guard let ticket = answer["ticket"]?.string else { return screen.print("nothing to ask of a partner") }
      // Lines of the text stay lines; anything else that is not printable is shown as such.
      for line in ticket.split(separator: "\n", omittingEmptySubsequences: false) {
        screen.print(Cell.printable(String(line)))
      }
      return
    }
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.why/1"), .init("kind", .string(kind))]
      let members = head + reading.members + (answer.members ?? [])
      return screen.printRaw(JSON.object(members).text + "\n")
    }
    reading.tell(invocation)
    if kind != "any" { showThings(answer, kind) }
    showCause(answer)
    showTimeline(answer)
  }

  private func showThings(_ answer: JSON, _ kind: String) {
    let name = ["session": "sessions", "cdr": "cdrs", "token": "tokens", "evse": "evses"][kind] ?? ""
    for thing in (answer[name]?.elements ?? []).prefix(20) {
      for member in thing.members ?? [] {
        let text = Self.words(member.value)
        guard !text.isEmpty else { continue }
        let label = member.name.replacing("_", with: " ")
        screen.print(screen.style.paint(Cell.padded(label, to: 14), .dim) + " " + Cell.printable(text))
      }
      screen.print("")
    }
  }

  private static func words(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "yes" : "no"
    case .array(let elements): elements.map(words).joined(separator: ", ")
    case .object(let members): members.map { "\($0.name) \(words($0.value))" }.joined(separator: " ")
    }
  }

  private func showCause(_ answer: JSON) {
    let cause = answer["cause"] ?? .null
    let isProblem = cause["is_problem"]?.bool ?? false
    let mark = screen.style.mark(isProblem ? .failed : .done)
    screen.print("\(mark) " + Cell.printable(cause["title"]?.string ?? ""))
    screen.print("  " + Cell.printable(cause["text"]?.string ?? ""))
    if let call = answer["call"], !call.isNull { screen.print("  Call: " + Self.call(call)) }
    if let id = cause["correlation_id"]?.string, !id.isEmpty {
      screen.print(screen.style.paint("  partnerctl logs --correlation \(Cell.printable(id))", .dim))
    }
    let also = (answer["also"]?.elements ?? []).filter { $0["is_problem"]?.bool == true }
    if !also.isEmpty { screen.print("Also") }
    for other in also.prefix(5) {
      screen.print(
        "  " + Cell.printable("\(other["title"]?.string ?? ""): \(other["text"]?.string ?? "")"))
    }
  }

  /// `ACME NOC, +31205550199, noc@acme.example (operations, 24/7)`.
  private static func call(_ call: JSON) -> String {
    func text(_ name: String) -> String? { call[name]?.string }
    let ways = [text("contact") ?? text("name"), text("phone"), text("email"), text("channel")].compactMap {
      $0
    }
    let notes = [text("role"), text("hours")].compactMap { $0 }.joined(separator: ", ")
    return Cell.printable(ways.joined(separator: ", ") + " (\(notes))")
  }

  private func showTimeline(_ answer: JSON) {
    let lines = answer["timeline"]?.elements ?? []
    guard !lines.isEmpty else { return }
    screen.print("")
    for line in lines {
      let partner = line["partner"]?.string ?? "–"
      screen.print(
        [
          Cell.printable(line["at"]?.string ?? ""), Cell.padded(Cell.printable(partner), to: 10),
          Cell.printable(line["text"]?.string ?? ""),
        ].joined(separator: "  "))
    }
  }
}
