package import BilateralBase

/// What the partner gets to see of a change of terms, in ids and numbers.
package struct OutsideEffect: Hashable, Sendable {
  /// Something that is seen before and after.
  package struct Sight: Hashable, Sendable {
    /// Seen before.
    package var before = 0
    /// Seen only from now on.
    package var appearing = 0
    /// Seen before and no more.
    package var disappearing = 0

    mutating func count(_ was: Bool, _ will: Bool) {
      if was { before += 1 }
      if will, !was { appearing += 1 }
      if was, !will { disappearing += 1 }
    }
  }

  /// Ids of tariffs that are new to the partner.
  package var added: [String] = []
  /// Ids of tariffs that get other content.
  package var changed: [String] = []
  /// Ids of tariffs that end.
  package var ended: [String] = []
  /// Tariffs that stay as they are.
  package var same = 0
  /// Connectors that get other `tariff_ids`.
  package var connectors = 0
  /// Locations of which the partner is told something.
  package var updates = 0
  package var locations = Sight()
  package var evses = Sight()
  package var tokens = Sight()

  /// Whether the partner notices anything.
  package var isEmpty: Bool {
    added.isEmpty && changed.isEmpty && ended.isEmpty && connectors == 0 && updates == 0
      && [locations, evses, tokens].allSatisfy { $0.appearing == 0 && $0.disappearing == 0 }
  }

  /// The members that plans are written with.
  package var members: [JSONMember] {
    func ids(_ list: [String]) -> JSON { .array(list.map { .string($0) }) }
    func sight(_ sight: Sight) -> JSON {
      [
        "before": JSON(sight.before), "appear": JSON(sight.appearing),
        "disappear": JSON(sight.disappearing),
      ]
    }
    return [
      .init(
        "tariffs", ["add": ids(added), "change": ids(changed), "end": ids(ended), "same": JSON(same)]),
      .init("connectors", ["change": JSON(connectors)]),
      .init("locations", ["update": JSON(updates)]),
      .init(
        "share",
        ["locations": sight(locations), "evses": sight(evses), "tokens": sight(tokens)]),
    ]
  }
}
