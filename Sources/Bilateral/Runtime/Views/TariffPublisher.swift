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
    try await bell.whileRung(by: .own(module: "tariffs"), of: commons.store) {
      while true {
        _ = try await apart { try await step() }
        try await bell.wait(atMost: try await rest(), clock: commons.surroundings.clock)
      }
    }
  }

  /// How long nothing changes by time alone; nil when it never does.
  private func rest() async throws -> Duration? {
    try await commons.store.read { [link] tx in
      try tx.viewCursors.cursor("tariffs", for: link.id).flatMap {
        TariffBasis(text: $0.basis).rest(from: tx.now)
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

  /// What the partner's tariffs depend on now, besides our own and the time.
  private static func basis(_ link: PartnerLink, _ terms: PublishingTerms) -> TariffBasis {
    let tellsValidity = link.version(for: .tariffs)?.frame.tellsValidity ?? true
    let party = link.terms.technical.ourRoles.first { $0.kind == .cpo }?.party
    let made = terms.priceValues + terms.listValues + terms.placeValues + [party?.description ?? ""]
    return TariffBasis(
      made: Hex.encode(SHA256.hash(made.joined(separator: "\n"))),
      told: ViewBasis.of(link, terms, module: "tariffs", tariffs: tellsValidity ? [] : ["valid now"]))
  }

  /// Whether the partner's tariffs are made of the terms in force, for the time that is.
  static func isUpToDate<Access>(
    _ link: PartnerLink, _ terms: PublishingTerms, in tx: Transaction<Access>
  ) throws -> Bool {
    guard let cursor = try tx.viewCursors.cursor("tariffs", for: link.id) else { return false }
    return TariffBasis(text: cursor.basis).holds(basis(link, terms), at: tx.now)
  }

  /// What one step reads.
  private struct Work: Sendable {
    var file: PartnerFile
    /// The last change of our own tariffs.
    var change: Int64
    var basis: TariffBasis
    /// Now, where only tariffs that are valid now can be told.
    var moment: Timestamp?
    var now: Timestamp
    /// Whether rules have dates, and when the next of them is.
    var nextTurn: (isDated: Bool, moment: Timestamp?)
    var groups: LocationGroups
    var own: [OwnRow]
    var appliedAt: Timestamp
    var ids: [ConnectionExport.TariffID]
    /// What was made before, where only the time is another, or the way it is told.
    var kept: [PublishedTariff]?
    /// The price lists in force; nil for those of the folder.
    var lists: PriceTexts?
  }

  /// Publishes what the applied terms say; true when there was something to do.
  @discardableResult
  package func step() async throws -> Bool {
    try Task.checkCancellation()
    guard let work = try await read() else { return false }
    let tariffs = work.kept ?? make(work)
    let sorted = try DueTariffs(tariffs, at: work.moment, endedBefore: work.nextTurn.isDated ? work.now : nil)
    let turn = [sorted.turn, work.nextTurn.moment].compactMap { $0 }.min()
    try await write(sorted, work, ViewCursor(change: work.change, basis: work.basis.until(turn).text))
    link.wakeup("views/locations").ring()
    return true
  }

  /// Makes the tariffs of the price list as it is now.
  private func make(_ work: Work) -> [PublishedTariff] {
    let party = link.terms.technical.ourRoles.first { $0.kind == .cpo }?.party
    let source =
      work.lists.map { PriceListSource($0, party: party) }
      ?? PriceListSource(folder: commons.fleet().folder, party: party)
    let rates = source.rates()
    let published = PublishedTariffs.make(
      work.file, list: source.list(for: work.file.priceRules(.sell), own: work.own),
      appliedAt: work.appliedAt, now: work.now, rates: rates.rates, groups: work.groups, knownAs: work.ids)
    report(rates.findings + published.findings)
    return published.tariffs
  }

  private func read() async throws -> Work? {
    try await commons.store.read { [link] tx in
      guard let file = link.terms.applied, let terms = link.terms.publishing else { return nil }
      let sellsOwn = terms.rules?.base == .list(PriceListSource.own)
      let own = sellsOwn ? try tx.own.list("tariffs", ListFilter(limit: 10_000)).rows : []
      let change = sellsOwn ? try tx.own.changes("tariffs", after: 0, limit: 100_000).last?.change ?? 0 : 0
      let cursor = try tx.viewCursors.cursor("tariffs", for: link.id)
      let (known, basis) = (cursor.map { TariffBasis(text: $0.basis) }, Self.basis(link, terms))
      let isMade = cursor?.change == change && known?.made == basis.made
      guard !isMade || known?.holds(basis, at: tx.now) != true else { return nil }
      let snapshot = try tx.snapshots.current(of: link.id)
      let adopted = try AdoptionNote.of(link.id, in: tx)
      let ids = adopted?.snapshot == snapshot?.number ? adopted?.tariffs ?? [] : []
      let tellsValidity = link.version(for: .tariffs)?.frame.tellsValidity ?? true
      // Under one id for all times the next price is made when its day has come.
      let isKept = isMade && (terms.change == .datedPair || known?.lasts(at: tx.now) == true)
      return Work(
        file: file, change: change, basis: basis, moment: tellsValidity ? nil : tx.now, now: tx.now,
        nextTurn: (terms.isDated, terms.nextTurn(after: tx.now)), groups: terms.groups, own: own,
        appliedAt: snapshot?.appliedAt ?? tx.now, ids: ids,
        kept: isKept ? try tx.publishedTariffs.made(for: link.id) : nil,
        lists: try link.terms.lists.flatMap { try PriceTexts.kept($0, in: tx) })
    }
  }

  private func write(_ tariffs: DueTariffs, _ work: Work, _ cursor: ViewCursor) async throws {
    let pushes = link.terms.technical.sync("tariffs").pushes && link.carriesTraffic
    let way = link.way(of: .init("tariffs"))
    try await commons.store.write { [link] tx in
      var stale = try tx.publishedTariffs.replace(for: link.id, with: tariffs.due, holding: tariffs.held)
      stale += try tx.publishedTariffs.all(for: link.id).filter { row in
        row.isVisible && !row.isStale && link.mustRepeat("tariffs", row.ways, on: way)
      }.map(\.key)
      // What the partner of an adopted connection has already is not told again.
      for known in work.ids {
        guard let hash = known.hash, tariffs.due.contains(where: { $0.key.id == known.id && $0.hash == hash })
        else {
          continue
        }
        try tx.publishedTariffs.acknowledge(known.id, by: link.id, hash: hash, on: way.description)
        stale.removeAll { $0.id == known.id }
      }
      if pushes {
        for key in stale { try tx.outbox.enqueueState(of: key, in: "tariffs", for: link.id) }
      }
      try tx.viewCursors.save(cursor, "tariffs", for: link.id)
    }
  }

  private func report(_ findings: [Diagnostic]) {
    link.notePublishing("tariffs", findings)
    for finding in findings where finding.severity == .error {
      commons.surroundings.log.error("no tariffs published", ["partner": link.id, "finding": "\(finding)"])
    }
  }
}
