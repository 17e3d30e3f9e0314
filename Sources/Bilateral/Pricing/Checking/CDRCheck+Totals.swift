import BilateralBase
import BilateralModel

/// The totals besides the whole cost (R20); one that is not stated is no difference.
extension CDRCheck {
  /// A part of the cost as the CDR names it.
  struct PartCost {
    var field: String
    var component: BilledComponent
    var theirs: StatedAmount
    var ours: StatedAmount
  }

  func totalFindings(_ cdr: CDR, _ priced: PricedSession) -> [CDRFinding] {
    var findings = quantityFindings(cdr, priced.session)
    let tolerance = self.tolerance.amount ?? Self.coin(priced.currency)
    for part in partCosts(cdr, priced)
    where !(part.theirs - part.ours).isWithin(net: tolerance, gross: tolerance) {
      findings.append(CDRFinding(.partCost, part.field, Self.words(part.theirs, part.ours)))
    }
    return findings
  }

  /// The parts that the CDR states.
  func partCosts(_ cdr: CDR, _ priced: PricedSession) -> [PartCost] {
    let stated: [(String, BilledComponent, Price?)] = [
      ("total_fixed_cost", .flat, cdr.totalFixedCost), ("total_energy_cost", .energy, cdr.totalEnergyCost),
      ("total_time_cost", .time, cdr.totalTimeCost), ("total_parking_cost", .parking, cdr.totalParkingCost),
      ("total_reservation_cost", .reservation, cdr.totalReservationCost),
    ]
    let parts = priced.parts
    return stated.compactMap { field, component, price in
      price.map {
        let ours = parts[component]
        return PartCost(
          field: field, component: component, theirs: StatedAmount($0),
          ours: StatedAmount(net: ours.map(\.net) ?? .zero, gross: ours.map(\.gross) ?? .zero))
      }
    }
  }

  private func quantityFindings(_ cdr: CDR, _ session: ChargedSession) -> [CDRFinding] {
    func sum(_ measured: (ChargedPeriod) -> Rational?) -> Rational {
      session.periods.reduce(.zero) { $0 + (measured($1) ?? .zero) }
    }
    let length = Rational(Int(session.end.seconds - session.start.seconds), over: 3600) ?? .zero
    let time = tolerance.time.value
    var totals: [(CDRFinding.Code, String, WireNumber, Rational, Rational)] = [
      (.totalEnergy, "total_energy", cdr.totalEnergy, sum(\.energy), tolerance.energy.value),
      (.totalTime, "total_time", cdr.totalTime, length, time),
    ]
    if let parking = cdr.totalParkingTime {
      totals.append((.totalParkingTime, "total_parking_time", parking, sum(\.parking), time))
    }
    return totals.compactMap { code, field, theirs, ours, tolerance in
      guard let stated = theirs.rational,
        (stated - ours).magnitude > max(tolerance, Self.lastDigit(of: theirs))
      else { return nil }
      return CDRFinding(code, field, "\(theirs) is stated, \(ours.decimalText(atMost: 6)) comes out")
    }
  }

  /// One unit of the last digit that is written, at least of the fourth decimal: nobody can be more exact than that.
  private static func lastDigit(of number: WireNumber) -> Rational {
    let decimals = number.text.split(separator: ".", maxSplits: 1).dropFirst().first?.count ?? 0
    return (0..<min(decimals, 4)).reduce(Rational.one) { unit, _ in (try? unit / 10) ?? unit }
  }

  static func words(_ theirs: StatedAmount, _ ours: StatedAmount) -> String {
    if let left = theirs.net, let right = ours.net, left != right {
      return "\(left.decimalText(atMost: 6)) is stated, \(right.decimalText(atMost: 6)) comes out"
    }
    let (left, right) = (theirs.gross ?? .zero, ours.gross ?? .zero)
    return "\(left.decimalText(atMost: 6)) with tax is stated, \(right.decimalText(atMost: 6)) comes out"
  }
}
