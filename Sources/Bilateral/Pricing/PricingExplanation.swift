package import BilateralBase

/// Why a session costs what it costs, line by line; made when somebody asks.
package struct PricingExplanation: Sendable {
  /// One line with its reasons.
  package struct Line: Hashable, Sendable {
    /// The line.
    package let line: PricedLine
    /// When the period began, by the wall clock of the charger.
    package let local: LocalTime
    /// Why the element applies.
    package let why: String
    /// The elements before it that have the dimension, and why each of them does not apply.
    package let passedOver: [String]
  }

  /// The session.
  package let priced: PricedSession
  /// The lines in the order of time.
  package let lines: [Line]
}

extension PricedSession {
  /// Works out the reasons of every line.
  package func explanation() -> PricingExplanation {
    let moments = moments
    let starts = SessionStarts(session, policy)
    let zone = tariffs.zone.zone
    let lines = charges.indices.map { index in
      let charge = charges[index]
      let period = session.periods[Int(charge.period)]
      var moment = moments[Int(charge.period)] ?? PricingMoment(energy: .zero)
      if charge.slot.component == .reservation {
        moment.elapsed = starts.elapsed(at: period.start, isReservation: true)
      }
      let reasons = reasons(charge, moment)
      return PricingExplanation.Line(
        line: line(index), local: zone.local(period.start), why: reasons.why, passedOver: reasons.passedOver)
    }
    return PricingExplanation(priced: self, lines: lines)
  }

  /// The state at the beginning of each period, by its number.
  private var moments: [Int: PricingMoment<Rational>] {
    guard var run = try? PricingRun<Rational>(tariffs, session, policy) else { return [:] }
    run.keepsMoments = true
    try? run.run()
    return run.moments
  }

  private func reasons(
    _ charge: Charge, _ moment: PricingMoment<Rational>
  ) -> (why: String, passedOver: [String]) {
    let tariff = tariffs.all[Int(charge.tariff)]
    let candidates = tariff.candidates[charge.slotNumber]
    let words = ConditionWords(policy: policy)
    let passedOver = candidates.prefix(Int(charge.candidate)).map { candidate in
      let condition = tariff.conditions[max(0, candidate.condition)]
      return
        "element \(candidate.element): \(words.failure(condition, moment, session.periods[Int(charge.period)]) ?? "another element holds first")"
    }
    let chosen = candidates[Int(charge.candidate)].condition
    return (chosen < 0 ? "no restrictions" : words.description(tariff.conditions[chosen]), passedOver)
  }
}
