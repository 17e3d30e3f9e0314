import BilateralBase
import BilateralNet

/// The verbs that set up, mend and end relations: register, rotate, reset, unregister, invite, reissue, apply, check.
extension Platform {
  /// Registers with partners.
  package var registrar: Registrar {
    Registrar(
      commons: commons, loader: loader, served: Self.served(ocpiModules()), started: startLoops)
  }

  /// Invites partners.
  package var invitation: Invitation { Invitation(commons: commons, loader: loader, started: startLoops) }

  /// Renews tokens and sees to it that they are used.
  package var rotation: Rotation { Rotation(commons: commons, registrar: registrar) }

  /// Puts files into force.
  package var application: TermsApplication {
    TermsApplication(commons: commons, loader: loader, started: startLoops)
  }

  /// Checks connections.
  package var check: ConnectionCheck {
    ConnectionCheck(commons: commons, maker: loader.maker, served: Self.served(ocpiModules()))
  }

  func renewal(of link: PartnerLink) -> Supervisor.Child {
    Supervisor.Child(
      TokenRenewal(link, commons: commons, registrar: registrar),
      .onFailure(Backoff(first: .seconds(60), cap: .seconds(3600))))
  }

  var startLoops: @Sendable (PartnerLink) -> Void {
    { self.loops.start($0.id, self.services(for: $0)) }
  }

  func addRegistrationRoutes(to router: inout Router) {
    router.on(.post, "/partners/:id/register") { request in
      let (id, update) = (request.parameters["id"], try Self.flag("update", in: request))
      return .steps { try await self.registrar.register(id, update: update, telling: $0) }
    }
    router.on(.post, "/partners/:id/rotate") { request in
      let (id, both) = (request.parameters["id"], try Self.flag("both", in: request))
      return .steps { try await self.rotation.rotate(id, both: both, telling: $0) }
    }
    router.on(.post, "/partners/:id/reset") { request in
      let (id, take) = (request.parameters["id"], try Self.flag("take", in: request))
      return .steps {
        take ? try await self.registrar.register(id, .anew, telling: $0) : try await self.invitation.reset(id)
      }
    }
    router.on(.post, "/partners/:id/reissue") { request in
      let id = request.parameters["id"]
      return .steps { _ in try await self.invitation.reissue(id) }
    }
    router.on(.post, "/partners/:id/unregister") { request in
      let id = request.parameters["id"]
      return .steps { try await self.registrar.unregister(id, telling: $0) }
    }
    router.on(.post, "/partners/:id/invite") { request in
      let id = request.parameters["id"]
      return .steps { _ in try await self.invitation.invite(id) }
    }
    router.on(.post, "/partners/:id/apply") { request in
      let id = request.parameters["id"]
      return .steps { try await self.application.apply(id, telling: $0) }
    }
    router.on(.post, "/partners/:id/check") { request in
      let (id, learns) = (request.parameters["id"], try Self.flag("learn", in: request))
      return .steps { try await self.check.check(id, learns: learns, telling: $0) }
    }
  }

  private static func flag(_ name: String, in request: HTTPRequest) throws(ControlFailure) -> Bool {
    guard !request.body.bytes.isEmpty else { return false }
    guard let body = try? JSON.parse(request.body.bytes) else {
      throw ControlFailure("BR305", "the body is not JSON", exit: 65)
    }
    return body[name]?.bool ?? false
  }
}
