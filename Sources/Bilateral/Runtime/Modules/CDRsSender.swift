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
      if let found = try tx.views.named(id, of: "cdrs", for: partner).first { return found }
      return try Self.newest(of: id, for: partner, in: tx)
    }
    guard let found, let text = try found.view.body(found.row) else {
      throw OCPIRefusal.notFound("no CDR \(id)")
    }
    return OCPIReply(data: text)
  }

  /// What took the place of a CDR under its id (`cdr.credit = "cdr-revision"`).
  private static func newest<Access>(
    of id: String, for partner: String, in tx: Transaction<Access>
  ) throws -> ViewDelivery? {
    guard var key = try tx.views.key(of: id, in: "cdrs", for: partner) else { return nil }
    while let next = try tx.own.revision(of: key) { key = next }
    guard let found = try tx.views.delivery(of: "cdrs", key, for: partner), found.view.isVisible else {
      return nil
    }
    return found
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
