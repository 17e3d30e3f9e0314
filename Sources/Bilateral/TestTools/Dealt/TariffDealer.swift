package import BilateralBase
package import BilateralModel

/// Deals tariffs that a version can say: several elements, every restriction, limits, taxes.
package struct TariffDealer {
  private let version: OCPIVersion
  private var dice: Dice
  /// The day around which dates lie.
  private let day: CivilDate
  private let party: PartyID

  private static let clocks = [
    "00:00", "02:00", "02:30", "03:00", "07:00", "08:30", "12:00", "18:00", "23:00",
  ]
  private static let weekdays = DayOfWeek.known.map { DayOfWeek(rawValue: $0.text.description) }

  /// A dealer for a version; dates lie around a day.
  package init(version: OCPIVersion, seed: UInt64, day: CivilDate, party: PartyID) {
    self.version = version
    dice = Dice(seed: seed)
    self.day = day
    self.party = party
  }

  /// A tariff of that id and type.
  package mutating func deal(id: CiString, type: TariffType? = nil) -> Tariff {
    var elements = (0..<dice.number(0...4)).map { _ in element(isRestricted: true) }
    if dice.happens(80) || elements.isEmpty { elements.append(element(isRestricted: false)) }
    if version != .v2_1_1 {
      for _ in 0..<dice.number(0...2) {
        elements.insert(reservationElement(), at: dice.number(0...elements.count))
      }
    }
    var tariff = Tariff(
      party: party, id: id, currency: "EUR", type: type, elements: elements,
      lastUpdated: Timestamp(seconds: 1_700_000_000))
    if version == .v2_3_0 { tariff.taxIncluded = dice.one(of: [nil, .no, .no, .yes, .yes, .notApplicable]) }
    if tariff.taxIncluded == .yes { tariff.nameEveryTax(dice.one(of: [7, 19, 21])) }
    if version != .v2_1_1 { limit(&tariff) }
    return tariff
  }

  private mutating func limit(_ tariff: inout Tariff) {
    if dice.happens(15) { tariff.minPrice = limit(50...300) }
    if dice.happens(15) { tariff.maxPrice = limit(100...1500) }
    if dice.happens(8) { squeeze(&tariff) }
  }

  /// A least price with more tax than any session has, close below a most price that says nothing of tax (R13).
  private mutating func squeeze(_ tariff: inout Tariff) {
    let least = dice.number(50...1500)
    tariff.minPrice = PriceLimit(
      beforeTaxes: decimal(least, places: 2),
      afterTaxes: decimal(least * dice.number(100...300), places: 4))
    tariff.maxPrice = PriceLimit(beforeTaxes: decimal(least + dice.number(0...300), places: 2))
  }

  private mutating func limit(_ cents: ClosedRange<Int>) -> PriceLimit {
    let before = dice.number(cents)
    let after = dice.happens(60) ? before * dice.number(100...125) : nil
    return PriceLimit(
      beforeTaxes: decimal(before, places: 2), afterTaxes: after.map { decimal($0, places: 4) })
  }

  private mutating func element(isRestricted: Bool) -> TariffElement {
    let restrictions: TariffRestrictions? =
      isRestricted ? self.restrictions() : dice.happens(20) ? TariffRestrictions() : nil
    return TariffElement(
      priceComponents: components([.energy, .time, .parkingTime, .flat]), restrictions: restrictions)
  }

  private mutating func reservationElement() -> TariffElement {
    var restrictions = dice.happens(40) ? clock() : TariffRestrictions()
    restrictions.reservation = dice.happens(65) ? .reservation : .reservationExpires
    return TariffElement(priceComponents: components([.time, .flat]), restrictions: restrictions)
  }

  /// Some of these dimensions, seldom one twice.
  private mutating func components(_ types: [TariffDimensionType]) -> [PriceComponent] {
    var chosen = types.filter { _ in dice.happens(55) }
    if chosen.isEmpty { chosen = [dice.one(of: types)] }
    if dice.happens(5) { chosen.append(dice.one(of: chosen)) }
    return chosen.map { component($0) }
  }

  private mutating func component(_ type: TariffDimensionType) -> PriceComponent {
    let price = dice.happens(6) ? 0 : dice.number(1...9999)
    let scale = type == .energy ? price : price * dice.one(of: [1, 2, 5])
    let steps =
      type == .flat
      ? [1]
      : type == .energy ? [0, 1, 1, 25, 100, 500, 1000] : [0, 1, 1, 60, 300, 420, 600, 900, 1800, 3600]
    let rates: [WireNumber?] = [nil, 0, 7, 10, 19, 21, decimal(52, places: 1)]
    return PriceComponent(
      type: type, price: decimal(scale, places: 4), vat: version == .v2_1_1 ? nil : dice.one(of: rates),
      stepSize: dice.one(of: steps))
  }

  private mutating func restrictions() -> TariffRestrictions {
    var made = dice.happens(55) ? clock() : TariffRestrictions()
    if dice.happens(30) { limitEnergy(&made) }
    if dice.happens(30) { limitDuration(&made) }
    if dice.happens(25) { limitPower(&made) }
    if version != .v2_1_1, dice.happens(15) { limitCurrent(&made) }
    return made
  }

  /// Restrictions of the clock and the calendar.
  private mutating func clock() -> TariffRestrictions {
    var made = TariffRestrictions()
    if dice.happens(60) {
      if dice.happens(85) { made.startTime = dice.one(of: Self.clocks) }
      if dice.happens(85) { made.endTime = dice.one(of: Self.clocks) }
    }
    if dice.happens(35) { made.dayOfWeek = Self.weekdays.filter { _ in dice.happens(60) } }
    if dice.happens(20) { made.startDate = date(dice.number(-2...1)) }
    if dice.happens(20) { made.endDate = date(dice.number(0...3)) }
    return made
  }

  private func date(_ days: Int) -> String { "\(CivilDate(daysSince1970: day.daysSince1970 + days))" }

  private mutating func limitEnergy(_ made: inout TariffRestrictions) {
    if dice.happens(60) { made.minKWh = decimal(dice.number(1...20) * 5, places: 1) }
    if dice.happens(60) { made.maxKWh = decimal(dice.number(2...40) * 5, places: 1) }
  }

  private mutating func limitDuration(_ made: inout TariffRestrictions) {
    if dice.happens(60) { made.minDuration = dice.number(1...12) * 600 }
    if dice.happens(60) { made.maxDuration = dice.number(1...24) * 600 }
  }

  private mutating func limitPower(_ made: inout TariffRestrictions) {
    if dice.happens(60) { made.minPower = WireNumber(dice.number(1...30)) }
    if dice.happens(60) { made.maxPower = WireNumber(dice.number(4...60)) }
  }

  private mutating func limitCurrent(_ made: inout TariffRestrictions) {
    if dice.happens(60) { made.minCurrent = WireNumber(dice.number(1...32)) }
    if dice.happens(60) { made.maxCurrent = WireNumber(dice.number(6...96)) }
  }
}

extension Tariff {
  /// States a rate where none is stated, so that the price without tax can be known.
  fileprivate mutating func nameEveryTax(_ percent: Int) {
    for element in elements.indices {
      for component in elements[element].priceComponents.indices
      where elements[element].priceComponents[component].vat == nil {
        elements[element].priceComponents[component].vat = WireNumber(percent)
      }
    }
  }
}

/// A decimal number by its digits: 4165 in 4 places is 0.4165.
package func decimal(_ digits: Int, places: Int) -> WireNumber {
  let value = (try? Rational(digits) / Rational(decimalPower(places))) ?? .zero
  return WireNumber(value.decimalText(places: places)) ?? 0
}

private func decimalPower(_ places: Int) -> Int { (0..<places).reduce(1) { power, _ in power * 10 } }
