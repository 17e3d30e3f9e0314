package import BilateralModel
import BilateralNet
package import BilateralTerms

/// Tariffs as receiver: GET, PUT and DELETE by id, in 2.1.1 also PATCH (TAR-02, TAR-03).
package struct TariffsReceiver: OCPIModule {
  package let id = ModuleID.tariffs
  package let role = InterfaceRole.receiver
  package let offeredAs = Tariff.receivedBy

  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.count <= 3 else { throw OCPIRefusal.notFound("no such address") }
    let desk = try ReceiverDesk<Tariff>(commons, call, path: path)
    switch call.request.method {
    case .get: return try desk.show(try await desk.find())
    case .put: return try await desk.put()
    case .delete: return try await desk.remove()
    case .patch where call.version.frame.patchesTariffs: return try await desk.patch()
    default:
      let patch: [HTTPMethod] = call.version.frame.patchesTariffs ? [.patch] : []
      throw OCPIRefusal.methodNotAllowed([.get, .put, .delete] + patch)
    }
  }
}

extension ReceiverDesk {
  /// Applies the body as a PATCH to the whole object.
  func patch() async throws -> OCPIReply {
    let patch = try body()
    return try await change { [self] known in
      let merged = try merged(patch, into: known)
      guard merged.id == known.id, merged.party == known.party, merged.discriminator == known.discriminator
      else { throw OCPIRefusal.invalid("a PATCH cannot change what identifies the object") }
      return (merged, merged.lastUpdated < known.lastUpdated ? .ignored : .updated)
    }
  }
}
