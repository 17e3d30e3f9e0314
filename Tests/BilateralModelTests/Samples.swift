import BilateralBase
import BilateralModel

/// Objects and texts of our own that several tests share.
enum Samples {
  static let location221 = """
    {"country_code":"DE","party_id":"NVO","id":"LOC-1","publish":true,"name":"Hafen","address":"Kai 7","city":"Kiel",\
    "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},"parking_type":"ON_DRIVEWAY",\
    "evses":[{"uid":"E1","evse_id":"DE*NVO*E1","status":"AVAILABLE","capabilities":["RFID_READER","PED_TERMINAL"],\
    "connectors":[{"id":"1","standard":"IEC_62196_T2_COMBO","format":"CABLE","power_type":"DC","max_voltage":920,\
    "max_amperage":400,"max_electric_power":150000,"tariff_ids":["T1"],"last_updated":"2026-03-01T10:00:00Z"}],\
    "last_updated":"2026-03-01T10:00:00Z"}],"time_zone":"Europe/Berlin","last_updated":"2026-03-01T10:00:00Z"}
    """

  static let location211 = """
    {"id":"LOC-1","type":"PARKING_LOT","address":"Kai 7","city":"Kiel","postal_code":"24103","country":"DEU",\
    "coordinates":{"latitude":"54.321330","longitude":"10.134890"},"evses":[{"uid":"E1","status":"CHARGING",\
    "connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","voltage":230,\
    "amperage":32,"tariff_id":"T1","last_updated":"2026-03-01T10:00:00Z"}],"last_updated":"2026-03-01T10:00:00Z"}],\
    "last_updated":"2026-03-01T10:00:00Z"}
    """

  static let tariff221 = """
    {"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[\
    {"type":"ENERGY","price":0.490,"vat":19.0,"step_size":1}]}],"last_updated":"2026-03-01T10:00:00Z"}
    """

  static let token221 = """
    {"country_code":"NL","party_id":"ACM","uid":"04A1B2C3","type":"APP_USER","contract_id":"NL-ACM-C1-7",\
    "issuer":"Acme","valid":true,"whitelist":"ALLOWED","last_updated":"2026-03-01T10:00:00Z"}
    """

  static let party = PartyID("DE-NVO")
  static let context = WireContext(party: party)

  static func location() throws -> Location {
    try WireReader.read(Location.self, from: location221, version: .v2_2_1)
  }

  static func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: text).root }

  /// The sample with a piece of text replaced; the piece must be there once.
  static func location221(_ old: String, _ new: String) -> String { location221.replacingFirst(old, new) }
}

extension String {
  /// The text with the first occurrence of `old` replaced.
  func replacingFirst(_ old: String, _ new: String) -> String {
    guard let range = self.firstRange(of: old) else { return "no \(old) in sample" }
    return self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
