import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// Our locations for a partner: the list, and one location, EVSE or connector (LOC-01, LOC-03).
package struct LocationsSender: OCPIModule {
  package let id = ModuleID.locations
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.cpo]
  private let list: SenderList

  package init(_ commons: Commons) {
    list = SenderList(.locations, commons)
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.count <= 3 else { throw OCPIRefusal.notFound("no such address") }
    guard let id = path.first else { return try await page(call) }
    return OCPIReply(data: try await object(id, Array(path.dropFirst()), call))
  }

  private func page(_ call: OCPICall) async throws -> OCPIReply {
    try await list.answerViews(call) { view, row, json in
      guard let location = try? view.location(row) else { return }
      view.write(location, into: &json)
    }
  }

  private func object(_ id: String, _ below: [String], _ call: OCPICall) async throws -> [UInt8] {
    let partner = call.link.id
    let id = call.link.dialect.current.ownID(id)
    let found = try await list.findView(call) { tx in
      try tx.views.named(id, of: "locations", for: partner).first
    }
    guard let found, let location = try found.view.location(found.row) else {
      throw OCPIRefusal.unknown(.locations, "no location \(id)")
    }
    guard let uid = below.first else { return try found.view.text(location) }
    guard let evse = location.evses.first(where: { $0.uid == CiString(uid) }) else {
      throw OCPIRefusal.unknown(.locations, "no EVSE \(uid) at location \(id)")
    }
    guard below.count > 1 else { return try found.view.text(evse) }
    guard let connector = evse.connectors.first(where: { $0.id == CiString(below[1]) }) else {
      throw OCPIRefusal.unknown(.locations, "no connector \(below[1]) at EVSE \(uid)")
    }
    return try found.view.text(connector)
  }
}
