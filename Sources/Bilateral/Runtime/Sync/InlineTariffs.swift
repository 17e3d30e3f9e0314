import BilateralBase

/// Whole tariffs that some partners put into connectors, in place of or beside `tariff_ids` (P-79).
enum InlineTariffs {
  /// The tariffs within locations, each id once.
  static func nodes(in locations: [JSONNode]) -> [JSONNode] {
    var found: [String: JSONNode] = [:]
    for location in locations {
      for evse in list(location["evses"]) {
        for connector in list(evse["connectors"]) {
          for tariff in list(connector["tariffs"]) + [connector["tariff"]].compactMap({ $0 }) {
            guard tariff.kind == .object, let id = tariff["id"]?.string else { continue }
            found[id.uppercased()] = tariff
          }
        }
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func list(_ node: JSONNode?) -> [JSONNode] {
    node.map { $0.kind == .array ? Array($0.elements) : [] } ?? []
  }
}
