package import BilateralBase
import BilateralModel
import BilateralNet
package import BilateralStore
import BilateralTerms

/// How every partner stands, as `GET /partners`, `partnerctl status` and the status page tell it.
package enum PartnerStatus {
  /// The modules that are told of even before anything was exchanged.
  fileprivate static let core = ["locations", "tariffs", "tokens"]

  /// `{"partners":[…]}` in order of their ids, from one consistent moment of the store.
  ///
  /// - Parameters:
  ///   - commons: the partners.
  ///   - only: whom to tell of; nil for all.
  ///   - isCounting: whether objects are counted, which reads an index of all of them; else each count is 0.
  /// - Returns: the object.
  /// - Throws: `StoreError`.
  package static func list(
    _ commons: Commons, only: Set<String>? = nil, isCounting: Bool = true
  ) async throws -> JSON {
    let links = commons.links.all.filter { only?.contains($0.id) ?? true }
    let figures = try await commons.store.read { tx in try Figures(tx, links, isCounting: isCounting) }
    let now = commons.surroundings.wallClock.now()
    var partners: [JSON] = []
    for link in links {
      partners.append(
        PartnerView(link: link, figures: figures, commons: commons, now: now).json)
      // Hundreds of partners in one go would make a request wait that came meanwhile.
      await Task.yield()
    }
    return ["partners": .array(partners)]
  }

  /// What the store knows, for all partners at once.
  fileprivate struct Figures: Sendable {
    /// A partner and a module.
    struct Place: Hashable {
      var partner: String
      var module: String
    }

    let received, shown, quarantined: [Place: Int]
    let outbox: [Place: OutboxBacklog]
    /// Since when a partner's copy of a location is not what it should be.
    let untold: [String: Timestamp]
    let cursors: [Place: [CursorRow]]
    let snapshots: [String: SnapshotRow]
    /// The modules of which the store knows something, by partner.
    let modules: [String: Set<String>]
    /// Parties behind hubs, by hub and status.
    let parties: [String: [(partner: String, value: String, count: Int)]]
    /// Alarms that stand and were not acknowledged, by partner.
    let alarms: [String: Int]
    /// Promises that are broken, as their alarms say, by partner.
    let broken: [String: [JSON]]
    /// How many received CDRs are said to be what, by partner.
    let verdicts: [String: [JSONMember]]
    /// How many sessions that go on are odd, and how, by partner.
    let odd: [String: [JSONMember]]
    /// What was measured in thirty days, by partner; empty unless counted.
    let measured: [String: ServiceFigures]
    /// How many received CDRs have which grade, by partner.
    let grades: [String: [JSONMember]]
    /// How what is owed stands to the credit limit, by partner; none where no limit is agreed.
    let credit: [String: CreditLimit.Standing]
    /// Tokens by which partners are let in.
    let tokens: [String: [OurTokenRow]]
    /// The last conformance run of each partner, as it was kept.
    let certificates: [String: JSON]
    /// Sessions that have not ended, of partners that move to another way.
    let open: [String: [OpenSessions]]

    init<Access>(_ tx: Transaction<Access>, _ links: [PartnerLink], isCounting: Bool) throws {
      tokens = try links.reduce(into: [:]) { $0[$1.id] = try tx.ourTokens.list(of: $1.id) }
      open = try links.filter { $0.terms.route.move != nil }.reduce(into: [:]) {
        $0[$1.id] = try tx.sessionWays.open(for: $1.id)
      }
      certificates = try links.reduce(into: [:]) { found, link in
        let text = try tx.settings.value(CertifyReport.setting(of: link.id))
        found[link.id] = text.flatMap { try? JSON.parse($0) }
      }
      verdicts = Dictionary(
        try isCounting
          ? tx.cdrVerdicts.counts().map { ($0.partner, [JSONMember($0.verdict, JSON($0.count))]) } : [],
        uniquingKeysWith: +)
      odd = Dictionary(
        try tx.sessionNotes.counts().map { ($0.owner, [JSONMember($0.word, JSON($0.count))]) },
        uniquingKeysWith: +)
      var credit: [String: CreditLimit.Standing] = [:]
      for link in links {
        credit[link.id] = try tx.credit(of: link.id, link.terms.money.settlement.creditLimit)
      }
      self.credit = credit
      measured = isCounting ? try ServiceFigures.ofThirtyDays(tx) : [:]
      grades = Dictionary(
        try isCounting
          ? tx.cdrVerdicts.grades().map { ($0.partner, [JSONMember($0.grade, JSON($0.count))]) } : [],
        uniquingKeysWith: +)
      received = isCounting ? Self.table(try tx.tallies(.received)) : [:]
      shown = isCounting ? Self.table(try tx.tallies(.shown)) : [:]
      quarantined = Self.table(try tx.tallies(.quarantined))
      outbox = Dictionary(
        try tx.outbox.backlog().map { (Place(partner: $0.partner, module: $0.module), $0) },
        uniquingKeysWith: { first, _ in first })
      untold = try tx.outbox.oldestUntold("locations")
      cursors = Dictionary(
        grouping: try tx.cursors.list(),
        by: { Place(partner: String($0.partner.prefix { $0 != " " }), module: $0.module) })
      snapshots = try Self.snapshots(tx)
      parties = Dictionary(
        grouping: try tx.received.tally(ModuleID.hubClientInfo.rawValue, by: "status"), by: \.partner)
      alarms = try tx.alarms.list().filter { $0.state == "raised" }.reduce(into: [:]) {
        $0[$1.key.partner, default: 0] += 1
      }
      broken = try tx.alarms.list().filter {
        $0.key.condition == AlarmTerms.Condition.service.rawValue && $0.resolvedAt == nil
      }.reduce(into: [:]) { $0[$1.key.partner, default: []].append(.string($1.text)) }
      let counted = [received, shown, quarantined].flatMap(\.keys)
      modules = (counted + Array(outbox.keys) + Array(cursors.keys)).reduce(into: [:]) {
        $0[$1.partner, default: []].insert($1.module)
      }
    }

    private static func table(_ tallies: [Tally]) -> [Place: Int] {
      Dictionary(
        tallies.map { (Place(partner: $0.partner, module: $0.module), $0.count) }, uniquingKeysWith: +)
    }

    private static func snapshots<Access>(_ tx: Transaction<Access>) throws -> [String: SnapshotRow] {
      var found: [String: SnapshotRow] = [:]
      for row in try tx.partners.list() { found[row.id] = try tx.snapshots.current(of: row.id) }
      return found
    }
  }

  /// One partner's part.
  fileprivate struct PartnerView {
    let link: PartnerLink
    let figures: Figures
    let commons: Commons
    let now: Timestamp

    var json: JSON {
      let file = link.terms.technical
      let (facts, route) = (link.facts, link.terms.route)
      let modules = modules.map { JSONMember($0, ModuleView(partner: self, module: $0).json) }
      return [
        "id": .string(link.id), "name": .string(file.name), "status": .string(file.status.rawValue),
        "roles": .array(file.theirRoles.map { .string("\($0)") }),
        "state": .string(facts.state.rawValue),
        "version": facts.version.map { .string("\($0)") } ?? .null,
        "route": .string(route.kind.rawValue), "hub": route.hub.map { .string($0) } ?? .null,
        "migration": migration,
        "suspension": link.suspensionJSON, "offboarding": link.standing.offboarding?.json ?? .null,
        "drift": .bool(hasDrift),
        "last_error": facts.lastError.map { .string($0) } ?? .null,
        "next_step": nextStep.map(\.json) ?? .null,
        "verdicts": .object(figures.verdicts[link.id] ?? []),
        "odd_sessions": .object(figures.odd[link.id] ?? []),
        "figures": figures.measured[link.id].map { $0.json } ?? .null,
        "grades": .object(figures.grades[link.id] ?? []),
        "credit": figures.credit[link.id]?.json ?? .null,
        "broken_promises": .array(figures.broken[link.id] ?? []),
        "alarms": JSON(figures.alarms[link.id] ?? 0), "modules": .object(modules),
        "dialect": .array(link.dialect.learned.map(\.json)),
        "ends": .array(
          Ending.all(link, tokens: figures.tokens[link.id] ?? [], vault: commons.vault).map(\.json)),
        "parties": parties, "conformance": Conformance(figures.certificates[link.id], file, now: now).json,
      ]
    }

    /// Who is behind a hub, counted by status: `{"CONNECTED":3,"OFFLINE":1}`; null for partners that are none.
    private var parties: JSON {
      guard link.isHub else { return .null }
      return .object((figures.parties[link.id] ?? []).map { JSONMember($0.value, JSON($0.count)) })
    }

    /// The move to another way that the file describes: `{"from","to","cut_over","hold_until","phase","open"}`.
    private var migration: JSON {
      guard let move = link.terms.route.move else { return .null }
      var json = move.json(at: now)
      json["open"] = JSON(openBefore(move))
      return json
    }

    /// How many sessions have not ended on the way before.
    private func openBefore(_ move: RouteMove) -> Int {
      (figures.open[link.id] ?? []).filter { $0.way == move.from.description }.reduce(0) { $0 + $1.count }
    }

    private var nextStep: NextStep? {
      guard let step = connectionStep else { return moveStep }
      return step
    }

    /// What ends a move that nobody needs any more.
    private var moveStep: NextStep? {
      guard let move = link.terms.route.move, move.phase(at: now) == .over, openBefore(move) == 0 else {
        return nil
      }
      return NextStep("the move to \(move.to) is over", "partnerctl migrate \(link.id) --finish")
    }

    private var connectionStep: NextStep? {
      if let hub = link.terms.route.hub, link.terms.technical.isBehindHub {
        return NextStep.behind(hub, link.hubLink)
      }
      return NextStep.of(
        link.facts.relation, isRefused: link.isRefused, offer: link.offer?.description,
        begins: link.terms.technical.connection.registration,
        id: link.id)
    }

    /// Whether money or share terms on disk wait for an `apply` (ruling 9).
    private var hasDrift: Bool {
      guard let snapshot = figures.snapshots[link.id] else { return false }
      return commons.moneyHash(of: link.id, lists: SnapshotText.namesLists(snapshot.text))
        != snapshot.moneyHash
    }

    private var modules: [String] {
      let wanted = PartnerStatus.core.filter { link.terms.technical.sync($0).mode != .off }
      return wanted + (figures.modules[link.id] ?? []).subtracting(wanted).sorted()
    }
  }

  /// One module's part.
  fileprivate struct ModuleView {
    let partner: PartnerView
    let module: String

    var json: JSON {
      let place = Figures.Place(partner: partner.link.id, module: module)
      let figures = partner.figures
      let backlog = figures.outbox[place]
      let cursors = figures.cursors[place] ?? []
      let seen = partner.link.observation(module)
      let success = (cursors.map(\.lastSuccess) + [seen.lastSuccess]).compactMap { $0 }.max()
      return [
        "received": JSON(figures.received[place] ?? 0), "sent": JSON(figures.shown[place] ?? 0),
        "lag_seconds": lag(since: success, oldest: backlog?.oldest),
        "untold_seconds": untold ?? .null,
        "freshness_seconds": freshness.map { JSON($0) } ?? .null,
        "last_success": success.map { .string($0.description) } ?? .null,
        "last_error": error(seen, cursors).map { .string($0) } ?? .null,
        "consecutive_errors": JSON(max(seen.consecutiveErrors, cursors.map(\.consecutiveErrors).max() ?? 0)),
        "outbox": JSON((backlog?.waiting ?? 0) + (backlog?.parked ?? 0)),
        "quarantine": JSON(figures.quarantined[place] ?? 0), "brake": brake(cursors),
      ]
    }

    private var sync: SyncTerms { partner.link.terms.technical.sync(module) }

    /// How old the oldest change is that the partner has not been told of what it has; nil where nothing is pushed.
    private var untold: JSON? {
      guard module == "locations", sync.pushes, partner.link.facts.state.carriesTraffic else { return nil }
      return JSON(Int(partner.figures.untold[partner.link.id].map { max(0, partner.now - $0) } ?? 0))
    }

    /// How old it may be, as agreed.
    private var freshness: Int? { module == "locations" ? sync.freshnessSeconds : nil }

    /// How far behind we may be: the age of what we last heard, or of the oldest change not yet told.
    private func lag(since success: Timestamp?, oldest: Timestamp?) -> JSON {
      let heard = partner.link.terms.technical.sync(module).pulls ? success : nil
      let ages = [heard, oldest].compactMap { $0.map { max(0, partner.now - $0) } }
      return ages.max().map { .number("\($0)") } ?? .null
    }

    /// The newest error; a brake that stands is one, because data is held back until a person looks.
    private func error(_ seen: Observation, _ cursors: [CursorRow]) -> String? {
      if let error = seen.lastError { return error.description }
      if let failed = cursors.filter({ $0.consecutiveErrors > 0 }).compactMap(\.lastError).first {
        return failed
      }
      let brake = cursors.compactMap(\.brake).first.map { Shrinkage.diagnostic($0).description }
      return brake ?? partner.link.publishing(module).first { $0.severity != .note }?.description
    }

    private func brake(_ cursors: [CursorRow]) -> JSON {
      guard let brake = cursors.compactMap(\.brake).first else { return .null }
      return ["missing": JSON(brake.missing), "live": JSON(brake.live)]
    }
  }
}

extension Shrinkage {
  /// The finding that people read while removals are held back (partner file C8 `max_shrink`).
  package static func diagnostic(_ shrinkage: Shrinkage) -> Diagnostic {
    Diagnostic(
      .warning, "BR207",
      "the partner's full list lacks \(shrinkage.missing) of \(shrinkage.live) objects; none was removed",
      help: "ask the partner; if the list is right, raise max_shrink in the partner file and pull in full")
  }
}
