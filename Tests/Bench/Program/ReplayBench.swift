import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// Rows of a CSV file read and priced under two states of the terms, as `partnerctl impact` does with each half of a file.
struct ReplayBench {
  private(set) var measurements: [Measurement] = []

  private struct Unusable: Error {}

  /// Prepares rows and terms, and checks that every row has a price.
  init() throws {
    let bytes = Self.rows(5000)
    let replay = try Self.replay()
    guard case .success(let table) = SessionTable.head(Array(Self.head.utf8)) else { throw Unusable() }
    measurements = [
      Measurement("replay, 2 prices", bytes: bytes.count, objects: 5000) {
        var (replay, rows) = (replay, SessionRows(table))
        _ = rows.read(bytes, bytes.indices, firstLine: 2) { result, site, known in
          guard case .success(let session) = result else { return }
          replay.know(known)
          replay.add(session, at: site)
        }
        guard replay.total.sessions == 5000, replay.total.difference < 0 else { throw Unusable() }
      }
    ]
  }

  /// Measures so many rounds, unless only another name is asked for.
  mutating func run(rounds: Int, seconds: Double, only: String? = nil) throws {
    if let only { measurements.removeAll { $0.name != only } }
    for index in measurements.indices {
      try measurements[index].warmUp()
      for _ in 0..<rounds { try measurements[index].run(seconds: seconds) }
    }
  }

  private static let head = "station,start_utc,end_utc,charging_seconds,kwh,power_type"

  /// Stays of up to six hours at twenty stations, through all hours of a year.
  private static func rows(_ count: Int) -> [UInt8] {
    var dice = Dice(seed: WireBench.seed)
    var text = ""
    for index in 0..<count {
      let seconds = dice.number(60...20_000)
      let start = Timestamp(seconds: 1_770_000_000 + Int64(index) * 6300)
      let energy = dice.number(1...60_000)
      text +=
        "ST\(dice.number(1...20)),\(start),\(start.adding(seconds: Int64(seconds))),\(dice.number(30...seconds)),"
        + "\(energy / 1000).\(String(1000 + energy % 1000).dropFirst()),AC_3_PHASE\n"
    }
    return Array(text.utf8)
  }

  /// The night's kWh before and after, everything else alike.
  private static func replay() throws -> Replay {
    let (before, after) = (try terms("0.39"), try terms("0.36"))
    var defaults = PlaceBook.Defaults()
    defaults.country = "NL"
    defaults.zone = "Europe/Amsterdam"
    return Replay(
      from: before, to: after, places: PlaceBook(list: ["AC-1"], defaults: defaults), by: [.rule, .month])
  }

  private static func terms(_ price: String) throws -> ReplayTerms {
    let text = """
      [{"country_code":"NL","party_id":"CPO","id":"AC-1","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[{"type":"ENERGY","price":\(price),"vat":21,"step_size":1}],
      "restrictions":{"start_time":"22:00","end_time":"06:00"}},
      {"price_components":[{"type":"ENERGY","price":0.49,"vat":21,"step_size":1},
      {"type":"PARKING_TIME","price":1.20,"vat":21,"step_size":60}]}],"last_updated":"2026-01-01T00:00:00Z"}]
      """
    let zones = ZoneCatalog()
    let moment = Timestamp(seconds: 1_790_000_000)
    guard let party = PartyID("NL-CPO"),
      let list = PriceList.read(name: "adhoc", bytes: Array(text.utf8), taxIncluded: nil, party: party).list
    else { throw Unusable() }
    let pricing = PartnerPricing(
      PriceRules(base: .list("adhoc")), list: list, partner: "acme",
      PricingSurroundings(appliedAt: moment, rates: .none, change: .datedPair))
    return ReplayTerms(label: price, pricing: pricing, moment: moment) { try? zones.zone($0) }
  }
}
