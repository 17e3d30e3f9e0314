package import BilateralBase

/// How a unit price ends, such as on a whole cent or on a nine (worked example E7).
package enum PriceEnding: Hashable, Sendable {
  /// Up to the next multiple: `"0.01"`.
  case multiple(Rational)
  /// Up to the next price whose last decimal is a nine: `"x.x9"` has two decimals.
  case nine(places: Int)

  /// Reads `0.01` or `x.x9`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    if text.hasPrefix("x."), text.hasSuffix("9"), text.dropFirst(2).dropLast().allSatisfy({ $0 == "x" }) {
      let places = text.dropFirst(2).count
      guard (1...4).contains(places) else { return nil }
      self = .nine(places: places)
    } else {
      guard let step = Rational(decimalText: text), step > .zero, step.rounded(toPlaces: 4) == step
      else { return nil }
      self = .multiple(step)
    }
  }

  /// The price brought up to the ending.
  package func applied(to price: Rational) -> Rational {
    switch self {
    case .multiple(let step): return price.roundedUp(toMultipleOf: step)
    case .nine(let places):
      let unit = Rational.one.scaledDown(places)
      return (price + unit).roundedUp(toMultipleOf: unit * 10) - unit
    }
  }
}

extension Rational {
  /// The number divided by ten, so many times.
  fileprivate func scaledDown(_ places: Int) -> Rational {
    (0..<places).reduce(self) { value, _ in value * (Rational(1, over: 10) ?? .zero) }
  }
}
