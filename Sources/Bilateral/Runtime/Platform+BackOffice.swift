import BilateralNet

extension Platform {
  /// Routes of our own platform's side.
  func officeRouter() -> Router {
    var router = Router()
    router.on(.get, "/healthz") { _ in HTTPResponse(.ok, text: "ok\n") }
    return router
  }
}
