import BilateralBase
import BilateralModel

/// One tariff as the rules make it, with what it is for.
struct MadeTariff: Hashable, Sendable {
  /// The tariff of the list.
  var base: CiString
  /// The text of its class, which connectors find it by.
  var key: String?
  /// The country, where tax makes a difference.
  var country: String?
  /// Sessions that begin from then on.
  var start: Timestamp?
  /// Sessions that begin before then.
  var end: Timestamp?
  /// When another one takes its place, or the agreement ends.
  var turn: Timestamp?
  /// The rules of its class, in written order.
  var rules: [PriceRule]
  /// The price of an hour of parking that is settled beside the tariff; nil when none is.
  var parking: Rational?
  var tariff: Tariff
  var chains: [UnitPriceChain]

  /// Whether it is for sessions that begin at a moment.
  func holds(at moment: Timestamp) -> Bool {
    start.map { $0 <= moment } ?? true && end.map { moment < $0 } ?? true
  }
}
