package import BilateralBase

/// By how much a partner's CDR may differ before it is told (`[cdr]` of the partner file).
package struct CDRTolerance: Hashable, Sendable {
  /// Amounts in the currency; nil for one smallest coin, and with tax one for each rate of it.
  package var amount: Rational?
  /// Energy.
  package var energy: Energy
  /// Time.
  package var time: TimeSpan

  /// Tolerances; by default a smallest coin, a watt-hour, a second.
  package init(
    amount: Rational? = nil, energy: Energy = .wattHours(1), time: TimeSpan = .seconds(1)
  ) {
    self.amount = amount
    self.energy = energy
    self.time = time
  }
}
