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
    var theirs: [TheirTokenRow]
    var attempts: [RegistrationRow]
    var snapshot: SnapshotRow?
    var sightings: [Sighting]
    var adoption: AdoptionNote?
    var standing: Standing
    var order: UInt64

    init<Access>(_ row: PartnerRow, _ tx: Transaction<Access>, order: UInt64) throws {
      let id = row.id
      self.row = row
      endpoints = try tx.partners.endpoints(of: id)
      tokens = try tx.ourTokens.list(of: id)
      theirs = try tx.theirTokens.list(of: id)
      attempts = try tx.registrations.open(of: id)
      snapshot = try tx.snapshots.current(of: id)
      sightings = try tx.sightings.list(of: id)
      adoption = try AdoptionNote.of(id, in: tx)
      standing = try Standing.of(id, in: tx)
      self.order = order
    }
  }

  /// Loads one partner: makes its link or brings the existing one up to date.
  ///
  /// - Throws: what the store throws, or `LinkMaker.Unusable`.
  @discardableResult
  package func load(_ file: PartnerFile) async throws -> PartnerLink {
    let id = file.id
    let stored = try await commons.store.write { [commons] tx in
      try Stored(try tx.partners.ensure(id), tx, order: commons.nextOrder())
    }
    // Who is behind a hub has nobody of its own to call, unless it was moved there and its connection still stands.
    let isCarried = file.isBehindHub && stored.row.versionsURL == nil
    let client =
      isCarried ? maker.mute(file) : try maker.client(for: file, announced: stored.row.versionsURL)
    recall(stored.sightings, file)
    let admission = try maker.admission(for: file)
    let link = link(id, terms(file, applied: stored.snapshot, admission), client)
    link.take(stored.standing)
    commons.adopted.set(id, stored.adoption?.addresses ?? [])
    commons.tokens.refresh(id, with: stored.tokens, asOf: stored.order)
    link.establish(facts(stored), asOf: stored.order)
    return link
  }

  /// Loads one partner for looking only: nothing is written, and its client calls nobody.
  ///
  /// - Throws: what the store throws.
  func loadResting(_ file: PartnerFile) async throws {
    let id = file.id
    let stored = try await commons.store.read { tx in
      try tx.partners.partner(id).map { row in try Stored(row, tx, order: 0) }
    }
    recall(stored?.sightings ?? [], file)
    let link = link(id, terms(file, applied: stored?.snapshot, .open), maker.mute(file))
    if let stored {
      link.establish(facts(stored))
      link.take(stored.standing)
    }
  }

  private func recall(_ sightings: [Sighting], _ file: PartnerFile) {
    commons.dialects[file.id].recall(sightings)
    commons.dialects[file.id].state(file.statedDialect)
  }

  private func link(_ id: String, _ terms: PartnerTerms, _ client: OCPIClient) -> PartnerLink {
    guard let link = commons.links[id] else {
      let link = PartnerLink(
        id: id, terms: terms, client: client, dialect: commons.dialects[id],
        accepted: { [self] in await settle($1, of: $0) }, reach: commons.hubReach,
        roads: commons.roads)
      commons.links.add(link)
      return link
    }
    link.adopt(terms, client: client)
    commons.links.counterparties.forget()
    return link
  }

  /// The partner let a token in that decides which of them is in use; what is lost of this is found again.
  private func settle(_ acceptance: TheirTokens.Acceptance, of link: PartnerLink) async {
    guard case .settled(let number, let refused) = acceptance else { return }
    let id = link.id
    let stored = try? await commons.store.write { [commons] tx in
      try tx.theirTokens.accept(number, insteadOf: refused, of: id)
      return try Stored(try tx.partners.ensure(id), tx, order: commons.nextOrder())
    }
    if let stored { link.establish(facts(stored), asOf: stored.order) }
  }

  /// The file with the snapshot that was applied, if there is one and it still reads.
  private func terms(
    _ file: PartnerFile, applied snapshot: SnapshotRow?, _ admission: Admission
  ) -> PartnerTerms {
    guard let snapshot else { return PartnerTerms(technical: file, applied: nil, admission: admission) }
    let parts = SnapshotText(snapshot.text)
    let defaults = parts.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: "partners/defaults.toml").defaults
    }
    let (applied, findings) = PartnerFile.read(
      bytes: Array(parts.file.utf8), file: file.file, defaults: defaults, fleet: commons.fleet().file,
      isInForce: true)
    for finding in findings where finding.severity == .error {
      commons.surroundings.log.warning(
        applied == nil ? "applied terms no longer read" : "applied terms would not be applied again",
        ["partner": file.id, "finding": "\(finding)"])
    }
    return PartnerTerms(
      technical: file, applied: applied, groups: LocationGroups(texts: parts.groups),
      lists: parts.lists, admission: admission)
  }

  private func facts(_ stored: Stored) -> LinkFacts {
    let row = stored.row
    var facts = LinkFacts(
      version: row.version.flatMap { OCPIVersion($0) },
      endpoints: stored.endpoints.map { endpoint in
        Endpoint(
          identifier: ModuleID(rawValue: endpoint.module),
          role: endpoint.role.isEmpty ? nil : InterfaceRole(rawValue: endpoint.role), url: endpoint.url)
      }, lastError: row.lastError)
    facts.relation = Relation(row, open: stored.attempts)
    facts.theirTokens = theirTokens(stored)
    return facts
  }

  private func theirTokens(_ stored: Stored) -> TheirTokens {
    let row = stored.row
    func opened(_ sealed: [UInt8], _ form: String?, _ number: Int64) -> TheirTokens.Token? {
      commons.unsealToken(sealed, of: row.id).map {
        TheirTokens.Token(number: number, text: $0, form: form.flatMap(TokenForm.init) ?? .base64)
      }
    }
    let number = stored.theirs.first { $0.token == row.theirToken }?.number ?? 0
    return TheirTokens(
      inUse: row.theirToken.flatMap { opened($0, row.theirTokenForm, number) },
      spares: stored.theirs.filter { $0.token != row.theirToken }
        .compactMap { opened($0.token, $0.form, $0.number) })
  }
}
