extension AdditionalGeoLocation {
  package init(blank: Blank) {
    self.init(latitude: String(blank: blank), longitude: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("latitude", &latitude, .form(.latitude))
    try w.field("longitude", &longitude, .form(.longitude))
    try w.optional("name", &name)
  }
}
