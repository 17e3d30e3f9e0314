import BilateralBase
package import BilateralModel

/// Tariffs and a CDR that were dealt together; the same seed gives the same pair.
package struct DealtPair {
  /// The version both are in.
  package let version: OCPIVersion
  /// The name of the charger's time zone.
  package let zone: String
  /// One tariff, or several that periods name.
  package let tariffs: [Tariff]
  /// The CDR; its own totals are zero.
  package let cdr: CDR
  /// Deals further CDRs under the same tariffs, each after the one before.
  package let furtherCDRs: CDRDealer

  private static let party = PartyID(country: "DE", party: "NVO")
  private static let zones = [
    "Europe/Amsterdam", "Europe/Berlin", "Europe/Lisbon", "Europe/Dublin", "America/New_York", "UTC",
    "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham",
  ]
  /// Days around which clocks change somewhere among these zones.
  private static let turns: [(Int, Int, Int)] = [
    (2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1), (2026, 4, 5), (2026, 10, 4), (2026, 9, 27),
  ]

  /// Deals a pair in a version.
  package init?(version: OCPIVersion, seed: UInt64) {
    guard let party = Self.party else { return nil }
    var dice = Dice(seed: seed &* 3 &+ UInt64(version.rawValue))
    let day = Self.day(&dice)
    var dealer = TariffDealer(version: version, seed: dice.next(), day: day, party: party)
    var tariffs = [dealer.deal(id: "T1", type: dice.happens(30) ? .regular : nil)]
    let isMany = version != .v2_1_1 && dice.happens(20)
    if isMany { tariffs.append(dealer.deal(id: "T2", type: .profileFast)) }
    var cdrs = CDRDealer(
      version: version, seed: dice.next(),
      start: day.daysSince1970 * 86_400 + dice.number(-18...36) * 1800 + (dice.happens(30) ? 1 : 0),
      tariffIDs: isMany || (version != .v2_1_1 && dice.happens(30)) ? tariffs.map(\.id) : [],
      isMeasured: tariffs.contains(where: \.asksForMeasures), party: party)
    self.version = version
    zone = dice.one(of: Self.zones)
    self.tariffs = tariffs
    cdr = cdrs.deal()
    furtherCDRs = cdrs
  }

  private static func day(_ dice: inout Dice) -> CivilDate {
    let ordinary = CivilDate(daysSince1970: dice.number(19_800...21_000))
    guard dice.happens(50) else { return ordinary }
    let (year, month, day) = dice.one(of: turns)
    return CivilDate(year: year, month: month, day: day) ?? ordinary
  }
}

extension Tariff {
  /// Whether an element holds only at some current or power.
  fileprivate var asksForMeasures: Bool {
    elements.contains { element in
      guard let held = element.restrictions else { return false }
      return [held.minCurrent, held.maxCurrent, held.minPower, held.maxPower].contains { $0 != nil }
    }
  }
}
