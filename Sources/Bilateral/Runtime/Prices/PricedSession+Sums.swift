package import BilateralBase
package import BilateralPricing

extension PricedSession {
  /// What a session costs by component and unit price.
  package struct ComponentSum: Hashable, Sendable {
    package let component: BilledComponent
    /// Without tax, for one unit of the component.
    package let price: Rational
    /// How much of it is billed, in units of the component.
    package fileprivate(set) var billed: Rational
    /// Without tax.
    package fileprivate(set) var amount: Rational
  }

  /// One sum for each component and unit price, in the order in which they first come.
  package var componentSums: [ComponentSum] {
    var sums: [ComponentSum] = []
    for line in lines {
      if let at = sums.firstIndex(where: { $0.component == line.component && $0.price == line.unitPrice }) {
        sums[at].billed += line.billed
        sums[at].amount += line.amount
      } else {
        sums.append(
          ComponentSum(
            component: line.component, price: line.unitPrice, billed: line.billed, amount: line.amount))
      }
    }
    return sums
  }
}
