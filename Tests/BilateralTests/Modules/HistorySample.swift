/// Sessions and CDRs as a CPO's system writes them, 2.2.1.
enum HistorySample {
  static let token = """
    {"country_code":"NL","party_id":"ACM","uid":"U1","type":"RFID","contract_id":"NL-ACM-C1"}
    """

  static func period(_ start: String, _ kilowattHours: String = "1.5") -> String {
    """
    {"start_date_time":"\(start)","dimensions":[{"type":"ENERGY","volume":\(kilowattHours)}]}
    """
  }

  /// A session of DE-NVO by a token of NL-ACM.
  static func session(
    _ id: String = "S1", status: String = "ACTIVE", kwh: String = "1.50", party: String = "NVO",
    periods: [String] = [], at time: String = "2026-01-01T10:00:00Z", more: String = ""
  ) -> String {
    """
    {"country_code":"DE","party_id":"\(party)","id":"\(id)","start_date_time":"2026-01-01T09:00:00Z",\
    "kwh":\(kwh),"cdr_token":\(token),"auth_method":"AUTH_REQUEST","authorization_reference":"REF-1",\
    "location_id":"LOC1","evse_uid":"E1","connector_id":"1","currency":"EUR",\(more)\
    "charging_periods":[\(periods.joined(separator: ","))],"status":"\(status)","last_updated":"\(time)"}
    """
  }

  static let signed = """
    {"encoding_method":"OCMF","signed_values":[{"nature":"Start","plain_data":"a\\/b \\u00e9 \\" c",\
    "signed_data":"T0NNRg=="}]}
    """

  /// A CDR of DE-NVO by a token of NL-ACM; `cost` is the amount before VAT.
  static func cdr(
    _ id: String = "C1", cost: String = "10.00", party: String = "NVO",
    at time: String = "2026-01-01T12:00:00Z",
    energy: String = "20.0", session: String? = "S1", more: String = ""
  ) -> String {
    """
    {"country_code":"DE","party_id":"\(party)","id":"\(id)","start_date_time":"2026-01-01T09:00:00Z",\
    "end_date_time":"2026-01-01T11:00:00Z",\(session.map { "\"session_id\":\"\($0)\"," } ?? "")\
    "cdr_token":\(token),"auth_method":"AUTH_REQUEST","authorization_reference":"REF-1",\
    "cdr_location":{"id":"HOME9","address":"Hauptstr. 1","city":"Berlin","postal_code":"10115","country":"DEU",\
    "coordinates":{"latitude":"52.520008","longitude":"13.404954"},"evse_uid":"E1","evse_id":"DE*NVO*E1",\
    "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
    "connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[\
    {"start_date_time":"2026-01-01T09:00:00Z","dimensions":[{"type":"ENERGY","volume":\(energy)},\
    {"type":"TIME","volume":2}]}],"signed_data":\(signed),"total_cost":{"excl_vat":\(cost)},\
    "total_energy":\(energy),"total_time":2,\(more)"last_updated":"\(time)"}
    """
  }
}
