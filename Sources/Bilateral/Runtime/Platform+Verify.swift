import BilateralNet

extension Platform {
  /// Routes of the verbs that compare what a partner holds with what it should hold.
  func addVerifyRoutes(to router: inout Router) {
    let verify = VerifyVerb(commons: commons)
    router.on(.post, "/partners/:id/verify") { request in
      let (id, order) = (request.parameters["id"], VerifyVerb.Order(try request.order()))
      return .steps { try await verify.run(id, order, telling: $0) }
    }
  }
}
