package import BilateralBase

/// Something about a session or its tariff that whoever trusts the amount should know.
package struct PricingFinding: Hashable, Sendable {
  /// What was found; the names are those of the pricing rules.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The periods were not in the order of time; they were sorted (R1).
    case periodsOutOfOrder
    /// Periods cover the same time, as in parallel lists of charging and parking (R1).
    case periodsOverlap
    /// A period begins before the session or after its end (R1).
    case periodOutsideSession
    /// The measured hours are not those between the start and the end of the period (R7).
    case durationMismatch
    /// A dimension stands twice in one period; both were added.
    case duplicateDimension
    /// A dimension that nothing prices and no version knows.
    case unknownDimension
    /// Hours below zero.
    case negativeTime
    /// The period names a tariff that was not supplied; the only one supplied was taken (R2).
    case unknownTariff
    /// The period names no tariff and several were supplied: it costs nothing (R2).
    case noTariffNamed
    /// Several tariffs of one type were valid; the first was taken (R2).
    case severalTariffsOfOneType
    /// The tariff was not valid when the session started (R2).
    case tariffNotValid
    /// Something was measured for which the tariff has no price: it is free (R3).
    case unpricedDimension
    /// A restriction that we do not understand; priced as if it were not there, and the amount is uncertain (R4).
    case unknownRestriction
    /// A bound that cannot be read; its element never applies (R4).
    case unreadableRestriction
    /// `24:00` was read as the end of the day (R4).
    case midnightSpelledAs24
    /// The price changes within a period; billed at its start, the interval says what other splits would give (R6).
    case spansPriceChange
    /// The rule which of TIME and PARKING_TIME is rounded up would be read differently by others (R8).
    case timeStepDisputed
    /// A `step_size` of 0: nothing is rounded up (R8).
    case stepSizeZero
    /// A price depends on current or power, and nobody measured it (R9).
    case missingElectricalData
    /// Power was worked out of energy and time (R9).
    case powerEstimated
    /// The least or the most that a session costs was applied, so the parts do not add up to the whole (R13).
    case priceLimitApplied
    /// `min_price` is above `max_price`; the latter wins (R13).
    case limitsContradict
    /// 2.3.0 without `tax_included`: read as prices without tax (R14).
    case missingTaxIncluded
    /// Prices hold a tax whose rate is not said: the net amount cannot be known (R14).
    case netUnknowable
    /// The session and its tariff have different currencies.
    case currencyMismatch
  }

  /// What was found.
  package let code: Code
  /// What it is about, for people.
  package let message: String
  /// The period it is about, from 0; nil when it is about the whole.
  package let period: Int?
  /// Net amounts between which the session lies when the doubt is resolved one way or the other.
  package let interval: PriceInterval?

  /// A finding.
  package init(_ code: Code, _ message: String, period: Int? = nil, interval: PriceInterval? = nil) {
    self.code = code
    self.message = message
    self.period = period
    self.interval = interval
  }
}

/// The least and the most that something may cost.
package struct PriceInterval: Hashable, Sendable {
  /// The least.
  package let least: Rational
  /// The most.
  package let most: Rational

  /// An interval between two amounts in any order.
  package init(_ one: Rational, _ other: Rational) {
    least = min(one, other)
    most = max(one, other)
  }
}

extension PricingFinding: CustomStringConvertible {
  /// One line: `spansPriceChange in period 2: …`.
  package var description: String {
    "\(code.rawValue)\(period.map { " in period \($0)" } ?? ""): \(message)"
  }
}
