import BilateralBase

/// EVSEs as a GeoJSON FeatureCollection (RFC 7946): points with how a partner sees them.
struct CoverageMap {
  /// The collection.
  let text: String

  /// A map of the EVSEs that the control channel told.
  init(_ items: [JSON]) {
    let features = items.map { item in
      JSON.object([
        .init("type", "Feature"), .init("geometry", Self.point(item)),
        .init("properties", .object((item.members ?? []).filter { !Self.places.contains($0.name) })),
      ])
    }
    let collection: JSON = ["type": "FeatureCollection", "features": .array(features)]
    text = collection.text
  }

  private static let places: Set<String> = ["latitude", "longitude"]

  /// A point keeps the digits it was given; without two numbers there is none, which GeoJSON allows.
  private static func point(_ item: JSON) -> JSON {
    guard let east = number(item["longitude"]), let north = number(item["latitude"]) else { return .null }
    return ["type": "Point", "coordinates": [east, north]]
  }

  private static func number(_ value: JSON?) -> JSON? {
    guard let text = value?.string, let number = try? JSON.parse(text), case .number = number else {
      return nil
    }
    return number
  }
}
