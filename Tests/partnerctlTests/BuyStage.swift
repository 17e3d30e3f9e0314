@testable import partnerctl

/// A provider that buys of one operator: a list of 0.49 EUR a kWh, less 10 %, and drivers who pay 5 % more than the list.
enum BuyStage {
  static let tariff = """
    {"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[\
    {"type":"ENERGY","price":0.49,"vat":19.0,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
    """

  static func partner(_ more: String = "") -> String {
    TestFolder.partner("volt").replacing("NL-ACM:EMSP", with: "DE-NVO:CPO")
      + "[pricing.buy]\nbase = \"volt\"\ndiscount = \"10 %\"\n" + more
  }

  static func fleet(_ more: String = "") throws -> TestFolder {
    let folder = TestFolder()
    try folder.write(
      "partnerctl.toml",
      "schema = \"bilateral-fleet/1\"\nenv = \"test\"\n[us]\nname = \"ACME\"\nparties = [\"NL-ACM:EMSP\"]\n")
    try folder.write("partners/volt.toml", partner(more))
    let list = tariff.replacing("\"country_code\":\"DE\",\"party_id\":\"NVO\",", with: "").replacing(
      "\"currency\"", with: "\"tax_included\":\"NO\",\"currency\"")
    try folder.write("tariffs/volt.json", "[\(list)]")
    return folder
  }

  /// A CDR of 10 kWh in an hour.
  static func cdr(_ id: String, _ total: String, tariff: String = tariff) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"2026-10-01T10:00:00Z",\
    "end_date_time":"2026-10-01T11:00:00Z","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"012345678",\
    "type":"RFID","contract_id":"NL-ACM-C12345678-X"},"auth_method":"WHITELIST","cdr_location":{"id":"L1",\
    "address":"Street 1","city":"Berlin","postal_code":"10115","country":"DEU","coordinates":\
    {"latitude":"52.5","longitude":"13.4"},"evse_uid":"1","evse_id":"DE*NVO*E1","connector_id":"1",\
    "connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},\
    "currency":"EUR","tariffs":[\(tariff)],"charging_periods":[{"start_date_time":"2026-10-01T10:00:00Z",\
    "dimensions":[{"type":"ENERGY","volume":10},{"type":"TIME","volume":1.0}],"tariff_id":"T1"}],\
    "total_cost":{"excl_vat":\(total)},"total_energy":10,"total_time":1.0,"last_updated":"2026-10-01T11:05:00Z"}
    """
  }
}
