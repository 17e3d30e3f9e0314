import BilateralNet

extension Platform {
  /// Routes of the control channel: the back office's, and the verbs of `partnerctl`.
  func controlRouter() -> Router {
    var router = Router()
    router.on(.get, "/healthz") { _ in HTTPResponse(.ok, text: "ok\n") }
    addRegistrationRoutes(to: &router)
    return router
  }
}
