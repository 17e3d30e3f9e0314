package import BilateralBase

/// An amount as it is without and with tax, as far as that is known.
package struct PricedAmount: Hashable, Sendable {
  /// Without tax; nil when that cannot be known.
  package var net: Rational?
  /// With tax; nil when taxes are unknown.
  package var gross: Rational?

  /// Nothing; with tax unknown where that is so everywhere.
  static let nothing = PricedAmount(net: .zero, gross: .zero)

  /// An amount.
  package init(net: Rational?, gross: Rational?) {
    self.net = net
    self.gross = gross
  }

  /// What an amount means as the tariff states it.
  init(_ stated: Rational, _ tax: TaxGroup) {
    self.init(net: tax.net(stated), gross: tax.gross(stated))
  }

  /// The exact sum; what is unknown in one is unknown in the sum.
  package static func + (left: PricedAmount, right: PricedAmount) -> PricedAmount {
    PricedAmount(net: sum(left.net, right.net), gross: sum(left.gross, right.gross))
  }

  /// The exact difference.
  package static func - (left: PricedAmount, right: PricedAmount) -> PricedAmount {
    left + -right
  }

  /// The same owed the other way.
  package static prefix func - (amount: PricedAmount) -> PricedAmount {
    PricedAmount(net: amount.net.map { -$0 }, gross: amount.gross.map { -$0 })
  }

  private static func sum(_ left: Rational?, _ right: Rational?) -> Rational? {
    guard let left, let right else { return nil }
    return left + right
  }
}
