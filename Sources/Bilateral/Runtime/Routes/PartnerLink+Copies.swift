import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What follows from the way on which a partner was told something (decision 0017).
extension PartnerLink {
  /// Whether an object that the partner has as it is now must be told again, because it has it on another way.
  ///
  /// Where a hub merely stands in, what was told on the partner's own connection stands: an outage does not send a
  /// whole network through the hub.
  ///
  /// - Parameters:
  ///   - module: the object's.
  ///   - ways: on which ways the partner has copies.
  ///   - way: the one that the object takes now.
  /// - Returns: true when nobody may count on the copy that it has.
  func mustRepeat(_ module: String, _ ways: CopyWays, on way: Way) -> Bool {
    guard ways.last != way.description else { return false }
    let route = terms.route
    let standsIn = route.kind == .fallback && way != .direct && route.ways(of: module).count > 1
    return !standsIn
  }

  /// The ways other than one on which the partner may still hold an object that it shall not see any more, and on which
  /// it can be told so.
  ///
  /// While a hub stands in, the partner's own connection is left alone: its turn comes with its return.
  func others(of held: [String], than way: Way) -> [Way] {
    held.compactMap { Way($0) }.filter { other in
      guard other != way, let reach = reach(other), reach.carriesTraffic else { return false }
      return terms.route.kind != .fallback || !reach.isDown
    }
  }

  /// Of some ways those that are gone for good: nothing can be taken back there any more.
  func gone(of held: [String]) -> [String] {
    held.filter { text in
      guard let way = Way(text), let reach = reach(way) else { return true }
      return !reach.carrier.ownFacts.state.carriesTraffic
    }
  }

  /// What the ways of a module's objects depend on, beside the objects; nil where there is one way alone.
  ///
  /// Whoever has told them by another value looks at all of them again.
  func waysBasis(_ module: String) -> String? {
    let route = terms.route
    guard route.hub != nil else { return nil }
    return "\(way(of: .init(module)))\(route.isByPlace(module) ? " " + route.places : "")"
  }
}

extension ViewDelivery {
  /// The object as an entry is to tell it on a way: where the newest copy is not, and after an attempt that may have
  /// arrived, nothing is known of the partner's copy.
  func told(on way: Way, for entry: OutboxRow) -> ViewDelivery {
    guard entry.isInDoubt || view.ways.last != way.description else { return self }
    let view = entry.isInDoubt ? view.doubted : view.elsewhere
    return ViewDelivery(view: view, own: own, shown: shown, acknowledgedDetail: nil, copy: copy)
  }
}

extension PublishedTariffRow {
  /// The tariff as an entry is to tell it on a way.
  func told(on way: Way, for entry: OutboxRow) -> PublishedTariffRow {
    guard !entry.isInDoubt else { return doubted }
    return ways.last == way.description ? self : elsewhere
  }
}
