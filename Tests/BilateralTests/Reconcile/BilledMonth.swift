import BilateralBase
import BilateralStore
import BilateralTestTools
import Testing

@testable import Bilateral

/// October 2026 between a provider and the operator acme: charges one after the other at twenty EVSEs, each with its
/// session and its CDR, and the faults of the field at their rates.
struct BilledMonth {
  /// One charge and what is wrong with it.
  struct Charge {
    var number: Int
    var start: Timestamp
    var seconds: Int64
    /// Tenths of a kWh.
    var tenths: Int
    var card: Int
    var evse: Int
    /// Seconds after its end at which the CDR came; nil where none did.
    var delay: Int64?
    var fault: String?

    var end: Timestamp { start.adding(seconds: seconds) }
  }

  static let first = Timestamp(ocpi: "2026-10-01T00:00:00Z") ?? .epoch
  static let period = "2026-10"

  let house: PublishHouse
  private(set) var charges: [Charge] = []

  /// A house in which the station, its tariff and fifty cards are known since September.
  init(_ terms: String = "") async throws {
    let start = Self.first.adding(seconds: -86_400)
    let more = "[settlement]\ncurrency = \"EUR\"\n[cdr]\n\(terms)"
    house = try await PublishHouse(["acme": Sample.partner("acme", more)], on: HandClock(at: start))
    try await house.register("acme")
    let cards = (0..<50).map { Sample.token("CARD\($0)", at: start) }
    try await house.put("tokens", cards)
    try await house.receive("tariffs", from: "acme", Self.object("T1", Self.tariff(start), start))
    try await house.receive("locations", from: "acme", Self.object("L1", Self.location(start), start))
  }

  /// Plans so many charges: each EVSE and each card does one at a time.
  mutating func plan(_ count: Int, seed: UInt64) {
    var dice = Dice(seed: seed)
    charges = (0..<count).map { number in
      let slot = Int64(number / 20) * 2_400
      let begin = Self.first.adding(seconds: 600 + slot + Int64.random(in: 0..<300, using: &dice))
      let tenths = number % 67 == 0 ? 0 : Int.random(in: 10...400, using: &dice)
      return Charge(
        number: number, start: begin, seconds: Int64.random(in: 600..<2_000, using: &dice), tenths: tenths,
        card: number % 50, evse: number % 20, delay: number % 10 == 0 ? 70_000 : 300)
    }
  }

  /// Spoils some, each in its way: `fault` of every so many charges, one at least.
  mutating func spoil(_ fault: String, oneOf rate: Int, at place: Int) -> [Int] {
    let spoiled = stride(from: place, to: charges.count, by: rate).filter { charges[$0].fault == nil }
    for number in spoiled { charges[number].fault = fault }
    return spoiled
  }

  /// Lets the month happen: sessions as they end, CDRs as they come.
  func happen() async throws {
    var arrivals: [Int64: [(String, Sample.Object)]] = [:]
    for charge in charges {
      let slot = (charge.end.seconds + 21_600) / 21_600
      arrivals[slot, default: []].append(("sessions", session(charge)))
      for (cdr, delay) in cdrs(charge) {
        let at = (charge.end.seconds + delay) / 21_600 + (delay > 86_400 ? 1 : 0)
        arrivals[max(slot, at), default: []].append(("cdrs", cdr))
      }
    }
    for slot in arrivals.keys.sorted() {
      let ahead = Timestamp(seconds: slot * 21_600) - house.clock.now
      if ahead > 0 { house.clock.advance(seconds: ahead) }
      try await house.receive(all: arrivals[slot] ?? [], from: "acme")
    }
    let end = Self.first.adding(seconds: 40 * 86_400) - house.clock.now
    if end > 0 { house.clock.advance(seconds: end) }
  }

  /// What reconciliation says of the month, against their statement where one is given.
  func reconciled(_ statement: String? = nil) async throws -> ReconcileRun.Part {
    var order = ReconcileRun.Order(
      partner: "acme", period: try #require(SettlementPeriod(Self.period)))
    if let statement { order.statement = ("acme.csv", Array(statement.utf8)) }
    let parts = try await ReconcileRun(on: house.platform).run(order)
    return try #require(parts.first { $0.direction == .buy })
  }

  /// Their statement of all CDRs that came, as CSV.
  var statement: String {
    charges.flatMap { charge in cdrs(charge).map { (charge, $0.0) } }.reduce("cdr_id,net,currency\n") {
      $0 + "\($1.1.key.id),\(Self.cost($1.0)),\($1.0.fault == "currency" ? "SEK" : "EUR")\n"
    }
  }

  // MARK: - objects

  /// 0.50 EUR a kWh.
  private static func cost(_ charge: Charge) -> String {
    let cents = charge.tenths * 5 + (charge.fault == "price" ? 37 : 0)
    let rest = cents % 100
    return "\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private func session(_ charge: Charge) -> Sample.Object {
    let isOpen = charge.fault == "ghost"
    let id = charge.fault == "no-session" ? "X\(charge.number)" : "S\(charge.number)"
    let start = charge.fault == "no-session" ? charge.start.adding(seconds: -40 * 86_400) : charge.start
    let ended = isOpen ? "" : "\"end_date_time\":\"\(start.adding(seconds: charge.seconds))\","
    return Self.object(
      id,
      """
      {"country_code":"NL","party_id":"ACM","id":"\(id)","start_date_time":"\(start)",\(ended)\
      "kwh":\(Self.energy(charge.tenths)),"cdr_token":\(Self.token(charge)),"auth_method":"WHITELIST",\
      "location_id":"L1","evse_uid":"E\(charge.evse)","connector_id":"1","currency":"EUR","status":\
      "\(isOpen ? "ACTIVE" : "COMPLETED")","last_updated":"\(charge.end)"}
      """, charge.end)
  }

  private func cdrs(_ charge: Charge) -> [(Sample.Object, Int64)] {
    switch charge.fault {
    case "missing", "ghost": []
    case "duplicate": [(cdr(charge), 300), (cdr(charge, "C\(charge.number)B"), 7_000)]
    case "late": [(cdr(charge), 90_000)]
    default: [(cdr(charge), charge.delay ?? 300)]
    }
  }

  private func cdr(_ charge: Charge, _ id: String? = nil) -> Sample.Object {
    let id = id ?? "C\(charge.number)"
    // An overlap: the EVSE of the neighbour, who charged at the same time.
    let evse = charge.fault == "overlap" ? (charge.evse + 1) % 20 : charge.evse
    let energy = Self.energy(charge.tenths + (charge.fault == "energy" ? 5 : 0))
    return Self.object(
      id,
      """
      {"country_code":"NL","party_id":"ACM","id":"\(id)","start_date_time":"\(charge.start)",\
      "end_date_time":"\(charge.end)","session_id":"S\(charge.number)","cdr_token":\(Self.token(charge)),\
      "auth_method":"WHITELIST","cdr_location":{"id":"L1","address":"Dam 1","city":"Amsterdam","country":"NLD",\
      "coordinates":{"latitude":"52.37","longitude":"4.89"},"evse_uid":"E\(evse)","evse_id":"NL*ACM*E\(evse)",\
      "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
      "connector_power_type":"AC_3_PHASE"},"currency":"\(charge.fault == "currency" ? "SEK" : "EUR")",\
      "charging_periods":[{"start_date_time":"\(charge.start)","tariff_id":"T1","dimensions":[\
      {"type":"ENERGY","volume":\(energy)}]}],"total_cost":{"excl_vat":\(Self.cost(charge))},\
      "total_energy":\(energy),"total_time":\(Self.hours(charge.seconds)),"last_updated":"\(charge.end)"}
      """, charge.end)
  }

  private static func energy(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }

  private static func hours(_ seconds: Int64) -> String {
    (Rational(Int(seconds), over: 3600) ?? .zero).decimalText(atMost: 4)
  }

  private static func token(_ charge: Charge) -> String {
    let uid = charge.fault == "token" ? "STRANGER\(charge.number)" : "CARD\(charge.card)"
    return
      "{\"country_code\":\"DE\",\"party_id\":\"NVO\",\"uid\":\"\(uid)\",\"type\":\"RFID\",\"contract_id\":\"DE-NVO-C1-7\"}"
  }

  private static func object(_ id: String, _ text: String, _ at: Timestamp) -> Sample.Object {
    Sample.Object(key: ObjectKey(country: "NL", party: "ACM", id: id), text: text, at: at)
  }

  private static func tariff(_ time: Timestamp) -> String {
    """
    {"country_code":"NL","party_id":"ACM","id":"T1","currency":"EUR","elements":[{"price_components":[\
    {"type":"ENERGY","price":0.50,"vat":21,"step_size":1}]}],"last_updated":"\(time)"}
    """
  }

  private static func location(_ time: Timestamp) -> String {
    let evses = (0..<20).map { number in
      """
      {"uid":"E\(number)","evse_id":"NL*ACM*E\(number)","status":"AVAILABLE","connectors":[{"id":"1",\
      "standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,\
      "tariff_ids":["T1"],"last_updated":"\(time)"}],"last_updated":"\(time)"}
      """
    }
    return """
      {"country_code":"NL","party_id":"ACM","id":"L1","publish":true,"address":"Dam 1","city":"Amsterdam",\
      "country":"NLD","coordinates":{"latitude":"52.37","longitude":"4.89"},"time_zone":"Europe/Amsterdam",\
      "evses":[\(evses.joined(separator: ","))],"last_updated":"\(time)"}
      """
  }
}
