import BilateralModel

/// Connectors that no rule tells apart: one of them stands for all, so that guards do not depend on how many there are.
package struct PlaceKind: Hashable, Sendable {
  /// The first connector of the kind.
  package let place: ChargePlace
  /// How many there are.
  package var count: Int

  /// The kinds of connectors under some terms, in the order in which they are met.
  ///
  /// - Parameters:
  ///   - places: the connectors.
  ///   - rules: all rules that will look at them.
  /// - Returns: one for each kind; each connector is its own where a rule names single EVSEs.
  package static func all(of places: [ChargePlace], under rules: [PriceRules]) -> [PlaceKind] {
    let namesEVSEs = rules.contains { $0.rules.contains { !$0.when.place.evseIDs.isEmpty } }
    var kinds: [PlaceKind] = []
    var known: [ChargePlace: Int] = [:]
    for place in places {
      var key = place
      if !namesEVSEs { key.evseID = nil }
      if let position = known[key] {
        kinds[position].count += 1
      } else {
        known[key] = kinds.count
        kinds.append(PlaceKind(place: place, count: 1))
      }
    }
    return kinds
  }
}
