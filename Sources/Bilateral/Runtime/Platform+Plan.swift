import BilateralBase
import BilateralNet
import BilateralStore

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
    router.on(.get, "/audit") { [commons] request in
      let after = request.query("after").flatMap { Int64($0) } ?? 0
      let rows = try await commons.store.read { tx in try tx.audit.list(after: after, limit: 1000) }
      return .json(["entries": .array(rows.map(\.json)), "next": JSON(Int(rows.last?.seq ?? after))])
    }
  }
}

extension AuditRow {
  /// As the control channel tells it.
  fileprivate var json: JSON {
    [
      "seq": .number("\(seq)"), "at": .string("\(at)"), "actor": .string(entry.actor),
      "action": .string(entry.action), "partner": entry.partner.map { .string($0) } ?? .null,
      "detail": (try? JSON.parse(entry.detail.bytes)) ?? .null,
    ]
  }
}
