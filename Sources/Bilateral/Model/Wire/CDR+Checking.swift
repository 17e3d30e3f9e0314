import BilateralBase

extension CDR {
  /// What the fields say together: credits, times, costs, energy and the place.
  package func checkTogether(_ checker: inout WireChecker) {
    checker.energy(totalEnergy, of: chargingPeriods, member: "total_energy")
    checkTimes(&checker)
    checkCurrency(&checker)
    guard checker.version >= .v2_2_1 else {
      return checker.embedded(embeddedLocation, requirement: "CDR-11")
    }
    checkCredit(&checker)
    checkCosts(&checker)
    checkDimensions(&checker)
    checkParking(&checker)
    checkSubstance(&checker)
  }

  /// It ends after it began, and charging and parking together are the whole time (CDR-17).
  private func checkTimes(_ checker: inout WireChecker) {
    checker.span(startDateTime, endDateTime, former: "stop_date_time")
    guard let whole = totalTime.rational, let parking = totalParkingTime?.rational, parking > whole else {
      return
    }
    checker.note(
      .error, .contradiction, "is more than total_time", requirement: "CDR-17", member: "total_parking_time")
  }

  private func checkCurrency(_ checker: inout WireChecker) {
    guard tariffs.contains(where: { CiString($0.currency) != CiString(currency) }) else { return }
    checker.note(.warning, .contradiction, "is not the currency of its tariffs", member: "currency")
  }

  /// A credit names what it takes back; without being one a CDR costs nothing less than 0 (CDR-06 to CDR-09).
  private func checkCredit(_ checker: inout WireChecker) {
    if isCredit == true {
      guard creditReferenceID == nil else { return }
      return checker.note(
        .error, .missing, "is missing, as this is a credit", requirement: "CDR-06",
        member: "credit_reference_id")
    }
    if creditReferenceID != nil {
      checker.note(
        .error, .contradiction, "names a CDR, but this is no credit", requirement: "CDR-09",
        member: "credit_reference_id")
    }
    if let cost = totalCost.beforeTaxes.rational, cost.isNegative {
      checker.note(
        .error, .contradiction, "is negative, but this is no credit", requirement: "CDR-07",
        member: "total_cost")
    }
    guard id.text.utf8.count > 36 else { return }
    checker.note(
      .error, .tooLong, "is longer than 36 characters, which only credits may be", requirement: "CDR-08",
      member: "id")
  }

  /// The parts of the cost add up to the whole; a credit may leave them positive (CDR-07).
  private func checkCosts(_ checker: inout WireChecker) {
    let parts = [totalFixedCost, totalEnergyCost, totalTimeCost, totalParkingCost, totalReservationCost]
    let amounts = parts.compactMap { $0?.beforeTaxes.rational }
    guard isCredit != true, totalEnergyCost != nil, let whole = totalCost.beforeTaxes.rational else { return }
    let gap = amounts.reduce(-whole, +)
    guard gap * 100 > 1 || gap * 100 < -1 else { return }
    checker.note(.warning, .contradiction, "differs from the sum of its parts", member: "total_cost")
  }

  /// Momentary values belong into sessions (CDR-16).
  private func checkDimensions(_ checker: inout WireChecker) {
    let momentary = chargingPeriods.lazy.flatMap(\.dimensions).first { $0.type.isMomentary }
    guard let momentary else { return }
    checker.note(
      .error, .contradiction, "hold \(momentary.type), which is for sessions only", requirement: "CDR-16",
      member: "charging_periods")
  }
}

extension CDR {
  /// Parking is time without power, so a period of it has no energy (CDR-25).
  private func checkParking(_ checker: inout WireChecker) {
    guard checker.version >= .v2_3_0 else { return }
    let mixed = chargingPeriods.first { $0.has(.parkingTime) && $0.has(.energy) }
    guard mixed != nil else { return }
    checker.note(
      .warning, .contradiction, "hold energy in a period of PARKING_TIME", requirement: "CDR-25",
      member: "charging_periods")
  }

  /// What the tariffs price is measured, so that the cost can be computed again (CDR-20).
  private func checkSubstance(_ checker: inout WireChecker) {
    let priced = Set(tariffs.flatMap(\.elements).flatMap(\.priceComponents).map(\.type.rawValue))
    let measured: [CDRDimensionType] = [.energy, .time, .parkingTime]
    let totals = [
      CDRDimensionType.energy: totalEnergy, .time: totalTime, .parkingTime: totalParkingTime ?? 0,
    ]
    for type in measured where priced.contains(type.rawValue) && (totals[type]?.rational ?? 0) > 0 {
      guard !chargingPeriods.contains(where: { $0.has(type) }) else { continue }
      checker.note(
        .warning, .missing, "hold no \(type), which a tariff prices", requirement: "CDR-20",
        member: "charging_periods")
    }
  }
}

extension ChargingPeriod {
  /// Whether there is any of it.
  fileprivate func has(_ type: CDRDimensionType) -> Bool {
    dimensions.contains { $0.type == type && ($0.volume.rational ?? 0) > 0 }
  }
}

extension CDRDimensionType {
  /// Whether the value is of one moment and therefore not for CDRs (CDR-16).
  package var isMomentary: Bool {
    [.current, .energyExport, .energyImport, .power, .stateOfCharge].contains(self)
  }
}

extension WireChecker {
  /// Reports an end before the start; `former` is the name of the end in 2.1.1.
  mutating func span(_ start: Timestamp, _ end: Timestamp?, former: String) {
    guard let end, end < start else { return }
    note(.error, .contradiction, "is before the start", member: version == .v2_1_1 ? former : "end_date_time")
  }

  /// Compares an energy with the sum of its periods; what is a thousand times the other is in Wh (SES-15).
  mutating func energy(_ whole: WireNumber, of periods: [ChargingPeriod], member: String) {
    let volumes = periods.lazy.flatMap(\.dimensions).filter { $0.type == .energy }
    guard let whole = whole.rational, whole > 0, !volumes.isEmpty else { return }
    let sum = volumes.reduce(Rational(0)) { $0 + ($1.volume.rational ?? 0) }
    let words: String
    if sum > whole * 900, sum < whole * 1100 {
      words = "is a thousandth of the ENERGY of its periods, which seem to be Wh"
    } else if sum > 0, whole > sum * 900, whole < sum * 1100 {
      words = "is a thousand times the ENERGY of its periods and seems to be Wh"
    } else {
      return
    }
    note(.warning, .contradiction, words, requirement: "SES-15", member: member)
  }

  /// A location within a session or CDR of 2.1.1 names one EVSE and one connector.
  mutating func embedded(_ location: Location?, requirement: String) {
    guard let location, location.onlyConnector == nil else { return }
    note(
      .warning, .contradiction, "should hold the one EVSE and connector that was used",
      requirement: requirement, member: "location")
  }
}
