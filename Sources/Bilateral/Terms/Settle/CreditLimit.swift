package import BilateralBase

/// What may be open at most of what a partner owes (`settlement.credit_limit`, `credit_alarm`, `deposit`).
package struct CreditLimit: Hashable, Sendable {
  /// The most.
  package let limit: Money
  /// The share of it at which it is told.
  package let alarm: Percent
  /// What the partner has deposited: that much of what is open is no risk.
  package let deposit: Money?

  /// What was agreed; nil where nothing is.
  init?(_ file: PartnerFile) {
    guard let limit = file.terms.money("settlement.credit_limit") else { return nil }
    self.limit = limit
    alarm = file.percent("settlement.credit_alarm") ?? Percent(value: 100)
    deposit = file.terms.money("settlement.deposit").flatMap { $0.currency == limit.currency ? $0 : nil }
  }

  /// How what is open stands to it.
  package struct Standing: Hashable, Sendable {
    /// What was agreed.
    package let agreed: CreditLimit
    /// What is invoiced and not paid, in the currency of the limit.
    package let open: Money

    /// How an amount stands to a limit.
    package init(_ agreed: CreditLimit, open: Rational) {
      self.agreed = agreed
      self.open = Money(open, agreed.limit.currency)
    }

    /// What of it no deposit covers.
    package var exposure: Money {
      Money(max(open.amount - (agreed.deposit?.amount ?? .zero), .zero), open.currency)
    }

    /// Whether it is to be told.
    package var isHigh: Bool {
      exposure.amount > .zero && exposure.amount >= agreed.limit.amount * agreed.alarm.fraction
    }

    /// Whether it is above what was agreed.
    package var isOver: Bool { exposure.amount > agreed.limit.amount }

    /// `12000.00 EUR are open, 2000.00 EUR of it deposited: above the credit limit of 8000.00 EUR`.
    package var words: String {
      let covered = open.amount - exposure.amount
      let deposited = covered > .zero ? ", \(Money(covered, open.currency)) of it deposited" : ""
      let place = isOver ? "above" : isHigh ? "near" : "within"
      return "\(open) are open\(deposited): \(place) the credit limit of \(agreed.limit)"
    }
  }
}
