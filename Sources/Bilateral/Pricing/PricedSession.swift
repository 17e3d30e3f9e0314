package import BilateralBase

/// What a session costs, exact to the end, with every decision on the way.
///
/// It keeps the decisions; amounts, lines and words are worked out when they are asked for.
package struct PricedSession: Sendable {
  /// The session that was priced.
  package let session: ChargedSession
  let tariffs: CompiledTariffs
  let policy: PricingPolicy
  let charges: [Charge]
  let surpluses: [StepSurplus]
  let sums: PricedSums
  /// What is not certain, and the first period to which some of it belongs.
  let doubts: PricingDoubts
  let doubtfulPeriod: Int?
  /// A bit for each slot that has no price.
  let unpriced: UInt8

  /// The currency of the tariffs.
  package var currency: Currency { tariffs.currency }
  /// The whole without tax; nil when prices hold a tax of unknown rate (R14).
  package var net: Rational? { (tariffs.hasLimits ? nil : plainTotal { $0.net($1) }) ?? totals.net }
  /// The whole with tax; nil when taxes are unknown, as in 2.1.1 (R14).
  package var gross: Rational? { (tariffs.hasLimits ? nil : plainTotal { $0.gross($1) }) ?? totals.gross }
  /// The limits that were applied (R13).
  package var limits: [Limit] { totals.limits }

  /// What is charged for one kind of thing, before the limits of the whole.
  package struct Part: Hashable, Sendable {
    /// Without tax; nil when that cannot be known.
    package var net: Rational?
    /// With tax; nil when taxes are unknown.
    package var gross: Rational?
    /// All that was measured, with and without a price: kWh or hours; of flat fees how many.
    package var measured: Rational
    /// What is billed.
    package var billed: Rational
  }

  /// What falls under one rate of tax.
  package struct Tax: Hashable, Sendable {
    /// Percent; nil where the tariff says none.
    package var rate: Rational?
    /// The amount without it.
    package var net: Rational
    /// The tax.
    package var tax: Rational
  }

  /// A least or a most price that was applied.
  package struct Limit: Hashable, Sendable {
    /// Which of them.
    package enum Kind: String, Hashable, Sendable {
      /// `min_price`.
      case least
      /// `max_price`.
      case most
    }

    /// Which of them.
    package var kind: Kind
    /// The net sum before; nil when it is unknown.
    package var net: Rational?
    /// The gross sum before; nil when it is unknown.
    package var gross: Rational?
  }

  /// Whether the tariff has restrictions that we do not understand, so that the amount may be another (R4).
  package var isUncertain: Bool {
    usedTariffs.contains { $0.findings.contains { $0.code == .unknownRestriction } }
  }
}

extension PricedSession {
  /// The component of a charge.
  func component(_ charge: Charge) -> CompiledComponent {
    tariffs.all[Int(charge.tariff)].candidates[charge.slotNumber][Int(charge.candidate)]
  }

  /// The tariff whose limits and type count for the whole; nil when that cannot be told.
  var sessionTariff: CompiledTariff? {
    (try? tariffs.sessionTariff(of: session)).map { tariffs.all[$0] }
  }
}
