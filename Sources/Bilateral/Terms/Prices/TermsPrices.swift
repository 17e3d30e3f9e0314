import BilateralBase

/// A version of the terms with one partner, and the prices it makes by direction.
package struct TermsPrices: Sendable {
  /// The terms.
  package let file: PartnerFile
  private let sides: [PriceSide: PartnerPricing]

  /// Terms with their prices.
  package init(_ file: PartnerFile, _ sides: [PriceSide: PartnerPricing]) {
    self.file = file
    self.sides = sides
  }

  /// The prices of a direction; nil where there are none, or something stands against them.
  package subscript(side: PriceSide) -> PartnerPricing? {
    sides[side].flatMap { $0.findings.hasErrors ? nil : $0 }
  }
}
