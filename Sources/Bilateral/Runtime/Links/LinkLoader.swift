import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore
package import BilateralTerms

/// Brings links, facts and tokens from store and files into memory; called at start, on reload, and after every
/// commit that changes a partner's registration.
package struct LinkLoader: Sendable {
  private let commons: Commons
  /// Makes clients, for a call-back too.
  package let maker: LinkMaker

  package init(commons: Commons, maker: LinkMaker) {
    self.commons = commons
    self.maker = maker
  }

  private struct Stored: Sendable {
    var row: PartnerRow
    var endpoints: [EndpointRow]
    var tokens: [OurTokenRow]
    var snapshot: SnapshotRow?
    var order: UInt64
  }

  /// Loads one partner: makes its link or brings the existing one up to date.
  ///
  /// - Throws: what the store throws, or `LinkMaker.Unusable`.
  @discardableResult
  package func load(_ file: PartnerFile) async throws -> PartnerLink {
    let id = file.id
    let stored = try await commons.store.write { [commons] tx in
      Stored(
        row: try tx.partners.ensure(id), endpoints: try tx.partners.endpoints(of: id),
        tokens: try tx.ourTokens.list(of: id), snapshot: try tx.snapshots.current(of: id),
        order: commons.nextOrder())
    }
    let terms = terms(file, applied: stored.snapshot)
    let client = try maker.client(for: file, announced: stored.row.versionsURL)
    let link = link(id, terms, client)
    commons.tokens.refresh(id, with: stored.tokens, asOf: stored.order)
    link.establish(facts(stored), asOf: stored.order)
    return link
  }

  private func link(_ id: String, _ terms: PartnerTerms, _ client: OCPIClient) -> PartnerLink {
    guard let link = commons.links[id] else {
      let link = PartnerLink(id: id, terms: terms, client: client)
      commons.links.add(link)
      return link
    }
    link.adopt(terms, client: client)
    return link
  }

  /// The file with the snapshot that was applied, if there is one and it still reads.
  private func terms(_ file: PartnerFile, applied snapshot: SnapshotRow?) -> PartnerTerms {
    guard let snapshot else { return PartnerTerms(technical: file, applied: nil) }
    let parts = SnapshotText(snapshot.text)
    let defaults = parts.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: "partners/defaults.toml").defaults
    }
    let (applied, findings) = PartnerFile.read(
      bytes: Array(parts.file.utf8), file: file.file, defaults: defaults, fleet: commons.fleet().file)
    for finding in findings where finding.severity == .error {
      commons.surroundings.log.error(
        "applied terms no longer read", ["partner": file.id, "finding": "\(finding)"])
    }
    return PartnerTerms(technical: file, applied: applied, groups: LocationGroups(texts: parts.groups))
  }

  private func facts(_ stored: Stored) -> LinkFacts {
    let row = stored.row
    return LinkFacts(
      state: PartnerState(rawValue: row.state.rawValue) ?? .new,
      version: row.version.flatMap { OCPIVersion($0) },
      endpoints: stored.endpoints.map { endpoint in
        Endpoint(
          identifier: ModuleID(rawValue: endpoint.module),
          role: endpoint.role.isEmpty ? nil : InterfaceRole(rawValue: endpoint.role), url: endpoint.url)
      },
      theirToken: row.theirToken.flatMap { commons.unsealToken($0, of: row.id) },
      tokenForm: row.theirTokenForm.flatMap(TokenForm.init) ?? .base64, lastError: row.lastError)
  }
}
