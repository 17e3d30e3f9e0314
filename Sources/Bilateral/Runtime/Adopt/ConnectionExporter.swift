import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Makes the export of a connection: `partnerctl datasheet ID --with-state`.
struct ConnectionExporter: Sendable {
  let commons: Commons

  /// Everything that another runtime needs to go on where this one stands.
  ///
  /// - Throws: `ControlFailure` when there is no such partner or it is not registered.
  func export(_ id: String) async throws -> ConnectionExport {
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    guard let token = link.ownFacts.theirToken, let version = link.ownFacts.version else {
      throw ControlFailure("BR320", "\(id) is not registered: there is no connection to hand over", exit: 6)
    }
    let ours = ourEndpoints(link, version)
    return try await commons.store.read { tx in
      var export = ConnectionExport(
        partner: id, version: "\(version)", versionsURL: try tx.partners.partner(id)?.versionsURL,
        theirToken: token, theirTokenForm: link.ownFacts.tokenForm.rawValue,
        ourTokens: try tx.ourTokens.list(of: id).filter { $0.kind == .session }.map(\.hash),
        theirEndpoints: try tx.partners.endpoints(of: id), ourEndpoints: ours)
      export.cursors = try tx.cursors.list(partner: id)
      export.tariffs = try tx.publishedTariffs.all(for: id).filter(\.isVisible).map { row in
        ConnectionExport.TariffID(id: row.key.id, base: row.base, rule: row.rule, hash: row.acknowledgedHash)
      }
      for module in ["locations", "tokens"] {
        let isPushed = link.terms.technical.sync(module).pushes
        let rows = isPushed ? try tx.views.told(module, for: id) : try tx.views.visible(module, for: id)
        export.sent += rows.map { Self.sent($0, isTold: isPushed) }
      }
      for module in ["locations", "tariffs", "tokens"] {
        let page = try tx.received.list(module, from: id, ListFilter(limit: Int(Int32.max)))
        export.received += page.rows.map(Self.received)
      }
      return export
    }
  }

  private func ourEndpoints(_ link: PartnerLink, _ version: OCPIVersion) -> [EndpointRow] {
    guard let base = commons.publicURL() else { return [] }
    var rows: [EndpointRow] = []
    for module in ["locations", "tariffs", "tokens"] {
      for role in ["SENDER", "RECEIVER"] {
        let url = base.appending(segments: ["\(version)", role.lowercased(), module])
        rows.append(EndpointRow(module: module, role: role, url: "\(url)"))
      }
    }
    return rows
  }

  private static func sent(_ row: ViewDelivery, isTold: Bool) -> ConnectionExport.Sent {
    ConnectionExport.Sent(
      module: row.view.module, key: row.view.key,
      hash: isTold ? row.view.acknowledgedHash ?? [] : row.view.hash, detail: row.acknowledgedDetail,
      shown: row.shown, lastUpdated: row.view.lastUpdated, isTold: isTold)
  }

  private static func received(_ row: ReceivedRow) -> ReceivedObject {
    ReceivedObject(
      module: row.module, partner: row.partner, key: row.key, version: row.version, body: row.body,
      lastUpdated: row.lastUpdated, hash: row.hash, generation: nil)
  }
}
