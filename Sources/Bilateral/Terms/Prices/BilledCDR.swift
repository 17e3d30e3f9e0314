package import BilateralBase
package import BilateralModel
package import BilateralPricing

/// A CDR with the amounts that the published tariffs give, whatever amounts and tariffs came with it (ruling 20).
///
/// It is the whole decision of billing: what goes in is what was measured and what the partner had been told, so the
/// runtime, the tools and the tests bill by the same lines.
package struct BilledCDR: Sendable {
  /// The CDR as the partner gets it.
  package private(set) var cdr: CDR
  /// Its price, exact, with every decision.
  package let priced: PricedSession
  /// The whole as it is rounded for this partner.
  package let total: StatedAmount

  /// Bills a CDR.
  ///
  /// - Parameters:
  ///   - sent: what our platform measured.
  ///   - told: the tariffs of the connector that the partner had been told when the session began.
  ///   - zone: the zone of the location.
  ///   - rounding: where and how the terms round.
  ///   - version: the one in which the partner reads it.
  /// - Throws: ``BillingRefusal`` with the path of what is missing.
  package init(
    _ sent: CDR, under told: [BilledTariff], zone: ZoneFile, rounding: RoundingTerms, version: OCPIVersion
  ) throws(BillingRefusal) {
    let tariffs = told.map(\.tariff)
    var cdr = sent
    try Self.name(told, in: &cdr)
    try Self.demandMeasures(cdr, tariffs)
    do throws(PricingRefusal) {
      let session = try ChargedSession(cdr, version: version)
      priced = try Pricer(tariffs: tariffs, zone: zone, version: version).price(session)
    } catch {
      throw BillingRefusal(error.description, path: "charging_periods")
    }
    guard priced.net != nil else {
      throw BillingRefusal(
        "the tariff holds a tax of unknown rate, so there is no net amount", path: "total_cost")
    }
    let convention = RoundingConvention(rounding)
    total = convention.amount(of: priced)
    cdr.currency = priced.currency.code
    cdr.tariffs = tariffs
    self.cdr = cdr
    writeAmounts(places: convention.places ?? rounding.digits)
    writeQuantities()
  }

  /// Every period names the tariff by the id that the partner knows.
  private static func name(_ told: [BilledTariff], in cdr: inout CDR) throws(BillingRefusal) {
    let usual = told.filter { $0.tariff.type == nil || $0.tariff.type == .regular }
    let only = told.count == 1 ? told.first : usual.count == 1 ? usual.first : nil
    for index in cdr.chargingPeriods.indices {
      let given = cdr.chargingPeriods[index].tariffID
      let known = told.first { given == $0.base || given == $0.tariff.id } ?? only
      guard let known else {
        throw BillingRefusal(
          "several tariffs hold at this connector, and the period names none of them",
          path: "charging_periods[\(index)].tariff_id")
      }
      cdr.chargingPeriods[index].tariffID = known.tariff.id
    }
  }

  /// What is priced must have been measured: a missing volume is not zero.
  private static func demandMeasures(_ cdr: CDR, _ tariffs: [Tariff]) throws(BillingRefusal) {
    for (index, period) in cdr.chargingPeriods.enumerated() where period.dimensions.isEmpty {
      throw BillingRefusal(
        "the period measures nothing", path: "charging_periods[\(index)].dimensions")
    }
    let measured = Set(cdr.chargingPeriods.flatMap(\.dimensions).map(\.type))
    guard measured != [.reservationTime] else { return }
    let priced = Set(
      tariffs.flatMap(\.elements).filter { $0.restrictions?.reservation == nil }
        .flatMap(\.priceComponents).map(\.type))
    if priced.contains(.energy), measured.isDisjoint(with: [.energy]) {
      throw BillingRefusal(
        "energy is priced and no period has a volume of ENERGY", path: "charging_periods[0].dimensions")
    }
    if priced.contains(.time), measured.isDisjoint(with: [.time, .parkingTime]) {
      throw BillingRefusal(
        "time is priced and no period has a volume of TIME or PARKING_TIME",
        path: "charging_periods[0].dimensions")
    }
  }

  // MARK: - amounts on the wire

  private mutating func writeAmounts(places: Int) {
    let parts = priced.parts
    func part(_ component: BilledComponent) -> Price? {
      parts[component].flatMap { part in
        part.net.map { net in price(net, part.gross, places: 4, byRate: false) }
      }
    }
    if let net = total.net { cdr.totalCost = price(net, total.gross, places: places, byRate: true) }
    cdr.totalFixedCost = part(.flat)
    cdr.totalEnergyCost = part(.energy)
    cdr.totalTimeCost = part(.time)
    cdr.totalParkingCost = part(.parking)
    cdr.totalReservationCost = part(.reservation)
  }

  private func price(_ net: Rational, _ gross: Rational?, places: Int, byRate: Bool) -> Price {
    let (net, gross) = (net.rounded(toPlaces: places), gross?.rounded(toPlaces: places))
    var price = Price(beforeTaxes: Self.number(net, places))
    if let gross { price.taxes = taxes(gross - net, places: places, byRate: byRate) }
    return price
  }

  /// The tax by rate; what rounding leaves goes to the last, so that the sum is exactly the difference.
  private func taxes(_ sum: Rational, places: Int, byRate: Bool) -> [TaxAmount] {
    let rates = priced.taxes.filter { $0.rate != nil }
    guard byRate, rates.count > 1 else {
      let rate = rates.count == 1 ? rates.first?.rate.flatMap { WireNumber($0) } : nil
      return [TaxAmount(name: "VAT", percentage: rate, amount: Self.number(sum, places))]
    }
    var rest = sum
    return rates.enumerated().map { place, tax in
      let amount = place == rates.count - 1 ? rest : tax.tax.rounded(toPlaces: places)
      rest = rest - amount
      return TaxAmount(
        name: "VAT", percentage: tax.rate.flatMap { WireNumber($0) }, amount: Self.number(amount, places))
    }
  }

  private mutating func writeQuantities() {
    let periods = priced.session.periods
    func sum(_ measured: (ChargedPeriod) -> Rational?) -> Rational {
      periods.reduce(.zero) { $0 + (measured($1) ?? .zero) }
    }
    cdr.totalEnergy = Self.number(sum(\.energy), 4)
    let seconds = cdr.endDateTime.seconds - cdr.startDateTime.seconds
    cdr.totalTime = Self.number(Rational(Int(seconds), over: 3600) ?? .zero, 4)
    let parking = sum(\.parking)
    cdr.totalParkingTime = parking.isZero ? nil : Self.number(parking, 4)
  }

  private static func number(_ value: Rational, _ places: Int) -> WireNumber {
    WireNumber(value.decimalText(places: places)) ?? 0
  }
}

extension RoundingConvention {
  /// How a CDR's amounts are rounded under what a partner file agrees on (ruling 21).
  ///
  /// What is rounded on the statement stands in the CDR with four decimals.
  package init(_ terms: RoundingTerms) {
    switch terms.point {
    case .component: self.init(.dimension, terms.mode, places: terms.digitsInCDR)
    case .period: self.init(.period, terms.mode, places: terms.digitsInCDR)
    case .session, .statement: self.init(.total, terms.mode, places: terms.digitsInCDR)
    }
  }
}
