import BilateralBase
import BilateralNet
import BilateralStore

/// A provider's house and what an operator, acme, sends it: one station, its tariff, and CDRs of our driver.
struct ReceivedStage: Sendable {
  let house: PublishHouse

  static let retail = """
    [pricing.retail]
    base = "received"
    vat = "exclusive"
    vat_rates = { NL = "21 %" }
    min_margin = "0.03 EUR/kWh"
    [[pricing.retail.rule]]
    id = "app"
    markup = "12 %"
    add = { session = "0.39 EUR/session" }
    visible_as = "Roaming service fee"

    """

  /// A moment of the first of January 2026.
  static func time(_ clock: String) -> Timestamp { Timestamp(ocpi: "2026-01-01T\(clock):00Z") ?? .epoch }

  /// Opens a house with these terms, in force since 2025.
  init(_ terms: String = "") async throws {
    house = try await PublishHouse(
      ["acme": Sample.partner("acme", terms)], on: HandClock(at: Self.time("00:00")))
    try await house.register("acme")
    house.clock.advance(seconds: 60)
  }

  /// Tells the station; its connector names these tariffs since then.
  func tell(
    station tariffs: [String] = ["T1"], at clock: String = "00:00", zone: String? = "Europe/Amsterdam"
  ) async throws {
    let (time, ids) = (Self.time(clock), tariffs.map { "\"\($0)\"" }.joined(separator: ","))
    let named = zone.map { "\"time_zone\":\"\($0)\"," } ?? ""
    try await house.receive(
      "locations", from: "acme",
      Sample.Object(
        key: ObjectKey(country: "NL", party: "ACM", id: "L1"),
        text: """
          {"country_code":"NL","party_id":"ACM","id":"L1","publish":true,"address":"Dam 1","city":"Amsterdam",\
          "country":"NLD","coordinates":{"latitude":"52.37","longitude":"4.89"},\(named)\
          "evses":[{"uid":"E1","evse_id":"NL*ACM*E1","status":"AVAILABLE","connectors":[{"id":"1",\
          "standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,\
          "tariff_ids":[\(ids)],"last_updated":"\(time)"}],"last_updated":"\(time)"}],"last_updated":"\(time)"}
          """, at: time))
  }

  /// Tells a tariff: a price for energy and 3.00 for an hour of parking, both with 21 %.
  func tell(tariff price: String, _ id: String = "T1", at clock: String = "00:00") async throws {
    let time = Self.time(clock)
    try await house.receive(
      "tariffs", from: "acme",
      Sample.Object(
        key: ObjectKey(country: "NL", party: "ACM", id: id),
        text: """
          {"country_code":"NL","party_id":"ACM","id":"\(id)","currency":"EUR","elements":[{"price_components":[\
          {"type":"ENERGY","price":\(price),"vat":21,"step_size":1},\
          {"type":"PARKING_TIME","price":3.00,"vat":21,"step_size":1}]}],"last_updated":"\(time)"}
          """, at: time))
  }

  /// Sends a CDR of 23.4 kWh in an hour and a half, then half an hour of parking.
  func send(
    _ id: String = "C1", cost: String, from clock: String = "09:00", tariff: String? = "T1",
    more: String = "",
    over hub: String? = nil
  ) async throws {
    let start = Self.time(clock)
    let (parked, end) = (start.adding(seconds: 5400), start.adding(seconds: 7200))
    let named = tariff.map { "\"tariff_id\":\"\($0)\"," } ?? ""
    let token = """
      {"country_code":"DE","party_id":"NVO","uid":"04AB","type":"RFID","contract_id":"DE-NVO-C1-7"}
      """
    try await house.receive(
      "cdrs", from: "acme", over: hub,
      Sample.Object(
        key: ObjectKey(country: "NL", party: "ACM", id: id),
        text: """
          {"country_code":"NL","party_id":"ACM","id":"\(id)","start_date_time":"\(start)","end_date_time":"\(end)",\
          "cdr_token":\(token),"auth_method":"WHITELIST","cdr_location":{"id":"L1","address":"Dam 1",\
          "city":"Amsterdam","country":"NLD","coordinates":{"latitude":"52.37","longitude":"4.89"},"evse_uid":"E1",\
          "evse_id":"NL*ACM*E1","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
          "connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[\
          {"start_date_time":"\(start)",\(named)"dimensions":[{"type":"ENERGY","volume":23.4},\
          {"type":"TIME","volume":1.5}]},{"start_date_time":"\(parked)",\(named)"dimensions":[\
          {"type":"PARKING_TIME","volume":0.5}]}],"total_cost":{"excl_vat":\(cost)},"total_energy":23.4,\
          "total_time":2,\(more)"last_updated":"\(end)"}
          """, at: end))
  }

  /// What is said of a CDR.
  func said(of id: String = "C1") async throws -> JSON {
    try await house.office(.get, "/partners/acme/cdrs/NL/ACM/\(id)?explain=1").json
  }
}
