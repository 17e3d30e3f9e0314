import BilateralBase
import BilateralNet

/// The verbs that set up, mend and end relations: register, rotate, reset, unregister, invite, reissue, apply, check.
extension Platform {
  /// Registers with partners.
  package var registrar: Registrar {
    Registrar(keeper, served: Self.served(ocpiModules()))
  }

  /// Invites partners.
  package var invitation: Invitation { Invitation(keeper) }

  /// Renews tokens and sees to it that they are used.
  package var rotation: Rotation { Rotation(commons: commons, registrar: registrar) }

  /// Puts files into force.
  package var application: TermsApplication { TermsApplication(keeper) }

  /// Checks connections.
  package var check: ConnectionCheck {
    ConnectionCheck(commons: commons, maker: loader.maker, served: Self.served(ocpiModules()))
  }

  func renewal(of link: PartnerLink) -> Supervisor.Child {
    Supervisor.Child(
      TokenRenewal(link, commons: commons, registrar: registrar),
      .onFailure(Backoff(first: .seconds(60), cap: .seconds(3600))))
  }

  func versionWatch(of link: PartnerLink) -> Supervisor.Child {
    Supervisor.Child(
      VersionWatch(link, commons: commons, registrar: registrar),
      .onFailure(Backoff(first: .seconds(60), cap: .seconds(3600))))
  }

  /// What these verbs need.
  package var keeper: LinkKeeper {
    LinkKeeper(commons: commons, loader: loader) { self.loops.start($0.id, self.services(for: $0)) }
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
      let (id, isLocal) = (request.parameters["id"], try Self.flag("local", in: request))
      return .steps {
        isLocal
          ? try await self.registrar.unregisterHere(id, telling: $0)
          : try await self.registrar.unregister(id, telling: $0)
      }
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
    try request.order()[name]?.bool ?? false
  }
}
