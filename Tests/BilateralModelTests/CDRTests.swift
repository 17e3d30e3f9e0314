import BilateralBase
import BilateralModel
import Testing

@Suite struct `CDR on the wire` {
  static let text = """
    {"country_code":"DE","party_id":"NVO","id":"C1","start_date_time":"2026-03-01T10:00:00Z",\
    "end_date_time":"2026-03-01T11:00:00Z","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04A1","type":"RFID",\
    "contract_id":"NL-ACM-C1"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC-1","address":"Kai 7","city":"Kiel",\
    "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evse_uid":"E1","evse_id":"DE*NVO*E1",\
    "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},\
    "currency":"EUR","charging_periods":[{"start_date_time":"2026-03-01T10:00:00Z","dimensions":[{"type":"ENERGY",\
    "volume":10.50}]}],"total_cost":{"excl_vat":5.00,"incl_vat":5.50},"total_energy":10.50,"total_time":1,\
    "last_updated":"2026-03-01T11:00:00Z"}
    """

  @Test func `a CDR of 2.2.1 reads, writes and passes the checker`() throws {
    let cdr = try WireReader.read(CDR.self, from: Self.text, version: .v2_2_1)
    #expect(cdr.location.connectorStandard == .iec62196T2)
    #expect(cdr.chargingPeriods.first?.dimensions.first?.volume.text == "10.50")
    #expect(try WireWriter.text(of: cdr, version: .v2_2_1) == Self.text)
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
  }

  @Test func `VAT becomes a tax in 2.3.0 and comes back as VAT`() throws {
    let cdr = try WireReader.read(CDR.self, from: Self.text, version: .v2_2_1)
    let newer = try JSON.parse(try WireWriter.text(of: cdr, version: .v2_3_0))
    #expect(newer["total_cost"]?.text == #"{"before_taxes":5.00,"taxes":[{"name":"VAT","amount":0.5}]}"#)
    let read = try WireReader.read(CDR.self, from: newer.text, version: .v2_3_0)
    let back = try JSON.parse(try WireWriter.text(of: read, version: .v2_2_1))
    #expect(back["total_cost"]?.text == #"{"excl_vat":5.00,"incl_vat":5.5}"#)
  }

  @Test func `a CDR is withheld from 2.1.1, which wants the whole location`() throws {
    let cdr = try WireReader.read(CDR.self, from: Self.text, version: .v2_2_1)
    #expect(throws: WireError.self) { try WireWriter.text(of: cdr, version: .v2_1_1) }
  }
}
