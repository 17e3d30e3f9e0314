import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// Where we are a hub: the list of who is connected (HCI-01).
package struct HubClientInfoSender: OCPIModule {
  package let id = ModuleID.hubClientInfo
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.hub]

  private let list: SenderList

  package init(_ commons: Commons) {
    list = SenderList(.hubClientInfo, commons)
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.isEmpty else { throw OCPIRefusal.notFound("no such address") }
    let version = call.version
    return try await list.answerAll(call) { tx, filter in
      try tx.own.list(ModuleID.hubClientInfo.rawValue, filter)
    } write: { row, json in
      guard let info = try? OwnBody.read(ClientInfo.self, row.body) else { return }
      _ = try? WireWriter.write(info, version: version, into: &json)
    }
  }
}
