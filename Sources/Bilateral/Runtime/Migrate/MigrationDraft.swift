package import BilateralBase
package import BilateralTerms

/// What somebody asks of a partner's route.
package struct MigrationOrder: Hashable, Sendable {
  /// What is to be done.
  package enum Action: String, Hashable, Sendable {
    /// Move to the other way.
    case move
    /// Undo the move, or one that is over.
    case rollback
    /// End the move: the way before is needed no longer.
    case finish
  }

  package var action = Action.move
  /// The way after; nil for the other one.
  package var to: Way?
  /// The way before, as a check; nil for whatever it is.
  package var from: Way?
  /// When; nil for now.
  package var at: Timestamp?
  /// Seconds for sessions begun before; nil for those of the file.
  package var holdSeconds: Int?

  package init(_ action: Action = .move) { self.action = action }
}

/// What an order comes to: a value that says what `[route]` becomes.
package struct MigrationDraft: Hashable, Sendable {
  /// The least time for which a cut-over may lie back.
  private static let slack: Int64 = 60

  /// The way that new messages take before.
  package let from: Way
  /// The way that they take afterwards.
  package let to: Way
  /// The move that the file describes then; nil where it describes none.
  package let move: RouteMove?
  /// The values of `[route]`, as TOML writes them; nil for one that goes.
  package let values: [Value]

  /// One value.
  package struct Value: Hashable, Sendable {
    package let key: String
    package let text: String?
  }

  /// Works out what an order comes to.
  ///
  /// - Parameters:
  ///   - order: what is asked for.
  ///   - id: the partner, for words.
  ///   - route: its route as the file stands.
  ///   - now: the time.
  /// - Throws: BR667 to BR669 and BR675 where the order makes no sense.
  package init(
    _ order: MigrationOrder, of id: String, _ route: RouteTerms, at now: Timestamp
  ) throws(ControlFailure) {
    guard let current = route.onlyWay else {
      throw ControlFailure(
        "BR667",
        "the route of \(id) is \(route.kind.rawValue): it has both ways, and there is nothing to move",
        help: "write another kind in [route] and apply; sessions stay where they began", exit: 65)
    }
    switch order.action {
    case .finish: self = try Self.finished(id, route)
    case .rollback: self = try Self.undone(order, id, route, current, now)
    case .move: self = try Self.moved(order, id, route, current, now)
    }
  }

  private init(from: Way, to: Way, move: RouteMove?, _ values: [(String, String?)]) {
    (self.from, self.to, self.move) = (from, to, move)
    self.values = values.map { Value(key: $0.0, text: $0.1) }
  }

  // MARK: what is asked for

  private static func finished(_ id: String, _ route: RouteTerms) throws(ControlFailure) -> MigrationDraft {
    guard let move = route.move else {
      throw ControlFailure("BR668", "no move of \(id) is in course", exit: 65)
    }
    return MigrationDraft(
      from: move.from, to: move.to, move: nil, [("cut_over", nil), ("cut_over_hold", nil)])
  }

  private static func undone(
    _ order: MigrationOrder, _ id: String, _ route: RouteTerms, _ current: Way, _ now: Timestamp
  ) throws(ControlFailure) -> MigrationDraft {
    guard let hub = route.hub else {
      throw ControlFailure("BR668", "no move of \(id) is in course, and its file names no hub", exit: 65)
    }
    let before: Way = current == .direct ? .hub(hub) : .direct
    if let move = route.move, move.phase(at: now) == .before {
      // Nothing has moved yet: the file becomes what it was.
      return MigrationDraft(
        from: before, to: before, move: nil,
        [("kind", kind(before)), ("cut_over", nil), ("cut_over_hold", nil)])
    }
    return try drawn(order, route, from: current, to: before, now)
  }

  private static func moved(
    _ order: MigrationOrder, _ id: String, _ route: RouteTerms, _ current: Way, _ now: Timestamp
  ) throws(ControlFailure) -> MigrationDraft {
    let to = try target(order, id, route, current)
    let move = route.move
    if let from = order.from, from != (move?.from ?? current) {
      throw ControlFailure(
        "BR668", "messages to \(id) do not take the way \(from) but \(move?.from ?? current)", exit: 65)
    }
    if let move {
      // Before anything has moved, the moment may still be put elsewhere.
      guard move.to == to, move.phase(at: now) == .before else { throw inCourse(id, move) }
      return try drawn(order, route, from: move.from, to: to, now)
    }
    guard to != current else {
      throw ControlFailure("BR668", "messages to \(id) take the way \(to) already", exit: 65)
    }
    return try drawn(order, route, from: current, to: to, now)
  }

  private static func target(
    _ order: MigrationOrder, _ id: String, _ route: RouteTerms, _ current: Way
  ) throws(ControlFailure) -> Way {
    let before = route.move?.from ?? current
    let asked = order.to ?? (order.from ?? before == .direct ? route.hub.map { .hub($0) } : .direct)
    guard let asked else {
      throw ControlFailure(
        "BR668", "the file of \(id) names no hub", help: "say which: --to hub:ID", exit: 65)
    }
    if let hub = asked.hub, let known = before.hub, hub != known {
      throw ControlFailure(
        "BR667", "a move leads from a hub to the direct way or back, not from hub to hub",
        help: "move to the direct way first, or write route.hub and apply", exit: 65)
    }
    return asked
  }

  private static func inCourse(_ id: String, _ move: RouteMove) -> ControlFailure {
    ControlFailure(
      "BR669", "a move of \(id) from \(move.from) to \(move.to) is in course since \(move.cutOver)",
      help: "partnerctl migrate \(id) --rollback undoes it, --finish ends it", exit: 6)
  }

  // MARK: what is written

  private static func drawn(
    _ order: MigrationOrder, _ route: RouteTerms, from: Way, to: Way, _ now: Timestamp
  ) throws(ControlFailure) -> MigrationDraft {
    let moment = order.at ?? Self.nextSecond(now)
    guard now - moment <= slack else {
      throw ControlFailure(
        "BR675", "the cut-over \(moment) lies in the past", help: "leave --at out for now", exit: 65)
    }
    let move = RouteMove(
      from: from, to: to, cutOver: moment, holdSeconds: order.holdSeconds ?? route.cutOverHoldSeconds)
    var values: [(String, String?)] = [("kind", kind(to))]
    if let hub = to.hub ?? from.hub, route.hub != hub { values.append(("hub", "\"\(hub)\"")) }
    values += [("cut_over", "\(moment)"), ("cut_over_hold", "\"\(span(move.holdSeconds))\"")]
    return MigrationDraft(from: from, to: to, move: move, values)
  }

  private static func kind(_ way: Way) -> String { way == .direct ? "\"direct\"" : "\"hub\"" }

  /// What begins in this second begins before the cut-over.
  private static func nextSecond(_ now: Timestamp) -> Timestamp {
    Timestamp(seconds: now.microseconds / 1_000_000 + 1)
  }

  /// A duration as partner files write it.
  static func span(_ seconds: Int) -> String {
    if seconds % 3600 == 0 { return "\(seconds / 3600) h" }
    return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
  }
}
