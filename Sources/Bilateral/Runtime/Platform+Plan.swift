import BilateralBase
import BilateralNet

/// The verbs that show and carry out a change of terms.
extension Platform {
  /// Works out what would change.
  package var planner: Planner { Planner(commons) }

  /// Carries out plans.
  package var plans: PlanApplication { PlanApplication(keeper) }

  func addPlanRoutes(to router: inout Router) {
    router.on(.get, "/plan") { [commons] request in
      let ids = request.query("partners")?.split(separator: ",").map(String.init) ?? []
      return .json(try await Planner(commons).plan(ids).json)
    }
    router.on(.post, "/plan/apply") { request in
      let order = try PlanApplication.Order(try request.order())
      return .steps { try await self.plans.apply(order, telling: $0) }
    }
  }
}
