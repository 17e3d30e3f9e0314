import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// A CDR with the amounts that the published tariffs give, whatever amounts and tariffs came with it (ruling 20).
struct BilledCDR: Sendable {
  private(set) var cdr: CDR
  let priced: PricedSession
  /// The whole as it is rounded for this partner.
  let total: StatedAmount

  /// Bills a CDR.
  ///
  /// - Parameters:
  ///   - sent: what our platform measured.
  ///   - place: the tariffs that held, and where.
  ///   - rounding: where and how the terms round.
  ///   - version: the one in which the partner reads it.
  /// - Throws: 422 with the path of what is missing.
  init(
    _ sent: CDR, at place: PublishedPlace, rounding: RoundingTerms, version: OCPIVersion
  ) throws(OfficeError) {
    var cdr = sent
    try Self.name(place, in: &cdr)
    try Self.demandMeasures(cdr, place.tariffs)
    do throws(PricingRefusal) {
      let session = try ChargedSession(cdr, version: version)
      priced = try Pricer(tariffs: place.tariffs, zone: place.zone, version: version).price(session)
    } catch {
      throw .unpriced(error.description, path: "charging_periods")
    }
    guard priced.net != nil else {
      throw .unpriced("the tariff holds a tax of unknown rate, so there is no net amount", path: "total_cost")
    }
    let convention = RoundingConvention(rounding)
    total = convention.amount(of: priced)
    cdr.currency = priced.currency.code
    cdr.tariffs = place.tariffs
    self.cdr = cdr
    writeAmounts(places: convention.places ?? rounding.digits)
    writeQuantities()
  }

  /// Every period names the tariff by the id that the partner knows.
  private static func name(_ place: PublishedPlace, in cdr: inout CDR) throws(OfficeError) {
    let usual = place.tariffs.filter { $0.type == nil || $0.type == .regular }
    let only = place.tariffs.count == 1 ? place.tariffs.first : usual.count == 1 ? usual.first : nil
    for index in cdr.chargingPeriods.indices {
      let given = cdr.chargingPeriods[index].tariffID
      let known = place.rows.first { row in
        given == CiString(row.base) || given == CiString(row.key.id)
      }
      guard let id = known.map({ CiString($0.key.id) }) ?? only?.id else {
        throw .unpriced(
          "several tariffs hold at this connector, and the period names none of them",
          path: "charging_periods[\(index)].tariff_id")
      }
      cdr.chargingPeriods[index].tariffID = id
    }
  }

  /// What is priced must have been measured: a missing volume is not zero.
  private static func demandMeasures(_ cdr: CDR, _ tariffs: [Tariff]) throws(OfficeError) {
    for (index, period) in cdr.chargingPeriods.enumerated() where period.dimensions.isEmpty {
      throw .unpriced(
        "the period measures nothing", path: "charging_periods[\(index)].dimensions")
    }
    let measured = Set(cdr.chargingPeriods.flatMap(\.dimensions).map(\.type))
    guard measured != [.reservationTime] else { return }
    let priced = Set(
      tariffs.flatMap(\.elements).filter { $0.restrictions?.reservation == nil }
        .flatMap(\.priceComponents).map(\.type))
    if priced.contains(.energy), measured.isDisjoint(with: [.energy]) {
      throw .unpriced(
        "energy is priced and no period has a volume of ENERGY", path: "charging_periods[0].dimensions")
    }
    if priced.contains(.time), measured.isDisjoint(with: [.time, .parkingTime]) {
      throw .unpriced(
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
  /// The convention that a partner file agrees on (ruling 21).
  init(_ terms: RoundingTerms) {
    switch terms.point {
    case .component: self.init(.dimension, terms.mode, places: terms.digits)
    case .period: self.init(.period, terms.mode, places: terms.digits)
    case .session: self.init(.total, terms.mode, places: terms.digits)
    case .statement: self.init(.total, terms.mode, places: 4)
    }
  }
}
