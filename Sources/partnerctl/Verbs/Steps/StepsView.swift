import BilateralBase
import Synchronization

/// Shows steps as they happen: a line each for people, the lines themselves for `-o jsonl`, one object for JSON.
final class StepsView: Sendable {
  private let invocation: Invocation
  private let verb: String
  private let partner: String
  private let steps = Mutex<[JSON]>([])
  private let progress: ProgressView

  /// A view for one verb and one partner.
  init(invocation: Invocation, verb: String, partner: String) {
    self.invocation = invocation
    self.verb = verb
    self.partner = partner
    progress = ProgressView(invocation: invocation)
  }

  private var schema: JSON { .string("partnerctl.\(verb)/1") }

  /// The opening: the partner, or the line that names the schema.
  func start() {
    switch invocation.form {
    case .human: invocation.screen.print("\(invocation.screen.style.paint(partner, .strong))  \(verb)")
    case .jsonl:
      invocation.screen.printRaw(
        JSON.object([.init("type", "version"), .init("schema", schema)]).text + "\n")
    case .json, .csv: break
    }
  }

  /// One line from the runtime: a `step` or `progress`; other types are for programs only.
  func show(_ line: JSON) {
    if invocation.form == .jsonl { return invocation.screen.printRaw(line.text + "\n") }
    switch line["type"]?.string {
    case "step":
      progress.clear()
      let number = steps.withLock { steps in
        steps.append(line)
        return steps.count
      }
      if invocation.form == .human {
        invocation.screen.print(StepLine(line, number, invocation.screen.style).lines)
      }
    case "progress": progress.show(line)
    default: break
    }
  }

  /// A sign of life while nothing else is told.
  func beat() { progress.beat() }

  /// The end: what came of it.
  func finish(_ result: JSON) {
    progress.clear()
    switch invocation.form {
    case .jsonl: invocation.screen.printRaw(result.text + "\n")
    case .json, .csv: invocation.screen.printRaw(object(result).text + "\n")
    case .human:
      invocation.screen.print(ResultLines(verb: verb, result: result, style: invocation.screen.style).lines)
    }
  }

  private func object(_ result: JSON) -> JSON {
    var members: [JSONMember] = [.init("schema", schema), .init("partner", .string(partner))]
    members.append(.init("steps", .array(steps.withLock { $0.map(Self.bare) })))
    return .object(members + (Self.bare(result).members ?? []))
  }

  private static func bare(_ line: JSON) -> JSON {
    .object((line.members ?? []).filter { $0.name != "type" })
  }
}

/// One step as people read it: symbol, what, detail, and below it how to mend a failure.
struct StepLine {
  /// The lines.
  let lines: [String]

  /// The lines for a `step`: `ok` true, false, or null when it was skipped.
  init(_ step: JSON, _ number: Int, _ style: Style) {
    let symbol: Style.Symbol =
      switch step["ok"]?.bool {
      case true?: .done
      case false?: .failed
      case nil: .skipped
      }
    let mark = Cell.padded(style.mark(symbol), to: style.isASCII ? 4 : 1)
    let name = Cell.padded(Cell.printable(step["name"]?.string ?? "step \(number)"), to: 24)
    let detail = Cell.printable(step["detail"]?.string ?? "")
    var lines = ["  \(mark) \(name) \(detail)"]
    if let help = step["help"]?.string {
      let place = step["place"]?.string.map { " (\($0))" } ?? ""
      lines.append("      \(style.mark(.arrow)) " + Cell.printable(help + place))
    }
    self.lines = lines
  }
}

/// The last lines of a human answer: success in the words of the verb, or the failure and what to type next.
struct ResultLines {
  /// The lines.
  let lines: [String]

  /// The lines for a `result`.
  init(verb: String, result: JSON, style: Style) {
    guard result["ok"]?.bool != false else {
      let failure = ControlFault.failure(result["error"], status: 500)
      let help = failure.help.map { ["  " + Cell.printable($0)] } ?? []
      lines = ["\(style.mark(.failed)) " + Cell.printable(failure.message)] + help
      return
    }
    lines = Self.success(verb, result, style)
  }

  private static func success(_ verb: String, _ result: JSON, _ style: Style) -> [String] {
    // Objects are for programs: what they say to people stands in the steps.
    let fields = (result.members ?? []).filter {
      !["type", "ok", "exit", "text", "learned", "patch", "written"].contains($0.name)
        && $0.value.members == nil
    }
    .map { member in
      "  " + Cell.padded(member.name.replacing("_", with: " "), to: 14) + " " + plain(member.value)
    }
    let text = result["text"]?.string.map { Cell.printable($0) } ?? "\(verb): done"
    // What ends with another code than 0 was done, and its result is not good.
    let mark: Style.Symbol = (result["exit"]?.int ?? 0) == 0 ? .done : .failed
    return ["\(style.mark(mark)) \(text)"] + fields
  }

  private static func plain(_ value: JSON) -> String {
    switch value {
    case .string(let text): Cell.printable(text)
    case .array(let elements): elements.map(plain).joined(separator: ", ")
    default: Cell.printable(value.text)
    }
  }
}
