package import BilateralBase

/// Why there is no amount: pricing never guesses one.
package enum PricingRefusal: Error, Hashable, Sendable {
  /// No tariff was supplied.
  case noTariff
  /// None of the supplied tariffs is for this session at its start (R2).
  case noApplicableTariff
  /// A period names a tariff that is not among several supplied (R2).
  case unknownTariff(CiString, period: Int)
  /// A tariff's currency is not three letters.
  case currency(String)
  /// The tariffs of one session have different currencies.
  case currencies(Currency, Currency)
  /// A number of a tariff or a session cannot be read; the path is from its root.
  case number(String, path: String)
  /// Something without which a session has no price is missing or cannot be read; the path is from its root.
  case unreadable(path: String)
  /// A session without end cannot be priced.
  case noEnd
  /// A session without periods has nothing to price.
  case noPeriods
}

extension PricingRefusal: CustomStringConvertible {
  /// What is missing and what to do about it.
  package var description: String {
    switch self {
    case .noTariff: "no tariff was supplied; name the one that the connector had"
    case .noApplicableTariff:
      "no supplied tariff is for this kind of session at its start; check type, start_date_time and end_date_time"
    case .unknownTariff(let id, let period):
      "period \(period) names the tariff '\(id)', which is not among those supplied; supply it"
    case .currency(let text): "'\(text.prefix(16))' is no currency; write three letters such as EUR"
    case .currencies(let one, let other):
      "the tariffs are in \(one) and in \(other); one session has one currency"
    case .number(let text, let path): "\(path): '\(text.prefix(40))' is no number that can be computed with"
    case .unreadable(let path): "\(path) is missing or cannot be read"
    case .noEnd: "the session has no end; price it when it is finished, or say until when"
    case .noPeriods: "there are no charging periods; nothing says what was measured"
    }
  }
}
