package import BilateralBase

/// What one CDR, or one term that no CDR can say, puts on a statement.
package struct StatementCharge: Hashable, Sendable {
  /// What it is for.
  package enum Kind: Hashable, Sendable {
    case cdr
    /// A CDR that takes back another, named by its id.
    case credit(of: String)
    /// A term of the contract beside the CDR.
    case settled(SettledLine.Kind)
  }

  /// A net amount with the rate of tax that its price names.
  package struct Part: Hashable, Sendable {
    /// Net and exact.
    package let net: Money
    /// Percent; nil where the price names no rate.
    package let rate: Rational?

    /// A part of a charge.
    package init(_ net: Money, rate: Rational? = nil) { (self.net, self.rate) = (net, rate) }
  }

  /// Its name for good, such as `cdr DE-NVO/C-1`; a name stands on one statement of a series, once.
  package let id: String
  /// What it is for.
  package let kind: Kind
  /// When it was supplied: the end of the session.
  package let end: Timestamp
  /// ISO 3166 alpha-2 of where it was supplied; nil where nobody knows.
  package let country: String?
  /// What it is listed under: the tariff's name, or the term's words.
  package let group: String
  /// kWh; zero for terms.
  package let energy: Energy
  /// Net amounts by rate of tax.
  package let parts: [Part]
  /// The rate of exchange that was used for what this takes back, which is used again; nil for anything else.
  package var exchange: ExchangeRate?

  /// A charge.
  package init(
    _ id: String, _ kind: Kind = .cdr, end: Timestamp, country: String? = nil, group: String,
    energy: Energy = .zero, parts: [Part], exchange: ExchangeRate? = nil
  ) {
    self.id = id
    self.kind = kind
    self.end = end
    self.country = country
    self.group = group
    self.energy = energy
    self.parts = parts
    self.exchange = exchange
  }
}
