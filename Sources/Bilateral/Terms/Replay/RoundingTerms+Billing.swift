package import BilateralBase
package import BilateralPricing

extension RoundingTerms {
  /// How a CDR's amounts are rounded under these terms.
  package var convention: RoundingConvention { RoundingConvention(self) }

  /// The net amount that a session is billed with; `nil` when it cannot be known.
  ///
  /// It is that of the CDR. Where the statement rounds, its line is made of the four decimals that both sides see there,
  /// not of an amount that nobody sent (ruling 21).
  package func net(of priced: PricedSession) -> Rational? {
    switch point {
    case .session, .statement:
      priced.net?.rounded(toPlaces: digitsInCDR, mode).rounded(toPlaces: digits, mode)
    case .component, .period: convention.amount(of: priced).net
    }
  }
}
