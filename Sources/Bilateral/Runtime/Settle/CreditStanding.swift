package import BilateralBase
package import BilateralStore
package import BilateralTerms

extension Transaction {
  /// How what a partner owes us stands to what may be open.
  ///
  /// - Parameters:
  ///   - partner: the partner's id.
  ///   - agreed: what may be open; nil where nothing is agreed.
  /// - Returns: the standing; nil where nothing is agreed.
  /// - Throws: what the store throws.
  package func credit(of partner: String, _ agreed: CreditLimit?) throws -> CreditLimit.Standing? {
    guard let agreed else { return nil }
    var open = Rational.zero
    for amount in try statements.unpaid(of: partner, currency: agreed.limit.currency.code) {
      let gross = Rational(exactText: amount.gross) ?? .zero
      open = open + amount.paid.reduce(gross) { $0 - (Rational(exactText: $1) ?? .zero) }
    }
    return CreditLimit.Standing(agreed, open: open)
  }
}

extension CreditLimit.Standing {
  /// As programs read it.
  package var json: JSON {
    [
      "open": .string(open.amount.decimalText(atMost: 6)),
      "exposure": .string(exposure.amount.decimalText(atMost: 6)),
      "limit": .string(agreed.limit.amount.decimalText(atMost: 6)),
      "currency": .string(open.currency.code), "high": .bool(isHigh), "over": .bool(isOver),
      "words": .string(words),
    ]
  }
}
