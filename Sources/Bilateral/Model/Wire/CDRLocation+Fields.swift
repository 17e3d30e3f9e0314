import BilateralBase

extension CDRLocation {
  package static var wireType: String { "CdrLocation" }

  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(
      id: CiString(blank: blank), address: String(blank: blank), city: String(blank: blank),
      country: String(blank: blank), coordinates: GeoLocation(blank: blank), evseUID: CiString(blank: blank),
      evseID: CiString(blank: blank), connectorID: CiString(blank: blank),
      connectorStandard: ConnectorType(blank: blank), connectorFormat: ConnectorFormat(blank: blank),
      connectorPowerType: PowerType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("id", &id, .ci(36))
    try w.optional("name", &name, .text(255))
    try w.field("address", &address, .text(255).length(45, until: .v2_2_1).cut())
    try w.field("city", &city, .text(45))
    try w.optional("postal_code", &postalCode, .text(10))
    try w.optional("state", &state, .text(45).length(20, until: .v2_2_1).cut())
    try w.field("country", &country, .form(.threeLetters))
    try w.field("coordinates", &coordinates)
    try w.field("evse_uid", &evseUID, .ci(36))
    try w.field("evse_id", &evseID, .ci(48))
    try w.field("connector_id", &connectorID, .ci(36))
    try w.field("connector_standard", &connectorStandard)
    try w.field("connector_format", &connectorFormat)
    try w.field("connector_power_type", &connectorPowerType)
  }
}
