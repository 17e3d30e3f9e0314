package import BilateralBase

/// The totals that a CDR states, worked out for comparing (R20); nothing is rounded.
package struct SessionTotals: Hashable, Sendable {
  /// `total_cost`: negative in a credit, which negates nothing else (R19).
  package var cost: PricedAmount
  /// `total_fixed_cost`: the fee of the session, without that of a reservation.
  package var fixed: PricedAmount
  /// `total_energy_cost`.
  package var energyCost: PricedAmount
  /// `total_time_cost`.
  package var timeCost: PricedAmount
  /// `total_parking_cost`.
  package var parkingCost: PricedAmount
  /// `total_reservation_cost`: its hours and its fee.
  package var reservationCost: PricedAmount
  /// `total_energy` in kWh: all that was measured, priced or not.
  package var energy: Rational
  /// `total_time` in hours, from start to end.
  package var time: Rational
  /// `total_parking_time` in hours: all that was measured.
  package var parkingTime: Rational
}

extension PricedSession {
  /// What a CDR of this session states.
  package var sessionTotals: SessionTotals {
    let whole = PricedAmount(net: net, gross: gross)
    let seconds = session.end.microseconds(since: session.start)
    return SessionTotals(
      cost: session.isCredit ? -whole : whole, fixed: amount(.flat), energyCost: amount(.energy),
      timeCost: amount(.time), parkingCost: amount(.parking), reservationCost: amount(.reservation),
      energy: measured(.energy), time: Measure.microseconds(seconds).value(unit: Measure.nanoseconds),
      parkingTime: measured(.parking))
  }
}
