package import BilateralBase
package import BilateralModel

/// Deals CDRs of short sessions, on ordinary days and on those whose clocks change.
package struct CDRDealer {
  private let version: OCPIVersion
  private var dice: Dice
  /// When it all starts, in seconds since 1970.
  private var now: Int
  /// Tariffs to be named in periods; none when periods name none.
  private let tariffIDs: [CiString]
  /// Whether current and power are told mostly, because a tariff asks for them.
  private let isMeasured: Bool
  private let party: PartyID

  /// A dealer for a version; periods name one of these tariffs each.
  package init(
    version: OCPIVersion, seed: UInt64, start: Int, tariffIDs: [CiString], isMeasured: Bool, party: PartyID
  ) {
    self.version = version
    dice = Dice(seed: seed)
    now = start
    self.tariffIDs = tariffIDs
    self.isMeasured = isMeasured
    self.party = party
  }

  /// A CDR; its own totals are zero.
  package mutating func deal() -> CDR {
    let start = now
    var periods: [ChargingPeriod] = []
    if version != .v2_1_1, dice.happens(25) { periods.append(contentsOf: reservations()) }
    if periods.isEmpty || dice.happens(70) {
      for _ in 0..<dice.number(1...6) { periods.append(period()) }
    }
    if dice.happens(5) { periods.reverse() }
    return CDR(
      party: party, id: "C1", startDateTime: Timestamp(seconds: Int64(start)),
      endDateTime: Timestamp(seconds: Int64(now)),
      token: CDRToken(party: party, uid: "U1", type: .rfid, contractID: "DE-NVO-C1"),
      authMethod: .whitelist, location: .dealt, currency: "EUR", chargingPeriods: periods,
      totalCost: Price(beforeTaxes: 0), totalEnergy: 0, totalTime: 0,
      lastUpdated: Timestamp(seconds: Int64(now)))
  }

  private mutating func reservations() -> [ChargingPeriod] {
    (0..<dice.number(1...2)).map { _ in
      let length = dice.number(1...90) * 60
      return period(lasting: length, [CDRDimension(type: .reservationTime, volume: hours(length))])
    }
  }

  private mutating func period() -> ChargingPeriod {
    let length = dice.happens(50) ? dice.number(1...120) * 60 : dice.number(1...7200)
    var dimensions: [CDRDimension] = []
    if dice.happens(70) {
      dimensions.append(CDRDimension(type: .energy, volume: decimal(energy(length), places: 4)))
      dimensions.append(CDRDimension(type: .time, volume: hours(length)))
    } else {
      dimensions.append(CDRDimension(type: .parkingTime, volume: hours(length)))
      if dice.happens(20) { dimensions.append(CDRDimension(type: .energy, volume: 0)) }
    }
    return period(lasting: length, dimensions + measures())
  }

  private mutating func period(lasting seconds: Int, _ dimensions: [CDRDimension]) -> ChargingPeriod {
    defer { now += seconds }
    return ChargingPeriod(
      startDateTime: Timestamp(seconds: Int64(now)), dimensions: dimensions,
      tariffID: tariffIDs.isEmpty ? nil : dice.one(of: tariffIDs))
  }

  /// Tenths of a watt-hour: at most 30 kW, seldom back to the grid.
  private mutating func energy(_ seconds: Int) -> Int {
    let most = seconds * 30_000 * 10 / 3600
    return dice.happens(2) ? -dice.number(1...max(1, most / 10)) : dice.number(1...max(1, most))
  }

  /// Hours in four decimals, rounded one way or the other; seldom in fewer or more, or another length at all.
  private mutating func hours(_ seconds: Int) -> WireNumber {
    let hours = Rational(seconds, over: 3600) ?? .zero
    if dice.happens(4) { return decimal(dice.number(1...30_000), places: dice.number(4...5)) }
    let text = hours.decimalText(
      places: dice.happens(5) ? 6 : 4, dice.one(of: [.halfUp, .halfUp, .down, .up]))
    return WireNumber(text) ?? 0
  }

  /// Current and power as some platforms tell them: both ends, one, the one value, or nothing.
  private mutating func measures() -> [CDRDimension] {
    guard dice.happens(isMeasured ? 90 : 40) else { return [] }
    var made = ends(.minCurrent, .maxCurrent, version == .v2_1_1 ? nil : .current, 6...96)
    if version != .v2_1_1 { made += ends(.minPower, .maxPower, .power, 1...60) }
    return made
  }

  private mutating func ends(
    _ least: CDRDimensionType, _ greatest: CDRDimensionType, _ only: CDRDimensionType?,
    _ range: ClosedRange<Int>
  ) -> [CDRDimension] {
    let low = dice.number(range)
    let high = dice.happens(50) ? low : min(range.upperBound, low + dice.number(0...20))
    var told: [(CDRDimensionType, Int)] = [(least, low), (greatest, high)]
    if dice.happens(15) { told.removeFirst() } else if dice.happens(15) { told.removeLast() }
    if let only, dice.happens(15) { told = [(only, low)] }
    return told.map { CDRDimension(type: $0.0, volume: WireNumber($0.1)) }
  }
}

extension CDRLocation {
  fileprivate static let dealt = CDRLocation(
    id: "L1", address: "Kai 7", city: "Kiel", country: "DEU",
    coordinates: GeoLocation(latitude: "54.32", longitude: "10.13"), evseUID: "E1", evseID: "DE*NVO*E1",
    connectorID: "1", connectorStandard: .iec62196T2, connectorFormat: .socket, connectorPowerType: .ac3Phase)
}
