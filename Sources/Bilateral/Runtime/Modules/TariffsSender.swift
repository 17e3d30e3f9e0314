import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// The tariffs made for a partner, and no others (TAR-01, TAR-25, S-12).
package struct TariffsSender: OCPIModule {
  package let id = ModuleID.tariffs
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.cpo]
  private let list: SenderList

  package init(_ commons: Commons) {
    list = SenderList(.tariffs, commons)
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.count <= 1 else { throw OCPIRefusal.notFound("no such address") }
    guard let id = path.first else { return try await page(call) }
    let partner = call.link.id
    let found = try await list.find(call) { tx in try tx.publishedTariffs.tariff(id, for: partner) }
    guard let found, found.row.isVisible else { throw OCPIRefusal.unknown(.tariffs, "no tariff \(id)") }
    try await list.doubt(tariffs: [found.row], call)
    return OCPIReply(data: try found.view.text(found.view.tariff(found.row)))
  }

  private func page(_ call: OCPICall) async throws -> OCPIReply {
    try await list.answerTariffs(call) { view, row, json in
      guard let tariff = try? view.tariff(row) else { return }
      view.write(tariff, into: &json)
    }
  }
}
