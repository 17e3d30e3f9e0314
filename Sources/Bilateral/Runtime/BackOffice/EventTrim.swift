import BilateralBase
import BilateralStore

/// Forgets old events and questions, so that the database does not grow for ever.
///
/// Defaults: events of 14 days, at most two million of them; questions of one day; decisions about drivers of 100 days;
/// sessions and CDRs as long as the law wants (`Retention`). A reader that was away longer is told that it missed some.
package struct EventTrim: Service {
  package let name = "events/trim"
  /// How long commands are kept after their end, for the results that come late and for people who ask.
  private static let commandDays: Int64 = 30
  /// How long decisions about drivers are kept: long enough for support and a month's figures (ruling 33).
  private static let driverDays: Int64 = 100

  private let commons: Commons
  private let days: Int64
  private let count: Int
  private let pause: Duration

  /// Makes the service; `days` and `count` bound what is kept, `pause` lies between two rounds.
  package init(
    _ commons: Commons, days: Int64 = 14, count: Int = 2_000_000, pause: Duration = .seconds(600)
  ) {
    self.commons = commons
    self.days = days
    self.count = count
    self.pause = pause
  }

  package func run() async throws {
    var looked: Duration?
    while true {
      try await round()
      let now = commons.surroundings.elapsed()
      if looked.map({ now - $0 > .seconds(86_400) }) ?? true {
        let fleet = commons.fleet()
        try await Retention(fleet.file, Array(fleet.partners.values)).forget(commons)
        looked = now
      }
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One round: trims in small transactions until nothing is due.
  package func round() async throws {
    let (days, count, limit) = (days, count, 5000)
    var gone = limit
    while gone >= limit {
      try Task.checkCancellation()
      gone = try await commons.store.write { tx in
        try tx.events.trim(before: tx.now.adding(seconds: -86_400 * days), keeping: count, limit: limit)
      }
    }
    _ = try await commons.store.write { tx in try tx.asks.trim(before: tx.now.adding(seconds: -86_400)) }
    _ = try await commons.store.write { [days = Self.commandDays] tx in
      try tx.commands.trim(before: tx.now.adding(seconds: -86_400 * days))
    }
    gone = limit
    while gone >= limit {
      gone = try await commons.store.write { [days = Self.driverDays] tx in
        try tx.authorizations.trim(before: tx.now.adding(seconds: -86_400 * days), limit: limit)
      }
    }
  }
}
