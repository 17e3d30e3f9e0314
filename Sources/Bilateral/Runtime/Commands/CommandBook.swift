import BilateralBase
package import BilateralStore

/// Applies what happens to orders within a transaction: the row and what our platform is told are one.
package struct CommandBook {
  package let tx: WriteTransaction

  /// Works in a transaction.
  package init(_ tx: WriteTransaction) { self.tx = tx }

  /// Takes in what happened to an order.
  ///
  /// - Parameters:
  ///   - event: what.
  ///   - row: the order as it is in this transaction.
  /// - Returns: the order after it.
  /// - Throws: what the store throws.
  @discardableResult
  package func apply(_ event: CommandStory.Event, to row: CommandRow) throws -> CommandRow {
    var story = CommandStory(row)
    let tellings = story.handle(event, at: tx.now)
    if story.row != row { try tx.commands.save(story.row) }
    for telling in tellings { try tx.events.append(story.row.event(telling)) }
    return story.row
  }

  /// Takes in what happened to the order of an id, however it stands by now.
  ///
  /// - Parameters:
  ///   - event: what.
  ///   - id: of the order.
  /// - Returns: the order after it; nil when there is none.
  /// - Throws: what the store throws.
  @discardableResult
  package func apply(_ event: CommandStory.Event, to id: String) throws -> CommandRow? {
    try tx.commands.command(id).map { try apply(event, to: $0) }
  }
}

extension CommandRow {
  /// What our platform is told: `command-result` once, `command-late-result` for what comes after it.
  func event(_ telling: CommandStory.Telling) -> Event {
    let (type, outcome) =
      switch telling {
      case .result(let outcome): ("command-result", outcome)
      case .late(let outcome): ("command-late-result", outcome)
      }
    return Event(
      type: type, partner: partner, module: module, id: id, change: outcome.word.rawValue,
      correlation: correlation, object: JSONText(summary(outcome).bytes))
  }

  /// The order and what came of it.
  func summary(_ outcome: CommandOutcome?) -> JSON {
    var json: JSON = [
      "command": .string(kind), "direction": .string(direction == .out ? "sent" : "received"),
    ]
    for member in outcome?.json.members ?? [] { json[member.name] = member.value }
    json["response"] = response.map { .string($0) } ?? .null
    json["about"] = .string(subject)
    if let reference = (try? JSON.parse(body.bytes))?["authorization_reference"]?.string {
      json["authorization_reference"] = .string(reference)
    }
    return json
  }
}
