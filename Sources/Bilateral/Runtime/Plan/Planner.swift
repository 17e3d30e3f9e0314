import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Works out what would change when partner files on disk come into force; reads and changes nothing.
package struct Planner: Sendable {
  private let commons: Commons

  /// Objects of ours that are looked at in one transaction.
  private static let chunk = 500

  package init(_ commons: Commons) { self.commons = commons }

  /// The plan for partners, or for all that have a file.
  ///
  /// - Parameter ids: the partners; empty for all.
  /// - Returns: the plan, made from one reading of the folder.
  /// - Throws: `ControlFailure` 65 or 66 for a file that cannot be applied, or what the store throws.
  package func plan(_ ids: [String]) async throws -> TermsPlan {
    let folder = PartnerFolder(commons)
    let fleet = try folder.fresh()
    let ids = ids.isEmpty ? fleet.partners.keys.sorted() : ids
    var plans: [PartnerPlan] = []
    let bench = try await GuardBench(commons)
    for id in ids { plans.append(try await plan(try folder.entry(id, in: fleet), in: fleet, bench)) }
    return TermsPlan(
      plans, env: fleet.file.environment.rawValue, at: commons.surroundings.wallClock.now())
  }

  /// The plan for one partner file of a folder that was read.
  ///
  /// - Parameters:
  ///   - entry: the partner.
  ///   - fleet: the folder it was read from.
  ///   - bench: what guards look at, when it was read for other partners already.
  /// - Returns: what would change.
  /// - Throws: `ControlFailure` 65 when the files contradict each other, or what the store throws.
  package func plan(
    _ entry: PartnerFolder.Entry, in fleet: LoadedFleet, _ bench: GuardBench? = nil
  ) async throws -> PartnerPlan {
    try TermsApplication.refuseContradictions(
      entry.file, in: fleet, today: CivilDate(commons.surroundings.wallClock.now()))
    let link = commons.links[entry.file.id]
    let before = try await before(entry.file.id)
    let made = prospect(entry, fleet, before)
    let applied = link?.terms.applied
    let effect = try await effect(entry, fleet, before, made)
    let terms =
      TermDifference.between(applied, entry.file, where: TermsSnapshot.isMoney)
      + files(entry, fleet, before.snapshot)
    var guards = [PlanGuard.shrink(effect, limit: entry.file.sync("locations").maxShrink)].compactMap { $0 }
    // Where nothing changes there is nothing to refuse.
    if !terms.isEmpty || !effect.isEmpty { guards += try await judged(entry, fleet, bench) }
    return PartnerPlan(
      partner: entry.file.id, name: entry.file.name, roles: entry.file.theirRoles.map(\.description),
      status: entry.file.status.rawValue,
      basis: PlanBasis(entry, in: fleet, applied: before.snapshot?.hash),
      terms: terms,
      technical: TermDifference.between(
        link?.terms.technical, entry.file, where: { !TermsSnapshot.isMoney($0) }),
      effect: effect, guards: guards,
      findings: made.findings.filter { $0.severity == .error }
        + made.findings.filter { $0.severity != .error })
  }

  /// What the guards over prices say.
  private func judged(
    _ entry: PartnerFolder.Entry, _ fleet: LoadedFleet, _ known: GuardBench?
  ) async throws -> [PlanGuard] {
    guard PriceSide.allCases.contains(where: { entry.file.hasTable($0.path) }) else { return [] }
    let bench: GuardBench
    if let known { bench = known } else { bench = try await GuardBench(commons) }
    return PlanGuard.all(try await bench.guards(entry.file, fleet, commons).verdicts)
  }

  // MARK: - what is in force, and what would be

  private struct Before: Sendable {
    var snapshot: SnapshotRow?
    var tariffs: [PublishedTariff]
    var own: [OwnRow]
    /// Ids of an adopted connection, which hold until other terms are applied.
    var known: [ConnectionExport.TariffID]
    var now: Timestamp
  }

  private func before(_ id: String) async throws -> Before {
    try await commons.store.read { tx in
      let snapshot = try tx.snapshots.current(of: id)
      let adopted = try AdoptionNote.of(id, in: tx)
      return Before(
        snapshot: snapshot, tariffs: try tx.publishedTariffs.made(for: id),
        own: try tx.own.list("tariffs", ListFilter(limit: 10_000)).rows,
        known: adopted?.snapshot == snapshot?.number ? adopted?.tariffs ?? [] : [], now: tx.now)
    }
  }

  private func prospect(
    _ entry: PartnerFolder.Entry, _ fleet: LoadedFleet, _ before: Before
  ) -> PublishedTariffs {
    let party = entry.file.ourRoles.first { $0.kind == .cpo }?.party
    let source = PriceListSource(fleet.lists.named(by: entry.file), party: party)
    let isSame = before.snapshot?.hash == entry.snapshot.hash
    return PublishedTariffs.make(
      entry.file, list: source.list(for: entry.file.priceRules(.sell), own: before.own),
      appliedAt: before.now, rates: source.rates().rates, groups: fleet.groups,
      knownAs: isSame ? before.known : [])
  }

  /// Groups and price lists that were edited, as differences of the terms that name them.
  private func files(
    _ entry: PartnerFolder.Entry, _ fleet: LoadedFleet, _ snapshot: SnapshotRow?
  ) -> [TermDifference] {
    guard let snapshot else { return [] }
    let old = SnapshotText(snapshot.text)
    let groups = fleet.groups.texts(for: entry.file)
    var found = groups.keys.filter { old.groups[$0] != nil && old.groups[$0] != groups[$0] }.map {
      "groups/\($0).toml"
    }
    let lists = fleet.lists.named(by: entry.file).hashes
    found += (old.lists ?? [:]).keys.filter { lists[$0] != nil && lists[$0] != old.lists?[$0] }
    return found.sorted().map {
      TermDifference(
        path: $0, change: .change, old: "as applied", new: "as edited", meaning: "a file that the terms name")
    }
  }
}

extension Planner {
  private struct Prospect: Sendable {
    var old: PartnerView?
    var new: PartnerView?
    var concernsLocations: Bool
    var concernsTokens: Bool
  }

  private func effect(
    _ entry: PartnerFolder.Entry, _ fleet: LoadedFleet, _ before: Before, _ made: PublishedTariffs
  ) async throws -> OutsideEffect {
    var effect = OutsideEffect()
    effect.compare(before.tariffs, made.tariffs)
    let prospect = views(entry, fleet, before, made)
    if prospect.concernsLocations {
      try await each("locations", entry.file.id) { effect.compare($0, prospect.old, prospect.new) }
    }
    if prospect.concernsTokens {
      try await each("tokens", entry.file.id) { candidate in
        guard !candidate.own.isDeleted, let token = try? OwnText.read(Token.self, candidate.own.body)
        else { return }
        effect.tokens.count(prospect.old?.token(token) != nil, prospect.new?.token(token) != nil)
      }
    }
    return effect
  }

  private func views(
    _ entry: PartnerFolder.Entry, _ fleet: LoadedFleet, _ before: Before, _ made: PublishedTariffs
  ) -> Prospect {
    let link = commons.links[entry.file.id]
    let version = link?.facts.version ?? .v2_2_1
    let terms = PartnerTerms(
      technical: entry.file, applied: entry.file, groups: fleet.groups,
      lists: fleet.lists.named(by: entry.file).hashes)
    let moment = version.frame.tellsValidity ? nil : before.now
    func due(_ tariffs: [PublishedTariff]) -> [PublishedTariff] {
      (try? DueTariffs(tariffs, at: moment))?.due ?? []
    }
    let (known, next) = (due(before.tariffs), due(made.tariffs))
    let dialect = link?.dialect.current ?? .plain
    let old = link.flatMap {
      PartnerView.of($0.terms, version: version, tariffs: known, dialect: dialect, now: before.now)
    }
    let (was, will) = (link?.terms.publishing, terms.publishing)
    let hasOtherShare =
      old == nil || was?.shareValues != will?.shareValues
      || link?.terms.technical.ourRoles != entry.file.ourRoles
    let hasOtherTariffs =
      was?.priceValues != will?.priceValues || known.map(\.key) != next.map(\.key)
    return Prospect(
      old: old,
      new: PartnerView.of(terms, version: version, tariffs: next, dialect: dialect, now: before.now),
      concernsLocations: hasOtherShare || hasOtherTariffs, concernsTokens: hasOtherShare)
  }

  private func each(
    _ module: String, _ id: String, _ look: (ViewCandidate) -> Void
  ) async throws {
    var change: Int64 = 0
    while true {
      try Task.checkCancellation()
      let after = change
      let rows = try await commons.store.read { tx in
        try tx.views.candidates(module, for: id, after: after, limit: Self.chunk)
      }
      guard let last = rows.last else { return }
      rows.forEach(look)
      change = last.own.shape
    }
  }
}

extension OutsideEffect {
  /// Counts tariffs by id and content.
  mutating func compare(_ old: [PublishedTariff], _ new: [PublishedTariff]) {
    for tariff in new {
      let known = old.first { $0.key == tariff.key }
      switch known.map({ $0.hash == tariff.hash }) {
      case nil: added.append(tariff.key.id)
      case false?: changed.append(tariff.key.id)
      case true?: same += 1
      }
    }
    ended = old.filter { row in !new.contains { $0.key == row.key } }.map(\.key.id)
  }

  /// Counts what two views show of a location.
  mutating func compare(_ candidate: ViewCandidate, _ old: PartnerView?, _ new: PartnerView?) {
    guard !candidate.own.isDeleted, let own = try? OwnText.read(Location.self, candidate.own.body) else {
      return
    }
    let shown = ShownEVSEs(text: candidate.shown)
    let (was, will) = (old?.location(own, shown: shown), new?.location(own, shown: shown))
    guard was != will else {
      locations.count(was != nil, was != nil)
      for _ in Self.open(was) { evses.count(true, true) }
      return
    }
    updates += 1
    locations.count(was != nil, will != nil)
    let (before, after) = (Self.open(was), Self.open(will))
    for uid in Set(before.keys).union(after.keys) {
      evses.count(before[uid] != nil, after[uid] != nil)
      guard let known = before[uid], let next = after[uid] else { continue }
      for connector in next.connectors {
        let same = known.connectors.first { $0.id == connector.id }
        if let same, same.tariffIDs != connector.tariffIDs { connectors += 1 }
      }
    }
  }

  /// The EVSEs that a driver can use, by uid.
  private static func open(_ location: Location?) -> [CiString: EVSE] {
    var found: [CiString: EVSE] = [:]
    for evse in location?.evses ?? [] where evse.status != .removed { found[evse.uid] = evse }
    return found
  }
}
