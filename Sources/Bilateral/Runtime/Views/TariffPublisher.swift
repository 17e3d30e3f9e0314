import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore
import BilateralTerms

/// Makes a partner's tariffs when its applied terms change, and puts what it must be told into the outbox.
///
/// A price list on disk counts at the moment of `apply`, not when its file is saved: prices change by a reviewed step
/// only (ruling 9). Our own tariffs from the back office count when they change.
package struct TariffPublisher: Service {
  package let name: String
  private let link: PartnerLink
  private let commons: Commons

  package init(for link: PartnerLink, _ commons: Commons) {
    self.link = link
    self.commons = commons
    name = "\(link.id)/tariffs/views"
  }

  package func run() async throws {
    let bell = link.wakeup("views/tariffs")
    try await bell.whileRung(by: commons.store.wakeUps(of: .own(module: "tariffs"))) {
      while true {
        try await step()
        try await bell.wait(atMost: nil, clock: commons.surroundings.clock)
      }
    }
  }

  /// Makes the tariffs anew although the terms are the same, such as after a change of the price list.
  ///
  /// - Throws: what the store throws.
  package static func renew(_ link: PartnerLink, _ commons: Commons) async throws {
    try await commons.store.write { tx in try tx.viewCursors.forget(partner: link.id, module: "tariffs") }
    link.wakeup("views/tariffs").ring()
  }

  /// What the partner's tariffs depend on now, besides our own.
  static func basis(_ link: PartnerLink, _ terms: PublishingTerms) -> String {
    ViewBasis.of(link, terms, module: "tariffs", tariffs: terms.priceValues)
  }

  /// What one step reads.
  private struct Work: Sendable {
    var file: PartnerFile
    var cursor: ViewCursor
    var own: [OwnRow]
    var appliedAt: Timestamp
    var ids: [ConnectionExport.TariffID]
  }

  /// Publishes what the applied terms say; true when there was something to do.
  @discardableResult
  package func step() async throws -> Bool {
    try Task.checkCancellation()
    guard let work = try await read() else { return false }
    let fleet = commons.fleet()
    let party = link.terms.technical.ourRoles.first { $0.kind == .cpo }?.party
    let source = PriceListSource(folder: fleet.folder, party: party)
    let published = PublishedTariffs.make(
      work.file, list: source.list(work.file.sellRules?.base ?? "", own: work.own), appliedAt: work.appliedAt,
      knownAs: work.ids)
    report(published.findings)
    try await write(published.tariffs, work)
    link.wakeup("views/locations").ring()
    return true
  }

  private func read() async throws -> Work? {
    try await commons.store.read { [link] tx in
      guard let file = link.terms.applied, let terms = link.terms.publishing else { return nil }
      let sellsOwn = terms.rules?.base == PriceListSource.own
      let own = sellsOwn ? try tx.own.list("tariffs", ListFilter(limit: 10_000)).rows : []
      let change = sellsOwn ? try tx.own.changes("tariffs", after: 0, limit: 100_000).last?.change ?? 0 : 0
      let basis = Self.basis(link, terms)
      let cursor = ViewCursor(change: change, basis: basis)
      guard try tx.viewCursors.cursor("tariffs", for: link.id) != cursor else { return nil }
      let snapshot = try tx.snapshots.current(of: link.id)
      let adopted = try AdoptionNote.of(link.id, in: tx)
      let ids = adopted?.snapshot == snapshot?.number ? adopted?.tariffs ?? [] : []
      return Work(file: file, cursor: cursor, own: own, appliedAt: snapshot?.appliedAt ?? tx.now, ids: ids)
    }
  }

  private func write(_ tariffs: [PublishedTariff], _ work: Work) async throws {
    let pushes = link.terms.technical.sync("tariffs").pushes && link.carriesTraffic
    try await commons.store.write { [link] tx in
      var stale = try tx.publishedTariffs.replace(for: link.id, with: tariffs)
      // What the partner of an adopted connection has already is not told again.
      for known in work.ids {
        guard let hash = known.hash, tariffs.contains(where: { $0.key.id == known.id && $0.hash == hash })
        else {
          continue
        }
        try tx.publishedTariffs.acknowledge(known.id, by: link.id, hash: hash)
        stale.removeAll { $0.id == known.id }
      }
      if pushes {
        for key in stale { try tx.outbox.enqueueState(of: key, in: "tariffs", for: link.id) }
      }
      try tx.viewCursors.save(work.cursor, "tariffs", for: link.id)
    }
  }

  private func report(_ findings: [Diagnostic]) {
    link.notePublishing("tariffs", findings)
    for finding in findings where finding.severity == .error {
      commons.surroundings.log.error("no tariffs published", ["partner": link.id, "finding": "\(finding)"])
    }
  }
}
