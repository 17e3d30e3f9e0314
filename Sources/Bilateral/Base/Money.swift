/// Two amounts that cannot be put together.
package enum MoneyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The amounts have different currencies; convert one of them first.
  case currencies(Currency, Currency)

  package var description: String {
    switch self {
    case .currencies(let left, let right): "amounts in \(left) and \(right) cannot be put together"
    }
  }
}

/// An exact amount of one currency; fractions of the minor unit are kept until somebody rounds.
package struct Money: Hashable, Sendable {
  /// The amount in the currency's main unit (euros, not cents).
  package var amount: Rational
  /// What the amount is counted in.
  package let currency: Currency

  /// An amount of a currency.
  package init(_ amount: Rational, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  /// Nothing, in a currency.
  package static func zero(_ currency: Currency) -> Money { Money(.zero, currency) }

  /// The exact sum; throws when the currencies differ.
  package static func + (left: Money, right: Money) throws(MoneyError) -> Money {
    try left.demandSameCurrency(as: right)
    return Money(left.amount + right.amount, left.currency)
  }

  /// The exact difference; throws when the currencies differ.
  package static func - (left: Money, right: Money) throws(MoneyError) -> Money { try left + (-right) }

  /// The same amount owed the other way.
  package static prefix func - (value: Money) -> Money { Money(-value.amount, value.currency) }

  /// The exact multiple.
  package static func * (left: Money, right: Rational) -> Money { Money(left.amount * right, left.currency) }

  /// Whether this amount is smaller; throws when the currencies differ.
  package func isLess(than other: Money) throws(MoneyError) -> Bool {
    try demandSameCurrency(as: other)
    return amount < other.amount
  }

  /// The amount in whole minor units (cents), or in that many places when given.
  package func rounded(toPlaces places: Int? = nil, _ rounding: Rounding = .halfUp) -> Money {
    Money(amount.rounded(toPlaces: places ?? currency.minorDigits, rounding), currency)
  }

  private func demandSameCurrency(as other: Money) throws(MoneyError) {
    guard currency == other.currency else { throw .currencies(currency, other.currency) }
  }
}

extension Money: CustomStringConvertible {
  /// `12.50 EUR`: at least the minor digits, more (up to six) when the amount has them.
  package var description: String {
    let short = amount.rounded(toPlaces: currency.minorDigits)
    let text =
      short == amount ? amount.decimalText(places: currency.minorDigits) : amount.decimalText(atMost: 6)
    return "\(text) \(currency)"
  }
}
