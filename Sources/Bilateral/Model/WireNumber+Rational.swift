package import BilateralBase

extension WireNumber {
  /// The exact value for computing; nothing for numbers beyond the bounds of ``Rational``.
  package var rational: Rational? { Rational(decimalText: text) }

  /// The exact decimal spelling of a value; nothing when it does not end, as 1/3.
  package init?(_ value: Rational) {
    guard let text = value.exactDecimalText else { return nil }
    self.init(text)
  }
}
