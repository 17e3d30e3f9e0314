import BilateralBase

/// When durations begin to count: with the first period that is no reservation; reservations have their own (R5).
struct SessionStarts: Sendable {
  private let charging: Timestamp
  private let reservation: Timestamp

  init(_ session: ChargedSession, _ policy: PricingPolicy) {
    let first = session.periods.first?.start ?? session.start
    reservation = first
    charging =
      policy.sessionClock == .sessionStart
      ? session.start : session.periods.first { !$0.isReservation }?.start ?? first
  }

  /// Microseconds since then.
  func elapsed(at moment: Timestamp, isReservation: Bool) -> Int64 {
    moment.microseconds(since: isReservation ? reservation : charging)
  }
}
