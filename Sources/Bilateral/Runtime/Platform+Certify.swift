import BilateralNet

/// The verb that judges a partner.
extension Platform {
  /// Judges how partners keep to OCPI.
  package var certify: CertifyRun {
    CertifyRun(commons: commons, maker: loader.maker, registrar: registrar)
  }

  func addCertifyRoute(to router: inout Router) {
    router.on(.post, "/partners/:id/certify") { request in
      let (id, order) = (request.parameters["id"], CertifyRun.Order(try request.order()))
      return .steps { try await self.certify.run(id, order, telling: $0) }
    }
  }
}
