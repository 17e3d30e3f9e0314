import BilateralNet

extension Platform {
  /// Routes of the control channel: the back office's, and the verbs of `partnerctl`.
  func controlRouter() -> Router {
    var router = Router()
    addRuntimeRoute(to: &router)
    addRegistrationRoutes(to: &router)
    addPullRoutes(to: &router) { [commons] link, module in
      try await VisibleObjects(link, commons).all(module.rawValue).map { (key: $0.key, body: $0.body) }
    }
    addPlanRoutes(to: &router)
    addVerifyRoutes(to: &router)
    addCertifyRoute(to: &router)
    addCoverageRoute(to: &router)
    addWhyRoute(to: &router)
    addAuditRoutes(to: &router)
    addFiguresRoute(to: &router)
    addMigrationRoute(to: &router)
    addQuarantineBatches(to: &router)
    addAdoptionRoutes(to: &router)
    addEvidenceRoute(to: &router)
    OutboxControl(commons).add(to: &router)
    addLifeRoutes(to: &router)
    AlarmRoutes(commons: commons).add(to: &router)
    SettleRoutes(commons: commons).add(to: &router)
    if let exchanges {
      ExchangeRoutes(log: exchanges, surroundings: commons.surroundings).add(to: &router)
    }
    OfficeRouter(commons: commons, key: .open).mount(on: &router)
    return router
  }
}
