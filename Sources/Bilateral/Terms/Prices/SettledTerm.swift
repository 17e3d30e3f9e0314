/// A term that OCPI cannot say: no tariff and no CDR has it, the statement does (ruling 24).
package struct SettledTerm: Hashable, Sendable {
  /// What its amount depends on.
  package enum Settlement: Hashable, Sendable {
    /// One session: `quote` knows the amount.
    case session
    /// All sessions of a period: nobody knows the amount before its end.
    case period(PriceTier.Period)

    /// Where the amount stands, in words.
    package var words: String {
      switch self {
      case .session: "a line of the statement for each session, not part of its CDR"
      case .period(let period): "a line of the statement at the end of each \(period.rawValue), in no CDR"
      }
    }
  }

  /// Where the file says it.
  package var path: String
  /// What it is.
  package var words: String
  /// What its amount depends on.
  package var settlement: Settlement
}

extension PriceRules {
  /// What of the terms OCPI cannot say, in the order of the file's fields.
  package var settledApart: [SettledTerm] {
    rules.enumerated().flatMap { number, rule in parkingApart(rule, number) } + sessionsApart + periodsApart
  }

  /// Whether single sessions owe something beside their CDRs, in versions that tell least and highest prices.
  package var settlesSessions: Bool { settledApart.contains { $0.settlement == .session } }

  private func parkingApart(_ rule: PriceRule, _ number: Int) -> [SettledTerm] {
    var found: [SettledTerm] = []
    func add(_ field: String, _ words: String) {
      found.append(
        SettledTerm(path: "\(side.path).rule[\(number)].\(field)", words: words, settlement: .session))
    }
    if let free = rule.parking.freeSeconds {
      add("parking_after", "parking free for \(free / 60) min under rule \(rule.id)")
    }
    if let cap = rule.parking.cap { add("parking_cap", "parking at most \(cap) under rule \(rule.id)") }
    return found
  }

  private var sessionsApart: [SettledTerm] {
    guard let freeBelow else { return [] }
    let words =
      switch freeBelow {
      case .energy(let least): "sessions below \(least) are free"
      case .seconds(let least): "sessions below \(least) s are free"
      }
    return [SettledTerm(path: "\(side.path).free_below", words: words, settlement: .session)]
  }

  private var periodsApart: [SettledTerm] {
    var found: [SettledTerm] = []
    func add(_ field: String, _ words: String, _ period: PriceTier.Period) {
      found.append(SettledTerm(path: "\(side.path).\(field)", words: words, settlement: .period(period)))
    }
    if let maxMonthPerToken {
      add("max_month_per_token", "fees of a card at most \(maxMonthPerToken)", .month)
    }
    for period in PriceTier.Period.allCases where tiers.contains(where: { $0.period == period }) {
      add("tier", "volume rebates", period)
    }
    if let commitment { add("commitment", "the promised volume of \(commitment.volume)", commitment.period) }
    return found
  }
}
