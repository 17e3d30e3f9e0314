import BilateralBase
import BilateralNet

extension Platform {
  /// Routes of our own platform's side.
  func officeRouter() -> Router {
    var router = Router()
    OfficeRouter(commons: commons, key: officeKey()).mount(on: &router)
    return router
  }

  /// The name under which services run that belong to no partner; no partner file can have it.
  static let housekeeping = "*"

  /// Services that belong to no partner.
  func housekeepers() -> [Supervisor.Child] {
    [Supervisor.Child(EventTrim(commons), .onFailure(Backoff()))]
  }

  /// What our own platform presents; a token that cannot be read admits nobody.
  private func officeKey() -> OfficeKey {
    let surroundings = commons.surroundings
    guard let reference = commons.fleet().file.backOfficeToken else {
      return .bearer(nil, elapsed: surroundings.elapsed)
    }
    do {
      return .bearer(try commons.vault.text(reference), elapsed: surroundings.elapsed)
    } catch {
      surroundings.log.error("the back office is shut: its token cannot be read", ["error": "\(error)"])
      return .bearer(nil, elapsed: surroundings.elapsed)
    }
  }
}
