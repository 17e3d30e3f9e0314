import BilateralBase
import BilateralModel
import BilateralPricing

/// CDRs read and priced under a tariff that was compiled before: fee, energy by day and night, parking by the minute.
struct PricingBench {
  private(set) var measurements: [Measurement] = []

  /// Prepares, and checks what the sessions cost.
  init() throws {
    let pricer = try Self.pricer()
    try addPricing(pricer)
    for periods in [5, 48] { try addReading(pricer, periods: periods) }
    let five = try Self.session(Self.cdr(periods: 5))
    measurements.append(
      Measurement("price, explain", bytes: 0, objects: 1) {
        let priced = try pricer.price(five)
        try Self.demand(priced.explanation().json.bytes.count > 1000)
      })
  }

  /// Measures all in turn, so many rounds, or only the one of that name.
  mutating func run(rounds: Int, seconds: Double, only: String? = nil) throws {
    if let only { measurements.removeAll { $0.name != only } }
    for index in measurements.indices { try measurements[index].warmUp() }
    for _ in 0..<rounds {
      for index in measurements.indices { try measurements[index].run(seconds: seconds) }
    }
  }

  private struct Disagreement: Error {}

  private static func demand(_ condition: Bool) throws {
    if !condition { throw Disagreement() }
  }

  private mutating func addPricing(_ pricer: Pricer) throws {
    let one = try Self.session(Self.cdr(periods: 1))
    let wanted = try pricer.price(one).net
    measurements.append(
      Measurement("price, 1 period", bytes: 0, objects: 1) {
        try Self.demand(try pricer.price(one).net == wanted)
      })
  }

  private mutating func addReading(_ pricer: Pricer, periods: Int) throws {
    let bytes = Self.cdr(periods: periods)
    let wanted = try pricer.price(try Self.session(bytes)).net
    measurements.append(
      Measurement("read, price, \(periods) per.", bytes: bytes.count, objects: 1) {
        try Self.demand(try pricer.price(try Self.session(bytes)).net == wanted)
      })
  }

  private static func session(_ bytes: [UInt8]) throws -> ChargedSession {
    try ChargedSession(reading: try JSONDocument(parsing: bytes).root, version: .v2_2_1)
  }

  private static func pricer() throws -> Pricer {
    let text = """
      {"country_code":"NL","party_id":"CPO","id":"DC-1","currency":"EUR","type":"REGULAR","elements":[
      {"price_components":[{"type":"FLAT","price":0.35,"vat":21,"step_size":1}]},
      {"price_components":[{"type":"ENERGY","price":0.39,"vat":21,"step_size":1}],
      "restrictions":{"start_time":"22:00","end_time":"06:00"}},
      {"price_components":[{"type":"ENERGY","price":0.49,"vat":21,"step_size":1},
      {"type":"PARKING_TIME","price":3.00,"vat":21,"step_size":60}]}],"last_updated":"2026-01-01T00:00:00Z"}
      """
    var findings: [WireFinding] = []
    let tariff = try WireReader.read(
      Tariff.self, from: try JSONDocument(parsing: Array(text.utf8)).root, version: .v2_2_1,
      findings: &findings)
    return try Pricer(
      tariffs: [tariff], zone: try ZoneCatalog().zone("Europe/Amsterdam"), version: .v2_2_1)
  }

  /// A CDR of quarter hours of charging, the last of them of parking, with the number of bytes of a real one.
  private static func cdr(periods: Int) -> [UInt8] {
    let start = Timestamp(seconds: 1_790_000_000)
    let list = (0..<periods).map { index in
      let isParking = index > 0 && index == periods - 1
      let dimensions =
        isParking
        ? #"{"type":"PARKING_TIME","volume":0.25}"#
        : #"{"type":"ENERGY","volume":\#(index % 7).\#(1000 + index * 7)},{"type":"TIME","volume":0.25}"#
      let at = start.adding(seconds: Int64(index * 900))
      return #"{"start_date_time":"\#(at)","dimensions":[\#(dimensions)],"tariff_id":"DC-1"}"#
    }
    let end = start.adding(seconds: Int64(periods * 900))
    return Array(
      """
      {"country_code":"NL","party_id":"CPO","id":"6e1c4b3a-2c7f-4a5e-9a53-0d2f","start_date_time":"\(start)",
      "end_date_time":"\(end)","session_id":"f2a1b8f0-55c5-4f62-8a33-11aa","cdr_token":{"country_code":"NL",
      "party_id":"EMS","uid":"04A2B3C4D5E680","type":"RFID","contract_id":"NL-EMS-C12204525-3"},
      "auth_method":"AUTH_REQUEST","cdr_location":{"id":"LOC1","name":"Station","address":"Keizersgracht 1",
      "city":"Amsterdam","postal_code":"1015CJ","country":"NLD","coordinates":{"latitude":"52.370216",
      "longitude":"4.895168"},"evse_uid":"3256","evse_id":"NL*CPO*E3256*1","connector_id":"1",
      "connector_standard":"IEC_62196_T2_COMBO","connector_format":"CABLE","connector_power_type":"DC"},
      "currency":"EUR","charging_periods":[\(list.joined(separator: ","))],"total_cost":{"excl_vat":4.00,
      "incl_vat":4.84},"total_energy":15.342,"total_time":1.25,"last_updated":"\(end)"}
      """.utf8)
  }
}
