import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Control paths about what we receive: sync, quarantine, digests.
extension Platform {
  /// What a partner sees of ours, body by body, for a digest of the sender's side.
  typealias SentObjects = @Sendable (PartnerLink, ModuleID) async throws -> [(key: ObjectKey, body: [UInt8])]

  /// The loops that pull from a partner.
  func pulls(from link: PartnerLink) -> [Supervisor.Child] {
    Pulls.steps(link, commons).map { Supervisor.Child(PullLoop($0, commons), .onFailure(Backoff())) }
  }

  func addPullRoutes(to router: inout Router, sent: SentObjects? = nil) {
    let (sync, desk) = (SyncVerb(commons: commons), QuarantineDesk(commons: commons))
    router.on(.post, "/partners/:id/sync") { request in
      let (id, order) = (request.parameters["id"], SyncVerb.Order(try request.order()))
      return .steps { try await sync.run(id, order, telling: $0) }
    }
    router.on(.get, "/quarantine") { .json(try await desk.list(partner: $0.query("partner"))) }
    router.on(.get, "/quarantine/:number") { .json(try await desk.show(try Self.number($0))) }
    router.on(.post, "/quarantine/:number/retry") { request in
      .json(["outcome": .string(try await desk.retry(try Self.number(request)))])
    }
    router.on(.post, "/quarantine/:number/drop") { request in
      .json(["outcome": .string(try await desk.drop(try Self.number(request)))])
    }
    router.on(.get, "/partners/:id/digest") { [commons] request in
      let id = request.parameters["id"]
      guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
      let module = ModuleID(rawValue: request.query("module") ?? "locations")
      guard request.query("side") == "sent" else {
        return .json(try await CanonicalDigest.received(module, from: id, commons.store).json)
      }
      guard let sent else { throw ControlFailure("BR313", "what we send cannot be hashed yet", exit: 70) }
      return .json(CanonicalDigest.of(try await sent(link, module)).json)
    }
  }

  private static func number(_ request: HTTPRequest) throws(ControlFailure) -> Int64 {
    guard let number = Int64(request.parameters["number"]) else {
      throw ControlFailure("BR310", "\"\(request.parameters["number"])\" is no number of an entry", exit: 66)
    }
    return number
  }
}
