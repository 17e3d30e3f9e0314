import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore
import BilateralTerms

/// Keeps the views of one partner and one module in step with our own objects (decision 0002).
///
/// Each step reads the changes after the cursor, judges them, and writes views, outbox entries and cursor in one
/// transaction. Other terms, another version or other tariffs put the cursor back to the start.
package struct ViewLoop: Service {
  /// Changes judged in one transaction.
  static let chunk = 500

  package let name: String
  private let link: PartnerLink
  private let module: String
  private let commons: Commons

  package init(_ module: ModuleID, for link: PartnerLink, _ commons: Commons) {
    self.module = module.rawValue
    self.link = link
    self.commons = commons
    name = "\(link.id)/\(module.rawValue)/views"
  }

  package func run() async throws {
    let bell = link.wakeup("views/\(module)")
    try await bell.whileRung(by: .own(module: module), of: commons.store) {
      while true {
        while try await apart({ try await step() }) {}
        try await bell.wait(atMost: nil, clock: commons.surroundings.clock)
      }
    }
  }

  /// What one step reads.
  private struct Work: Sendable {
    var view: PartnerView
    var cursor: ViewCursor
    var candidates: [ViewCandidate]
    /// CDRs that were never priced for this partner, although it has prices of its own, and those whose place another
    /// took under the same id: they stay with us.
    var hidden: Set<Int64> = []
  }

  /// Judges one chunk of changes; false when there was none left.
  @discardableResult
  package func step() async throws -> Bool {
    try Task.checkCancellation()
    guard let work = try await read() else { return false }
    let judge = ViewJudge(work.view, module: module)
    var verdicts: [(OwnRow, ViewJudge.Verdict)] = []
    verdicts.reserveCapacity(work.candidates.count)
    for candidate in work.candidates {
      let isHidden = work.hidden.contains(candidate.own.number)
      verdicts.append((candidate.own, isHidden ? .hidden : judge.judge(candidate)))
    }
    tellUnfit(verdicts)
    let room = try await write(verdicts, work.cursor, limit: module == "tokens" ? work.view.tokenLimit : nil)
    report(work.view.findings + tooMany(room))
    return !work.candidates.isEmpty
  }

  private func read() async throws -> Work? {
    try await commons.store.read { [link, module] tx in
      guard let view = try PartnerView.of(link, in: tx, link.version(for: ModuleID(rawValue: module))),
        let terms = link.terms.publishing
      else { return nil }
      guard try Self.hasTariffs(module, link, terms, tx) else { return nil }
      let basis = try Self.basis(module, link, terms, tx)
      let known = try tx.viewCursors.cursor(module, for: link.id)
      let start = known?.basis == basis ? known?.change ?? 0 : 0
      var candidates = try tx.views.candidates(module, for: link.id, after: start, limit: Self.chunk)
      if view.version.frame.embedsLocations, Self.history(module) != nil {
        candidates = try candidates.map { try $0.placed(in: tx) }
      }
      let change = candidates.last?.own.shape ?? start
      let cursor = ViewCursor(change: change, basis: basis)
      guard cursor != known else { return nil }
      var work = Work(view: view, cursor: cursor, candidates: candidates)
      if module == "cdrs", terms.rules != nil {
        for candidate in candidates where try Self.isUnbilled(candidate.own, link.id, tx) {
          work.hidden.insert(candidate.own.number)
        }
      }
      if module == "cdrs", link.terms.money.creditWay == .revision {
        for candidate in candidates where try tx.own.revision(of: candidate.own.key) != nil {
          work.hidden.insert(candidate.own.number)
        }
      }
      return work
    }
  }

  private static func isUnbilled(_ own: OwnRow, _ partner: String, _ tx: ReadTransaction) throws -> Bool {
    guard try tx.cdrPrices.price(of: own.key)?.partner != partner else { return false }
    return try tx.views.view(of: "cdrs", own.key, for: partner) == nil
  }

  /// Locations wait for the tariffs of the terms in force, whose ids they carry: without them each would be told twice.
  private static func hasTariffs(
    _ module: String, _ link: PartnerLink, _ terms: PublishingTerms, _ tx: ReadTransaction
  ) throws -> Bool {
    guard module == "locations", terms.rules != nil else { return true }
    return try TariffPublisher.isUpToDate(link, terms, in: tx)
  }

  /// What the views of a module depend on now.
  private static func basis(
    _ module: String, _ link: PartnerLink, _ terms: PublishingTerms, _ tx: ReadTransaction
  ) throws -> String {
    if let module = Self.history(module) { return ViewBasis.of(link, terms, history: module) }
    guard module == "locations" else { return ViewBasis.of(link, terms, module: module) }
    let tariffs = try tx.publishedTariffs.all(for: link.id).filter(\.isVisible)
    // Where one tariff is chosen, the choice depends on what is in them.
    let isChosen = !(link.facts.version?.frame.tellsValidity ?? true)
    let names = tariffs.map { "\($0.key.id) \($0.rule ?? "")\(isChosen ? " \(Hex.encode($0.hash))" : "")" }
    return ViewBasis.of(link, terms, module: module, tariffs: names + terms.priceValues)
  }

  private static func history(_ module: String) -> ModuleID? {
    ReceivedKinds.named(module).flatMap { $0.isHistory ? $0.module : nil }
  }

  /// Whether the loop has judged by the terms and tariffs in force; what it judged may still be on its way.
  static func isUpToDate(
    _ module: String, _ link: PartnerLink, _ tx: ReadTransaction
  ) throws -> Bool {
    try judged(module, link, tx) != nil
  }

  /// The shape up to which the loop has judged by the terms and tariffs in force; nil when it has not begun to.
  static func judged(_ module: String, _ link: PartnerLink, _ tx: ReadTransaction) throws -> Int64? {
    guard let terms = link.terms.publishing, let cursor = try tx.viewCursors.cursor(module, for: link.id),
      try cursor.basis == basis(module, link, terms, tx)
    else { return nil }
    return cursor.change
  }

  /// Writes views, outbox and cursor; gives what is known about the room under `limit`.
  private func write(
    _ verdicts: [(OwnRow, ViewJudge.Verdict)], _ cursor: ViewCursor, limit: Int?
  ) async throws -> ViewRoom? {
    let sync = link.terms.technical.sync(module)
    let pushes =
      Self.history(module).map(link.isPushed) ?? (sync.pushes && link.carriesTraffic)
    return try await commons.store.write { [link, module] tx in
      var room = try limit.map { ViewRoom(limit: $0, taken: try tx.views.count(module, for: link.id)) }
      let writing = ViewWriting(
        partner: link.id, pushes: pushes, debounce: Int64(sync.debounceMilliseconds) * 1000,
        mustRepeat: { own, row in
          link.mustRepeat(module, row.ways, on: try SendWay.way(of: own, to: link))
        })
      for (own, verdict) in verdicts {
        let isSeen =
          room == nil ? false : try tx.views.view(of: module, own.key, for: link.id)?.isVisible ?? false
        let fitting = room?.fit(verdict, isSeen: isSeen) ?? verdict
        try writing.write(fitting, own, in: tx)
      }
      // What was left out for want of room gets another look as soon as there is some.
      let start = room?.hasFreed == true ? 0 : cursor.change
      try tx.viewCursors.save(ViewCursor(change: start, basis: cursor.basis), module, for: link.id)
      return room
    }
  }

  private func tooMany(_ room: ViewRoom?) -> [Diagnostic] {
    guard let room, room.isFull else { return [] }
    guard room.leftOut > 0 || link.publishing(module).contains(where: { $0.code == "BR233" }) else {
      return []
    }
    return [
      Diagnostic(
        .warning, "BR233", "more than \(room.limit) \(module) would be sent; the rest waits for room",
        help: "raise share.tokens.max, or share fewer by share.tokens.groups and types",
        path: "share.tokens.max")
    ]
  }

  private func report(_ findings: [Diagnostic]) {
    guard link.publishing(module) != findings else { return }
    link.notePublishing(module, findings)
    for finding in findings {
      commons.surroundings.log.error(
        "not everything is shared", ["partner": link.id, "finding": "\(finding)"])
    }
  }

  private func tellUnfit(_ verdicts: [(OwnRow, ViewJudge.Verdict)]) {
    for case (let own, .unfit(let error)) in verdicts {
      commons.surroundings.log.warning(
        "object not shared",
        ["partner": link.id, "module": module, "object": "\(own.key)", "error": "\(error)"])
    }
  }
}

/// How verdicts become rows.
struct ViewWriting: Sendable {
  let partner: String
  let pushes: Bool
  /// Microseconds for which changes of one object wait for each other after a delivery.
  let debounce: Int64
  /// Whether an object that the partner has as it is now must be told again all the same.
  var mustRepeat: @Sendable (OwnRow, ViewRow) throws -> Bool = { _, _ in false }

  func write(_ verdict: ViewJudge.Verdict, _ own: OwnRow, in tx: WriteTransaction) throws {
    let isChanged =
      switch verdict {
      case .visible(let hash, let shown, let copy):
        try publish(own, hash: hash, shown: shown, copy: copy, in: tx)
      case .hidden, .unfit: try tx.views.conceal(own, from: partner)
      }
    // Not only what changed just now: what the partner lacks for another reason is asked for again.
    guard pushes, let row = try tx.views.view(of: own.module, own.key, for: partner) else { return }
    guard own.module != "cdrs" else { return try announce(own, row, in: tx) }
    let isHistory = own.module == Session.module.rawValue
    let isRepeated = try row.isVisible && !isHistory && !row.isStale && mustRepeat(own, row)
    guard row.isStale || isRepeated else {
      // Back to what the partner has: nothing needs to be said.
      if isChanged { try tx.outbox.forgetState(of: own.key, in: own.module, for: partner) }
      return
    }
    try ask(for: own, acknowledgedAt: row.acknowledgedAt, in: tx)
  }

  /// Asks for the newest state of an object to be sent.
  func ask(for own: OwnRow, acknowledgedAt: Timestamp?, in tx: WriteTransaction) throws {
    let ticket = try tx.outbox.enqueueState(of: own.key, in: own.module, for: partner)
    guard debounce > 0, let last = acknowledgedAt else { return }
    try tx.outbox.hold(ticket, until: last.adding(microseconds: debounce))
  }

  /// Publishes a view that was judged outside of this transaction; a status that changed meanwhile was told to the view
  /// of then, and holds for this one.
  private func publish(
    _ own: OwnRow, hash: [UInt8], shown: String?, copy: String?, in tx: WriteTransaction
  ) throws -> Bool {
    guard let text = copy, let newer = try tx.own.row(own.number), newer.change != own.change,
      newer.shape == own.shape, let judged = LocationCopy(text: text)
    else { return try tx.views.publish(own, to: partner, hash: hash, shown: shown, copy: copy) }
    let next = judged.following(try OwnStatuses(newer.body).entries)
    return try tx.views.publish(newer, to: partner, hash: next.hash, shown: shown, copy: next.text)
  }

  /// Queues a CDR as a message of its own, once; a credit after what it takes back, and what takes the place of that
  /// after the credit (ruling 19): all of them are in the lane of the first.
  private func announce(_ own: OwnRow, _ row: ViewRow, in tx: WriteTransaction) throws {
    guard row.isVisible, row.acknowledgedHash == nil,
      try !tx.outbox.holds(own.module, own.key, for: partner)
    else { return }
    let cdr = try? OwnText.read(CDR.self, own.body)
    let revision = cdr.map { CDRRevision(of: $0) }
    let original = revision?.isRevision == true ? revision?.root : cdr?.creditReferenceID
    let lane = original.map { id in
      ObjectKey(country: own.key.country, party: own.key.party, id: id.text).description
    }
    try tx.outbox.enqueueMessage(own.body, about: own.key, in: own.module, for: partner, lane: lane)
  }
}

extension ViewCandidate {
  /// The candidate with the location that it happened at, which stays as it was at first.
  func placed<Access>(in tx: Transaction<Access>) throws -> ViewCandidate {
    guard shown == nil, let place = PlaceOfCharging(own) else { return self }
    return ViewCandidate(own: own, shown: try? place.text(in: tx))
  }
}
