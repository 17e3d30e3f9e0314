import BilateralBase
import BilateralNet

extension Platform {
  /// Takes over connections of other platforms.
  package var adoption: Adoption { Adoption(keeper) }

  /// Routes of taking a connection over, and of handing one over.
  func addAdoptionRoutes(to router: inout Router) {
    // An export carries every object that the partner has given us.
    let options = Router.Options(bodyLimit: 1 << 30)
    router.on(.post, "/partners/:id/adopt", options) { [adoption] request in
      let id = request.parameters["id"]
      let body = try request.order()
      let isTrial = body["dry_run"]?.bool ?? false
      let export = body["export"] ?? .null
      return .steps { try await adoption.adopt(id, export, isTrial: isTrial, telling: $0) }
    }
    router.on(.post, "/partners/:id/give-back") { [adoption] request in
      let id = request.parameters["id"]
      let isForced = try request.order()["force"]?.bool ?? false
      return .steps { _ in try await adoption.revert(id, isForced: isForced) }
    }
    router.on(.get, "/partners/:id/connection") { [commons] request in
      let export = try await ConnectionExporter(commons: commons).export(request.parameters["id"])
      return .json(export.json(at: commons.surroundings.wallClock.now()))
    }
  }
}
