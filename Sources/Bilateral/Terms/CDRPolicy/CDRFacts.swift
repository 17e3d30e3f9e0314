package import BilateralBase

/// A received CDR, and what is known around it, as far as the policy asks.
package struct CDRFacts: Hashable, Sendable {
  /// When the session began.
  package var start: Timestamp
  /// When the session ended.
  package var end: Timestamp
  /// When the CDR came.
  package var told: Timestamp
  /// kWh.
  package var energy: Rational
  /// Its currency as it is written.
  package var currency: String
  /// Its net total; nil where it states none that can be read.
  package var net: Money?
  /// ISO 3166 alpha-2 of where it was; nil where nobody knows.
  package var country: String?
  /// What the connector can give; nil where nobody knows.
  package var power: Power?
  /// Whether it takes back another: then nothing of this is asked.
  package var isCredit = false
  /// The net total of what it takes back; nil where nobody knows.
  package var creditedNet: Money?
  /// The session that it names is known to us.
  package var hasSession = true
  /// It carries the reference of our authorisation.
  package var hasReference = true
  /// The card is one of ours, or one that we let charge.
  package var isKnownToken = true
  /// The location is known to us.
  package var isKnownLocation = true
  /// It names a tariff, or carries one.
  package var hasTariff = true
  /// It states the parts of its cost.
  package var hasBreakdown = true
  /// It carries signed meter values.
  package var isSigned = true
  /// The CDR that told of the same charge before.
  package var duplicateOf: String?
  /// A CDR of the same EVSE or card at the same time.
  package var overlaps: String?
  /// What re-rating said.
  package var verdict: ReconcileCDR.Verdict = .agrees

  /// Whether it takes back less than the whole of another.
  package var takesPart: Bool {
    guard isCredit, let net, let creditedNet, net.currency == creditedNet.currency else { return false }
    return net.amount.isNegative && net.amount.magnitude < creditedNet.amount.magnitude
  }

  /// Facts against which nothing stands.
  package init(
    from start: Timestamp, to end: Timestamp, told: Timestamp, energy: Rational, currency: String, net: Money?
  ) {
    self.start = start
    self.end = end
    self.told = told
    self.energy = energy
    self.currency = currency
    self.net = net
  }
}
