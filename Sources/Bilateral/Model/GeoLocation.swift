/// A point on the earth (WGS 84), its coordinates kept as they were spelled.
package struct GeoLocation: WireObject {
  /// Degrees north.
  package var latitude: String
  /// Degrees east.
  package var longitude: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    latitude: String, longitude: String, extras: Extras = []
  ) {
    self.latitude = latitude
    self.longitude = longitude
    self.extras = extras
  }
}
