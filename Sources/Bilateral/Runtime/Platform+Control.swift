import BilateralNet

extension Platform {
  /// Routes of the control channel: the back office's, and the verbs of `partnerctl`.
  func controlRouter() -> Router {
    var router = Router()
    addRegistrationRoutes(to: &router)
    addPullRoutes(to: &router)
    OutboxControl(commons).add(to: &router)
    OfficeRouter(commons: commons, key: .open).mount(on: &router)
    return router
  }
}
