package import BilateralBase

/// What one legal entity owes another for a period: closed once, the same whenever it is written out.
///
/// Sums follow EN 16931: the net of each charge is rounded to the minor unit, and tax is taken once of the sum of each
/// category and rate (terms, section 6).
package struct Statement: Hashable, Sendable {
  /// One line: all charges of one group under one position of tax.
  package struct Line: Hashable, Sendable {
    /// What it is listed under.
    package let group: String
    /// What it consists of.
    package let kind: Kind
    /// Category and rate.
    package let position: TaxPosition
    /// How many charges.
    package var count: Int
    /// kWh of them all.
    package var energy: Energy
    /// The sum of their rounded nets.
    package var net: Money
  }

  /// What lines consist of, in the order in which they stand.
  package enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
    case sessions
    case terms
    case credits

    package static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  /// The tax of one category and rate.
  package struct Tax: Hashable, Sendable {
    /// Category and rate.
    package let position: TaxPosition
    /// The sum of the lines.
    package let net: Money
    /// The tax on that sum, rounded once.
    package let tax: Money
  }

  /// One charge as it was counted.
  package struct Entry: Hashable, Sendable {
    /// The charge.
    package let charge: StatementCharge
    /// Its nets in the currency of the statement, rounded, with their positions.
    package let amounts: [Amount]
    /// How it was converted; nil where it was in that currency.
    package let exchange: ExchangeRate?

    /// A rounded net under a position.
    package struct Amount: Hashable, Sendable {
      /// Category and rate.
      package let position: TaxPosition
      /// Rounded to the minor unit.
      package let net: Money
    }
  }

  /// What is not on it, and why.
  package struct Held: Hashable, Sendable {
    /// The charge's name.
    package let id: String
    /// When it was supplied.
    package let end: Timestamp
    /// Why, in words.
    package let reason: String

    /// A charge that is left out.
    package init(id: String, end: Timestamp, reason: String) {
      (self.id, self.end, self.reason) = (id, end, reason)
    }
  }

  /// Its number; nil for a preview.
  package var number: String?
  /// The period.
  package let period: SettlementPeriod
  /// Who is paid.
  package let seller: LegalEntity
  /// Who pays.
  package let buyer: LegalEntity
  /// The currency of all its amounts.
  package let currency: Currency
  /// The day it was written.
  package let issued: CivilDate
  /// The day until which it is payable; nil where none is agreed.
  package let due: CivilDate?
  /// How many charges there are.
  package let count: Int
  /// The charges, by end and id; none where they were counted one by one and not kept.
  package let entries: [Entry]
  /// The lines.
  package let lines: [Line]
  /// The tax by category and rate.
  package let taxes: [Tax]
  /// What is left out.
  package let held: [Held]

  /// The sum of the lines.
  package var net: Money { sum(lines.map(\.net)) }
  /// The sum of the tax.
  package var tax: Money { sum(taxes.map(\.tax)) }
  /// What is owed; negative where the seller owes.
  package var gross: Money { Money(net.amount + tax.amount, currency) }
  /// kWh of all sessions.
  package var energy: Energy { lines.reduce(.zero) { $0 + $1.energy } }

  private func sum(_ amounts: [Money]) -> Money {
    Money(amounts.reduce(Rational.zero) { $0 + $1.amount }, currency)
  }
}
