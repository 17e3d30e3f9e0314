package import BilateralBase

/// How a unit price came to be, step by step: what the audit record of an amount shows (terms, section 7).
package struct UnitPriceChain: Hashable, Sendable {
  /// One step and the price after it.
  package struct Step: Hashable, Sendable {
    /// What was done, such as `rule hpc: less 5 %`.
    package var words: String
    /// The exact price after it.
    package var price: Rational

    /// A step.
    package init(words: String, price: Rational) {
      self.words = words
      self.price = price
    }
  }

  /// Which component of which element of the tariff.
  package struct Position: Hashable, Sendable {
    package var element: Int
    package var component: Int

    /// A position, from 0.
    package init(element: Int, component: Int) {
      self.element = element
      self.component = component
    }
  }

  /// Where the price stands.
  package var position: Position
  /// What it is for.
  package var component: PricedComponent
  /// From the list's price to the exact one.
  package var steps: [Step]
  /// The price as it is published and billed (ruling 20).
  package var published: Rational

  /// The exact price.
  package var exact: Rational? { steps.last?.price }
  /// The list's price, net and in the currency of the rules, before any rule; nil for what the list leaves free.
  package var listPrice: Rational? {
    steps.prefix { step in
      !["rule ", "floor ", "cap "].contains(where: step.words.hasPrefix) && step.words != "free"
    }.last?.price
  }
  /// What rounding the unit price moves an amount by, for one unit.
  package var rounding: Rational { exact.map { published - $0 } ?? .zero }
}
