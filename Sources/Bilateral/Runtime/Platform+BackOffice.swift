import BilateralBase
import BilateralNet

extension Platform {
  /// Routes of our own platform's side.
  func officeRouter() -> Router {
    var router = Router()
    Board(commons, exchanges: exchanges, key: officeKey).add(to: &router)
    OfficeRouter(commons: commons, key: officeKey).mount(on: &router)
    return router
  }

  /// The name under which services run that belong to no partner; no partner file can have it.
  static let housekeeping = "*"

  /// Services that belong to no partner.
  func housekeepers() -> [Supervisor.Child] {
    let writers = exchanges.map { log in
      Supervisor.Child(ExchangeWriter(log: log, commons: commons), .onFailure(Backoff()))
    }
    let watch = AlarmWatch(commons, loop: group.next())
    return [
      Supervisor.Child(EventTrim(commons), .onFailure(Backoff())),
      Supervisor.Child(watch, .onFailure(Backoff())),
      Supervisor.Child(HubLoop(commons), .onFailure(Backoff())),
      Supervisor.Child(MemoryKeeping(clock: commons.surroundings.clock), .onFailure(Backoff())),
      Supervisor.Child(ClockWatch(commons), .onFailure(Backoff())),
      Supervisor.Child(FanOut(commons), .onFailure(Backoff())),
      Supervisor.Child(SessionWatch(commons), .onFailure(Backoff())),
      Supervisor.Child(DisputeClock(commons: commons), .onFailure(Backoff())),
    ] + (writers.map { [$0] } ?? [])
  }

  /// The key of the back office for the fleet as it was read.
  static func officeKey(_ commons: Commons) -> OfficeKey {
    .bearer(officeToken(commons), elapsed: commons.surroundings.elapsed)
  }

  /// Takes over a changed token of our own platform; a token that cannot be read admits nobody.
  func renewOfficeKey() { officeKey.replace(with: Self.officeToken(commons)) }

  private static func officeToken(_ commons: Commons) -> String? {
    guard let reference = commons.fleet().file.backOfficeToken else { return nil }
    do {
      return try commons.vault.text(reference)
    } catch {
      commons.surroundings.log.error(
        "the back office is shut: its token cannot be read", ["error": "\(error)"])
      return nil
    }
  }
}
