import BilateralBase
import BilateralModel

/// A second pricer that shares nothing with the first but the objects of the wire: plain, slow, and written from the
/// rules R1 to R14 alone.
struct SlowPricer {
  /// What a CDR costs under tariffs.
  struct Result {
    /// The whole.
    var total: SlowAmount
    /// kWh and cost.
    var energy: (billed: Rational, cost: SlowAmount)
    /// Hours and cost.
    var time: (billed: Rational, cost: SlowAmount)
    /// Hours and cost.
    var parking: (billed: Rational, cost: SlowAmount)
    /// Hours and cost, of the time that the EVSE was kept and its fee.
    var reservation: (billed: Rational, cost: SlowAmount)
    /// The fee of the session.
    var flat: SlowAmount
  }

  let tariffs: [Tariff]
  let calendar: WallCalendar
  let version: OCPIVersion

  private var energy = SlowTill.energy
  private var time = SlowTill.time
  private var parking = SlowTill.time
  private var reserved = SlowTill.time
  private var fee: SlowAmount?
  private var reservationFee: SlowAmount?

  init?(tariffs: [Tariff], zone: String, version: OCPIVersion) {
    guard let calendar = WallCalendar(zone) else { return nil }
    self.tariffs = tariffs
    self.calendar = calendar
    self.version = version
  }

  /// The price of a CDR.
  func price(_ cdr: CDR) -> Result {
    var till = self
    till.ringUp(periods(of: cdr))
    return till.result(limits: limits(for: cdr))
  }

  /// In the order of time, each up to the next (R1).
  private func periods(of cdr: CDR) -> [SlowPeriod] {
    let sorted = cdr.chargingPeriods.enumerated().sorted {
      ($0.element.startDateTime, $0.offset) < ($1.element.startDateTime, $1.offset)
    }.map(\.element)
    return sorted.enumerated().map { place, period in
      let next = place + 1 < sorted.count ? sorted[place + 1].startDateTime : cdr.endDateTime
      return SlowPeriod(period, end: Int(next.seconds), tariff: tariff(of: period))
    }
  }

  /// The tariff of a period (R2).
  private func tariff(of period: ChargingPeriod) -> Tariff? {
    if version == .v2_1_1 { return tariffs.first }
    if let id = period.tariffID, let named = tariffs.first(where: { $0.id == id }) { return named }
    return tariffs.count == 1 ? tariffs.first : nil
  }

  private mutating func ringUp(_ periods: [SlowPeriod]) {
    let isExpired =
      periods.contains { $0.reservation > 0 }
      && periods.allSatisfy { $0.reservation == 0 || $0.isReservation }
      && periods.allSatisfy { $0.energy == 0 && $0.time == 0 && $0.parking == 0 }
    let zero = periods.first { !$0.isReservation }?.start ?? periods.first?.start ?? 0
    var energy = Rational.zero
    for period in periods {
      let moment = SlowMoment(
        wall: calendar.reading(at: period.start), energy: energy, elapsed: Rational(period.start - zero),
        current: period.current, power: period.power)
      if let tariff = period.tariff { ring(period, tariff, moment, isExpired: isExpired) }
      energy += period.energy
    }
  }

  private mutating func ring(_ period: SlowPeriod, _ tariff: Tariff, _ moment: SlowMoment, isExpired: Bool) {
    let tax = SlowTax(tariff, version)
    func component(_ type: TariffDimensionType) -> PriceComponent? {
      find(type, tariff, moment, [nil])
    }
    if period.reservation > 0 {
      let kinds: [ReservationRestrictionType?] =
        isExpired ? [.reservationExpires, .reservation] : [.reservation]
      if let found = find(.time, tariff, moment, kinds) {
        reserved.ring(found, period.reservation, tax)
      }
      if reservationFee == nil, let found = find(.flat, tariff, moment, kinds) {
        reservationFee = tax.amount(found.price.rational ?? .zero, found)
      }
    }
    if period.isReservation { return }
    if period.energy != 0, let found = component(.energy) {
      energy.ring(found, period.energy * Rational(energy.ticksPerUnit), tax)
    }
    if period.time > 0, let found = component(.time) { time.ring(found, period.time, tax) }
    if period.parking > 0, let found = component(.parkingTime) {
      parking.ring(found, period.parking, tax)
    }
    if fee == nil, !isExpired, let found = component(.flat) {
      fee = tax.amount(found.price.rational ?? .zero, found)
    }
  }

  /// The first component of a dimension in the first element that agrees, by kind of reservation (R3, R11, R12).
  private func find(
    _ type: TariffDimensionType, _ tariff: Tariff, _ moment: SlowMoment,
    _ kinds: [ReservationRestrictionType?]
  ) -> PriceComponent? {
    for kind in kinds {
      for element in tariff.elements where element.restrictions?.reservation == kind {
        if let restrictions = element.restrictions, !restrictions.agrees(with: moment) { continue }
        for component in element.priceComponents where component.type == type { return component }
      }
    }
    return nil
  }

  private func result(limits: Tariff?) -> Result {
    let isParked = !parking.uses.isEmpty
    let energy = self.energy.bill(fillingBlocks: true)
    let time = self.time.bill(fillingBlocks: !isParked)
    let parking = self.parking.bill(fillingBlocks: true)
    var reserved = self.reserved.bill(fillingBlocks: true)
    reserved.cost = reserved.cost + (reservationFee ?? .nothing)
    let flat = fee ?? .nothing
    var total = energy.cost + time.cost + parking.cost + reserved.cost + flat
    if version == .v2_1_1 { total.gross = nil }
    if let limits {
      let rates = tariffs.reduce(into: Set<Rational>()) { $0.formUnion($1.rates(SlowTax($1, version))) }
      total = total.held(between: limits.minPrice, and: limits.maxPrice, rates: rates)
    }
    return Result(
      total: total, energy: energy, time: time, parking: parking, reservation: reserved, flat: flat)
  }

  /// The tariff whose limits hold: the one of the session (R2).
  private func limits(for cdr: CDR) -> Tariff? {
    guard version != .v2_1_1 else { return nil }
    if tariffs.count == 1 { return tariffs.first }
    let valid = tariffs.filter {
      ($0.startDateTime.map { $0 <= cdr.startDateTime } ?? true)
        && ($0.endDateTime.map { cdr.startDateTime < $0 } ?? true)
    }
    return valid.first { $0.type == .regular } ?? valid.first { $0.type == nil }
  }
}

extension SlowAmount {
  /// Never below the least and above the greatest, each way of counting for itself (R13); `rates` are those that the
  /// tariff states, for a session that costs nothing and so has no rate of its own.
  func held(between least: PriceLimit?, and greatest: PriceLimit?, rates: Set<Rational>) -> SlowAmount {
    guard var held = net else { return self }
    var heldGross = gross
    var isHeld = false
    for (limit, isLeast) in [(least, true), (greatest, false)] {
      guard let limit, let before = limit.beforeTaxes.rational else { continue }
      let isBinding = isLeast ? held < before : held > before
      if isBinding { held = before }
      guard let gross = heldGross else { continue }
      if let after = after(limit, before, rates) {
        heldGross = isLeast ? max(gross, after) : min(gross, after)
        isHeld = isHeld || heldGross != gross
      } else if isBinding {
        heldGross = nil
      }
      isHeld = isHeld || isBinding
    }
    if isHeld, let gross = heldGross { heldGross = max(gross, held) }
    return SlowAmount(net: held, gross: heldGross)
  }

  /// What a limit is with tax: as it says, in the proportion of this amount, or by the only rate there is.
  private func after(_ limit: PriceLimit, _ before: Rational, _ rates: Set<Rational>) -> Rational? {
    if let after = limit.afterTaxes?.rational { return after }
    if let net, let gross, net != 0 { return try? before * gross / net }
    guard rates.count == 1, let rate = rates.first else { return nil }
    return try? before * (rate + 100) / 100
  }
}

extension Tariff {
  /// The rates that its components state; none is one of 0 % here.
  fileprivate func rates(_ tax: SlowTax) -> Set<Rational> {
    if case .none = tax { return [0] }
    return Set(elements.flatMap(\.priceComponents).map { $0.vat?.rational ?? .zero })
  }
}
