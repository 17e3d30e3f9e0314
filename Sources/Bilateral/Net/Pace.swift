/// How often something costly may happen: so many times a second, and so many at once after a rest.
///
/// A pace keeps no books. Whoever goes by it notes *until when* it has paid: each time moves that on by one interval,
/// and what is paid for lies ahead of the present by the burst at most. One instant is the whole account.
package struct Pace: Sendable, Equatable {
  /// Times a second in the long run, at least one.
  package var perSecond: Int
  /// Times at once after a rest, at least one.
  package var burst: Int

  /// A pace.
  package init(perSecond: Int, burst: Int) {
    self.perSecond = max(1, perSecond)
    self.burst = max(1, burst)
  }

  /// From when on the next time may be, of one who has paid until an instant.
  func opening(paidUntil paid: ContinuousClock.Instant) -> ContinuousClock.Instant {
    paid - interval * (burst - 1)
  }

  /// Until when it has paid after one more time now; what it did not use before is lost.
  func paid(_ paid: ContinuousClock.Instant, onceMoreAt now: ContinuousClock.Instant)
    -> ContinuousClock.Instant
  {
    max(paid, now) + interval
  }

  private var interval: Duration { .seconds(1) / perSecond }
}
