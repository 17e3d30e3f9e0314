import BilateralBase
import BilateralTesting
import BilateralTerms

/// Shows a simulated partner: its faults, where it is, and what passes.
struct SimulateView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// The list of faults.
  func faults(_ faults: [SimulatedFault]) {
    let screen = invocation.screen
    guard invocation.form == .human else {
      let items = faults.map(Self.object)
      if invocation.form == .jsonl { return items.forEach { screen.printRaw($0.text + "\n") } }
      return screen.printRaw(
        (["schema": "partnerctl.simulate/1", "faults": .array(items)] as JSON).text + "\n")
    }
    let rows = faults.map { fault in
      [
        fault.argument.map { "\(fault.id)=\($0)" } ?? fault.id, fault.summary, "\(fault.promise)",
        fault.source,
      ]
    }
    let table = Table(
      columns: [
        .init(title: "FAULT"), .init(title: "THE PARTNER"), .init(title: "YOUR PLATFORM", rank: 1),
        .init(title: "SOURCE", rank: 2),
      ], rows: rows)
    screen.print(table.lines(width: screen.width, style: screen.style))
  }

  /// The list of a hub's faults.
  func faults(_ faults: [HubFault]) {
    let screen = invocation.screen
    guard invocation.form == .human else {
      let items = faults.map { fault -> JSON in
        [
          "id": .string(fault.rawValue), "summary": .string(fault.summary), "source": .string(fault.source),
          "argument": fault.argument.map { .string($0) } ?? .null,
        ]
      }
      if invocation.form == .jsonl { return items.forEach { screen.printRaw($0.text + "\n") } }
      let all: JSON = ["schema": "partnerctl.simulate/1", "faults": .array(items)]
      return screen.printRaw(all.text + "\n")
    }
    let rows = faults.map { fault in
      [fault.argument.map { "\(fault.rawValue)=\($0)" } ?? fault.rawValue, fault.summary, fault.source]
    }
    let table = Table(
      columns: [.init(title: "FAULT"), .init(title: "THE HUB"), .init(title: "SOURCE", rank: 1)], rows: rows)
    screen.print(table.lines(width: screen.width, style: screen.style))
  }

  private static func object(_ fault: SimulatedFault) -> JSON {
    [
      "id": .string(fault.id), "summary": .string(fault.summary), "promise": .string("\(fault.promise)"),
      "source": .string(fault.source), "argument": fault.argument.map { .string($0) } ?? .null,
    ]
  }

  /// It serves: the partner file where it is to be printed, and what to type next.
  ///
  /// - Parameters:
  ///   - partner: who serves.
  ///   - left: what it left in the fleet.
  ///   - control: where it takes orders, if it does.
  func started(
    _ partner: some SimulatedSide, _ left: SimulatedPlace.Introduction, control: String? = nil
  ) {
    let (file, text, secretIsKept) = (left.file, left.text, left.secretIsKept)
    if invocation.form != .human {
      var line: JSON = [
        "type": "started", "schema": "partnerctl.simulate/1", "id": .string(partner.plan.id),
        "versions_url": .string(partner.versionsURL), "file": file.map { .string($0) } ?? .null,
        "partner_file": .string(text), "secret": .string(partner.secretName),
        "token": secretIsKept ? .null : .string(partner.tokenA),
      ]
      if let control { line["control"] = .string(control) }
      return invocation.screen.printRaw(line.text + "\n")
    }
    if file == nil { invocation.screen.printRaw(text) }
    let talk = invocation.talk
    talk.print([
      "\(talk.style.mark(.done)) \(partner.plan.role) at \(partner.versionsURL)"
        + (file.map { ", partner file \($0)" } ?? "")
    ])
    if !secretIsKept {
      talk.print([
        "  keep its token: echo \(partner.tokenA) | partnerctl secret set \(partner.secretName)"
      ])
    }
    if let control { talk.print("  orders: curl \(control)") }
    talk.print("  then: partnerctl register \(partner.plan.id)")
  }

  /// One exchange, as it passes: a JSON line on stdout, or a line of talk with `-v`.
  func exchange(_ exchange: SimulatedExchange) {
    if invocation.form != .human { return invocation.screen.printRaw(exchange.json.text + "\n") }
    guard invocation.arguments.has("verbose") else { return }
    let arrow = exchange.isInbound ? "→" : "←"
    invocation.talk.print("  \(arrow) \(exchange.method) \(Cell.printable(exchange.path)) \(exchange.http)")
  }

  /// Something could not be kept.
  func warn(_ text: String) { invocation.talk.print("the partner's memory is not kept: \(text)") }
}
