package import BilateralBase

/// A session of the past, reduced to what prices look at, so that it can be priced again under other terms.
package struct PastSession: Hashable, Sendable {
  /// When it started.
  package var start: Timestamp
  /// When it ended.
  package var end: Timestamp
  /// What was taken, in kWh.
  package var energy: Rational
  /// For how many seconds power flowed, from the start on; the rest it only stood there.
  package var chargingSeconds: Int
  /// What was billed for it then, net; `nil` when the source does not say.
  package var billed: Money?

  /// A session of its amounts.
  package init(
    start: Timestamp, end: Timestamp, energy: Rational, chargingSeconds: Int, billed: Money? = nil
  ) {
    self.start = start
    self.end = end
    self.energy = energy
    self.chargingSeconds = chargingSeconds
    self.billed = billed
  }

  /// How many seconds it lasted.
  package var seconds: Int { Int((end.microseconds &- start.microseconds) / 1_000_000) }

  /// How many seconds it stood there without charging.
  package var parkingSeconds: Int { max(0, seconds - chargingSeconds) }
}
