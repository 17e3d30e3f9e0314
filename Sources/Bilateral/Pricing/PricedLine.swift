package import BilateralBase
package import BilateralModel

/// One line of a price: a component of a tariff, applied to one period.
package struct PricedLine: Hashable, Sendable {
  /// The period, from 0, in the order of time.
  package let period: Int
  /// What it is charged for.
  package let component: BilledComponent
  /// The dimension of the tariff: TIME or FLAT for a reservation.
  package let dimension: TariffDimensionType
  /// The tariff.
  package let tariffID: CiString
  /// The element in the tariff, from 0.
  package let element: Int
  /// The component in the element, from 0.
  package let place: Int
  /// What was measured: kWh, hours, or 1.
  package let measured: Rational
  /// What is billed: more than measured where `step_size` rounded up.
  package let billed: Rational
  /// What one of them costs, as the tariff says it.
  package let unitPrice: Rational
  /// The rate of VAT in percent; nil when none is said, which is not 0.
  package let vat: Rational?
  /// `billed` times `unitPrice`, exact; with tax where the tariff's prices hold it.
  package let amount: Rational
  /// Without tax; nil when prices hold a tax of unknown rate.
  package let net: Rational?
  /// With tax; nil when taxes are unknown (2.1.1).
  package let gross: Rational?

  /// What `step_size` added.
  package var stepEffect: Rational { billed - measured }
}
