import Bilateral
import BilateralBase

/// Shows the figures on a terminal, or as they are for programs.
struct ReportView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var screen: Screen { invocation.screen }

  /// Shows an answer.
  func show(_ reading: Reading) {
    let answer = reading.json
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.report/1")]
      let members = head + reading.members + (answer.members ?? [])
      return screen.printRaw(JSON.object(members).text + "\n")
    }
    reading.tell(invocation)
    let period = answer["period"] ?? .null
    screen.print(
      Cell.printable(
        "\(answer["name"]?.string ?? "")  \(period["first"]?.string ?? "") to \(period["last"]?.string ?? "")"
      ))
    for figure in ReportFigure.all(answer) where figure.value != nil { screen.print(line(figure)) }
    for promise in answer["promises"]?.elements ?? [] where promise["kept"] == .bool(false) { show(promise) }
    for (name, word) in [("sold", "our stations"), ("bought", "their stations")] {
      guard let side = answer[name], !side.isNull else { continue }
      show(side, word)
    }
    if let file = invocation.arguments.text("out") {
      invocation.talk.print("written: \(Cell.printable(file))")
    }
  }

  private func line(_ figure: ReportFigure) -> String {
    let tone: Style.Tone? = [.bad: .bad, .watch: .warning][figure.grade]
    let value = Cell.padded(figure.value ?? "", to: 12)
    let shown = tone.map { screen.style.paint(value, $0) } ?? value
    return "  " + Cell.padded(figure.name, to: 38) + shown
      + screen.style.paint("\(figure.basis.isEmpty ? "" : figure.basis + ", ")usual \(figure.usual)", .dim)
  }

  private func show(_ promise: JSON) {
    let call = promise["call"] ?? .null
    let who = ["name", "phone", "email"].compactMap { call[$0]?.string }.joined(separator: ", ")
    screen.print(
      "\(screen.style.mark(.failed)) BR781 "
        + Cell.printable(
          "\(promise["name"]?.string ?? "") \(promise["measured"]?.string ?? ""), promised "
            + "\(promise["promised"]?.string ?? "")\(who.isEmpty ? "" : "; call \(who)")"))
  }

  private func show(_ side: JSON, _ word: String) {
    let money = (side["net"]?.elements ?? []).map {
      "\($0["amount"]?.string ?? "") \($0["currency"]?.string ?? "")"
    }
    let parts = [
      Self.count(side["sessions"]?.int ?? 0, "session"), "\(side["kwh"]?.string ?? "0") kWh",
      money.isEmpty ? nil : money.joined(separator: ", ") + " net",
      Self.count(side["new_tokens"]?.int ?? 0, "new token"),
    ].compactMap { $0 }
    screen.print("  " + Cell.padded(word, to: 38) + Cell.printable(parts.joined(separator: " · ")))
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}
