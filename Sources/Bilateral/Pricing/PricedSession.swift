package import BilateralBase

/// What a session costs, exact to the end, with every decision on the way.
package struct PricedSession: Hashable, Sendable {
  /// What is charged for one kind of thing, before the limits of the whole.
  package struct Part: Hashable, Sendable {
    /// Without tax; nil when that cannot be known.
    package var net: Rational?
    /// With tax; nil when taxes are unknown.
    package var gross: Rational?
    /// All that was measured: kWh or hours; of flat fees how many.
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

  /// What a limit did.
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

  /// The currency of the tariffs.
  package let currency: Currency
  /// The whole without tax; nil when prices hold a tax of unknown rate (R14).
  package let net: Rational?
  /// The whole with tax; nil when taxes are unknown, as in 2.1.1 (R14).
  package let gross: Rational?
  /// The parts; what did not occur is not there.
  package let parts: [BilledComponent: Part]
  /// The taxes by rate, ascending, no rate first.
  package let taxes: [Tax]
  /// The lines in the order of time; worked out when asked for.
  package let lines: [PricedLine]
  /// The limits that were applied.
  package let limits: [Limit]
  /// What whoever trusts the amount should know.
  package let findings: [PricingFinding]

  /// Whether the tariff has restrictions that we do not understand, so that the amount may be another (R4).
  package var isUncertain: Bool { findings.contains { $0.code == .unknownRestriction } }
}
