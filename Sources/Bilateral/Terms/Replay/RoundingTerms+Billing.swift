package import BilateralBase
package import BilateralPricing

extension RoundingTerms {
  /// The same in the words of verification (R16).
  package var convention: RoundingConvention {
    switch point {
    case .session, .statement: RoundingConvention(.total, mode, places: digits)
    case .component: RoundingConvention(.dimension, mode, places: digits)
    case .period: RoundingConvention(.period, mode, places: digits)
    }
  }

  /// The net amount of a session, rounded where and how the terms say (ruling 21); `nil` when it cannot be known.
  package func net(of priced: PricedSession) -> Rational? {
    switch point {
    case .session, .statement: priced.net?.rounded(toPlaces: digits, mode)
    case .component, .period: convention.amount(of: priced).net
    }
  }
}
