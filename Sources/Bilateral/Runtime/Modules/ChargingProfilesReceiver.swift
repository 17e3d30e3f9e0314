import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// Charging profiles as receiver: an eMSP steers the power of its driver's session (CPR-01, CPR-03).
package struct ChargingProfilesReceiver: OCPIModule {
  package let id = ModuleID.chargingProfiles
  package let role = InterfaceRole.receiver
  package let offeredAs: [PartyRole.Kind] = [.cpo]

  private let commons: Commons

  package init(commons: Commons) { self.commons = commons }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.count == 1 else { throw OCPIRefusal.notFound("the address must name a session") }
    return try await CommandDesk(commons: commons, call: call).take(try order(call, path[0]))
  }

  private func order(_ call: OCPICall, _ session: String) throws(OCPIRefusal) -> CommandOrder {
    switch call.request.method {
    case .get: try CommandOrder(.getProfile, session: session, call)
    case .delete: try CommandOrder(.clearProfile, session: session, call)
    case .put: try CommandOrder(.setProfile, reading: call.pushed("chargingprofiles"), call, session: session)
    default: throw .methodNotAllowed([.get, .put, .delete])
    }
  }
}

/// Charging profiles as sender: results at their `response_url`, and how a profile works out (CPR-02).
package struct ChargingProfilesSender: OCPIModule {
  package let id = ModuleID.chargingProfiles
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.emsp, .scsp]

  private let commons: Commons

  package init(commons: Commons) { self.commons = commons }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.count == 1 else { return try await CallbackDesk(commons, call).take(path) }
    guard call.request.method == .put else { throw OCPIRefusal.methodNotAllowed([.put]) }
    return try await update(path[0], call)
  }

  /// Only sessions whose profile we have set are told of (CPR-06).
  private func update(_ session: String, _ call: OCPICall) async throws -> OCPIReply {
    let profile = try read(call)
    let (partner, correlation) = (call.link.id, call.correlationID)
    let isOurs = try await commons.store.write { tx in
      let orders = try tx.commands.about(session, [CommandKind.setProfile.rawValue], .out, partner: partner)
      guard !orders.isEmpty else { return false }
      try tx.events.append(
        Event(
          type: "charging-profile", partner: partner, module: "chargingprofiles", id: session,
          change: "updated", correlation: correlation, object: JSONText(profile)))
      return true
    }
    guard isOurs else { throw OCPIRefusal.notFound("we have set no profile for session \(session)") }
    return .done
  }

  private func read(_ call: OCPICall) throws -> [UInt8] {
    let node = try call.pushed("chargingprofiles")
    do throws(WireError) {
      let profile = try WireReader.read(ActiveChargingProfile.self, from: node, version: call.version)
      return try OwnText.write(profile).bytes
    } catch {
      throw OCPIRefusal.invalid(error.description)
    }
  }
}
