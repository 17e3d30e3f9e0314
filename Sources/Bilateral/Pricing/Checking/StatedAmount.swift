package import BilateralBase
package import BilateralModel

/// An amount as somebody states it: without tax, with tax, or both; nil is not known, not zero.
package struct StatedAmount: Hashable, Sendable {
  /// Without tax.
  package var net: Rational?
  /// With tax.
  package var gross: Rational?

  /// An amount.
  package init(net: Rational?, gross: Rational?) {
    self.net = net
    self.gross = gross
  }

  /// What a price on the wire states: 2.2.1 says the amount with VAT, 2.3.0 each tax, 2.1.1 neither.
  package init(_ price: Price) {
    net = price.beforeTaxes.rational
    if let said = price.inclVAT?.rational {
      gross = said
    } else if let net, !price.taxes.isEmpty {
      gross = price.taxes.reduce(Optional(net)) { sum, tax in
        guard let sum, let amount = tax.amount.rational else { return nil }
        return sum + amount
      }
    }
  }

  /// The amount owed the other way.
  package static prefix func - (amount: StatedAmount) -> StatedAmount {
    StatedAmount(net: amount.net.map { -$0 }, gross: amount.gross.map { -$0 })
  }

  /// What is more in the left one, where both are known.
  package static func - (left: StatedAmount, right: StatedAmount) -> StatedAmount {
    StatedAmount(net: difference(left.net, right.net), gross: difference(left.gross, right.gross))
  }

  private static func difference(_ left: Rational?, _ right: Rational?) -> Rational? {
    guard let left, let right else { return nil }
    return left - right
  }

  /// Both amounts rounded.
  package func rounded(toPlaces places: Int, _ rounding: Rounding = .halfUp) -> StatedAmount {
    StatedAmount(
      net: net?.rounded(toPlaces: places, rounding), gross: gross?.rounded(toPlaces: places, rounding))
  }

  /// Whether nothing that both know differs, and there is something that both know.
  package func agrees(with other: StatedAmount) -> Bool {
    let difference = self - other
    guard difference.net != nil || difference.gross != nil else { return false }
    return (difference.net ?? .zero).isZero && (difference.gross ?? .zero).isZero
  }

  /// Whether neither difference is larger than allowed.
  func isWithin(net: Rational, gross: Rational) -> Bool {
    (self.net ?? .zero).magnitude <= net && (self.gross ?? .zero).magnitude <= gross
  }
}
