/// A further point of a location, such as its entrance.
package struct AdditionalGeoLocation: WireObject {
  /// Degrees north.
  package var latitude: String
  /// Degrees east.
  package var longitude: String
  /// What lies there.
  package var name: DisplayText?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    latitude: String, longitude: String, name: DisplayText? = nil, extras: Extras = []
  ) {
    self.latitude = latitude
    self.longitude = longitude
    self.name = name
    self.extras = extras
  }
}
