import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// The CDRs of a partner's drivers, and of nobody else's (CDR-01, TR-42).
package struct CDRsSender: OCPIModule {
  package let id = ModuleID.cdrs
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.cpo]
  private let list: SenderList

  package init(_ commons: Commons) {
    list = SenderList(.cdrs, commons)
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.count <= 1 else { throw OCPIRefusal.notFound("no such address") }
    guard let id = path.first else { return try await page(call) }
    let found = try await list.find(call) { [partner = call.link.id] tx in
      try tx.views.named(id, of: "cdrs", for: partner).first
    }
    guard let found, let text = try found.view.body(found.row) else {
      throw OCPIRefusal.notFound("no CDR \(id)")
    }
    return OCPIReply(data: text)
  }

  /// A page of the list.
  ///
  /// What is read here is pushed all the same: that a CDR arrived is known by the answer to its POST alone.
  private func page(_ call: OCPICall) async throws -> OCPIReply {
    let partner = call.link.id
    return try await list.answer(call) { tx, filter in
      try tx.views.window("cdrs", for: partner, filter)
    } write: { view, row, json in
      guard let text = try? view.body(row) else { return }
      json.raw(text)
    }
  }
}
