package import BilateralBase
package import BilateralModel
package import BilateralPricing

extension PartnerPricing {
  /// What a session owes or gets back beside its CDR, because OCPI cannot say it (ruling 24).
  ///
  /// Volume rebates, monthly caps and commitments need a whole period: `TierLedger` has them.
  ///
  /// - Parameters:
  ///   - session: what was measured.
  ///   - place: the connector.
  ///   - driver: who charged.
  ///   - net: what the CDR says in all, without tax.
  ///   - zone: the zone of the location, for hours of parking.
  ///   - version: 2.1.1 has no least and highest price of a session, so they become a line.
  /// - Returns: the lines, net and not rounded; none is zero.
  package func surcharges(
    for session: ChargedSession, at place: ChargePlace, driver: PricedDriver = PricedDriver(), net: Money,
    zone: ZoneFile? = nil, version: OCPIVersion = .v2_3_0
  ) -> [SettledLine] {
    var lines: [SettledLine] = []
    let parking = parkingLine(session, place, driver, zone)
    if isFree(session) {
      if !net.amount.isZero {
        lines.append(SettledLine(.freeBelow, reason: "failed start, free of charge", amount: -net))
      }
      return lines
    }
    if let parking { lines.append(parking) }
    if version == .v2_1_1, let limit = limitLine(net, holding(at: place, driver, session.start).first) {
      lines.append(limit)
    }
    return lines
  }

  private func isFree(_ session: ChargedSession) -> Bool {
    switch rules.freeBelow {
    case .energy(let least):
      session.periods.reduce(Rational.zero) { $0 + ($1.energy ?? .zero) } < least.value
    case .seconds(let least): session.end.seconds - session.start.seconds < Int64(least)
    case nil: false
    }
  }

  private func parkingLine(
    _ session: ChargedSession, _ place: ChargePlace, _ driver: PricedDriver, _ zone: ZoneFile?
  ) -> SettledLine? {
    guard let made = holding(at: place, driver, session.start).first, let price = made.parking,
      let rule = made.rules.first(where: { $0.parking.isSettledApart }),
      let currency = Currency(made.tariff.currency)
    else { return nil }
    let hours = session.periods.reduce(Rational.zero) { sum, period in
      guard let parked = period.parking else { return sum }
      return sum + parked * chargedShare(period, rule.parking.hours, zone, made.tariff)
    }
    let free = Rational(rule.parking.freeSeconds ?? 0) * (Rational(1, over: 3600) ?? .zero)
    var amount = max(hours - free, .zero) * price
    var reason = "parking beyond \((rule.parking.freeSeconds ?? 0) / 60) min"
    if let cap = rule.parking.cap, amount > cap.amount {
      amount = cap.amount
      reason += ", at most \(cap)"
    }
    guard !amount.isZero else { return nil }
    return SettledLine(.parking, rule: rule.id, reason: reason, amount: Money(amount, currency))
  }

  /// The part of a period that lies within the hours of parking: the tariff has no parking, so nothing cuts there.
  private func chargedShare(
    _ period: ChargedPeriod, _ hours: TimeWindow?, _ zone: ZoneFile?, _ tariff: Tariff
  ) -> Rational {
    guard let hours, let zone else { return .one }
    var bounds = tariff
    bounds.elements = DayTimes(hours).applied(to: TariffRestrictions()).map {
      TariffElement(restrictions: $0)
    }
    let span = MeterSeries.Span(from: period.start, until: period.end)
    let cuts = [period.start] + PriceBoundaries(of: [bounds]).moments(in: span, zone: zone) + [period.end]
    let charged = zip(cuts, cuts.dropFirst()).reduce(0) { sum, part in
      let minute = zone.local(part.0).minuteOfDay
      let isWithin =
        hours.start < hours.end
        ? hours.start <= minute && minute < hours.end : minute >= hours.start || minute < hours.end
      return isWithin ? sum + Int(part.1.seconds - part.0.seconds) : sum
    }
    let length = Int(period.end.seconds - period.start.seconds)
    return Rational(charged, over: length) ?? .one
  }

  /// Those of the tariff, be they of the rules or of the list.
  private func limitLine(_ net: Money, _ made: MadeTariff?) -> SettledLine? {
    guard let tariff = made?.tariff, tariff.currency.uppercased() == net.currency.code else { return nil }
    func limit(_ limit: PriceLimit?) -> Money? {
      limit.flatMap { Rational(decimalText: $0.beforeTaxes.text) }.map { Money($0, net.currency) }
    }
    if let least = limit(tariff.minPrice), net.amount < least.amount {
      return SettledLine(
        .limit, reason: "a session costs at least \(least)",
        amount: Money(least.amount - net.amount, net.currency))
    }
    if let most = limit(tariff.maxPrice), net.amount > most.amount {
      return SettledLine(
        .limit, reason: "a session costs at most \(most)",
        amount: Money(most.amount - net.amount, net.currency))
    }
    return nil
  }
}
