import BilateralBase
import BilateralModel
package import BilateralStore

/// Takes the objects of a connection into the store, with everything that belongs to that: events and quarantine.
///
/// Used inside one write transaction, together with the cursor of a crawl or the answer to a push.
package struct Intake: Sendable {
  /// What came of the objects.
  package struct Counts: Sendable, Equatable {
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    package var stale = 0
    package var removed = 0
    package var quarantined = 0

    package init() {}

    package static func += (sum: inout Counts, more: Counts) {
      sum.created += more.created
      sum.updated += more.updated
      sum.unchanged += more.unchanged
      sum.stale += more.stale
      sum.removed += more.removed
      sum.quarantined += more.quarantined
    }
  }

  /// The partner whose connection brings them; whose they are, each object says itself.
  package let connection: String
  package let module: String
  /// Tells which exchange caused the events.
  package let correlation: String?

  package init(connection: String, module: String, correlation: String?) {
    self.connection = connection
    self.module = module
    self.correlation = correlation
  }

  /// Takes a page in.
  package func take(_ page: Page, generation: Int64?, in tx: WriteTransaction) throws -> Counts {
    var counts = Counts()
    // Most often nothing is held, and then no object needs to be looked for there.
    let holdsSome = try tx.quarantine.count(partner: connection, module: module) > 0
    for object in page.objects { counts += try take(object, mayBeHeld: holdsSome, in: tx).counts }
    for (row, key) in page.refused {
      try hold(row, in: tx)
      if let key, let generation {
        try tx.received.mention(module, on: connection, key, generation: generation)
      }
    }
    counts.quarantined += page.refused.count
    return counts
  }

  /// Sets an object aside; a CDR that is refused for the first time counts.
  func hold(_ row: RefusedObject, in tx: WriteTransaction) throws {
    let number = try tx.quarantine.hold(row)
    guard module == "cdrs", try tx.quarantine.row(number)?.count == 1 else { return }
    try MeasureBook(tx: tx, partner: row.partner).count(.refused)
  }

  /// Takes one object in; whatever was held of it in quarantine leaves.
  ///
  /// What is final stays as it is: something else for it is held and told.
  @discardableResult
  package func take(
    _ object: ReceivedObject, mayBeHeld: Bool = true, in tx: WriteTransaction
  ) throws -> ReceivedOutcome {
    let isHistory = ReceivedKinds.named(module)?.isHistory == true
    if isHistory, let outcome = try settle(object, in: tx) { return outcome }
    let outcome = try tx.received.put(object, mend: OvertakenLocation.mended)
    if outcome.isChange { try hear(object, outcome, in: tx) }
    if let change = outcome.change {
      try tell(object.key, of: object.partner, change, object: try verdict(object, in: tx), in: tx)
    }
    if object.isOffRoute, outcome == .created { try tellOffRoute(object, in: tx) }
    // What contradicted something final stays held, whatever repeats come.
    if mayBeHeld, outcome.isChange || !isHistory {
      try tx.quarantine.resolve(partner: connection, module: module, identity: object.key.description)
    }
    return outcome
  }

  /// What becomes of an object of history by what is known already; nil when it is simply to be taken.
  private func settle(_ object: ReceivedObject, in tx: WriteTransaction) throws -> ReceivedOutcome? {
    guard let known = try tx.received.object(module, from: object.partner, object.key) else {
      return try keepTwin(object, in: tx)
    }
    switch Finality.ruling(object, over: known) {
    case .open: return nil
    case .same:
      if known.connection != object.connection { try tx.received.accompany(object) }
      return .unchanged
    case .changed:
      try refuse(object, in: tx)
      return .final
    }
  }

  /// What is kept of objects beside them: stories of sessions, outages of chargers, figures.
  private func hear(_ object: ReceivedObject, _ outcome: ReceivedOutcome, in tx: WriteTransaction) throws {
    let isNews = object.generation == nil
    switch module {
    case "sessions": try hearSession(object, outcome, in: tx)
    case "locations":
      try OutageBook(tx: tx, owner: object.partner).hear(object.body, object.key, version: object.version)
      guard isNews, outcome == .updated else { return }
      try MeasureBook(tx: tx, partner: object.partner).size(.statusAge, tx.now - object.lastUpdated)
    default: return
    }
  }

  /// What was told of a session goes into its story.
  private func hearSession(
    _ object: ReceivedObject, _ outcome: ReceivedOutcome, in tx: WriteTransaction
  ) throws {
    let session: Session? = try? ReceivedShelf<Writing>.read(object.body, object.key, object.version)
    guard let session else { return }
    try SessionBook(tx: tx, owner: object.partner).hear(
      session, object.key, isNew: outcome == .created, isHistory: object.generation != nil,
      correlation: correlation)
  }

  /// What we say of a CDR, its amount and its grade, kept beside it; nil for anything else.
  private func verdict(_ object: ReceivedObject, in tx: WriteTransaction) throws -> JSONText? {
    guard module == "cdrs" else { return nil }
    let rated = try ReceivedCDRCheck(partner: object.partner).row(object, in: tx)
    let row = try ReceivedCDRGrading(partner: object.partner).graded(rated, object, in: tx)
    try tx.cdrVerdicts.keep(row)
    try ChargeIntake(tx: tx).bought(object.key, from: object.partner, said: row.detail)
    if object.generation == nil {
      let cdr: CDR? = try? ReceivedShelf<Writing>.read(object.body, object.key, object.version)
      if let cdr { try MeasureBook(tx: tx, partner: object.partner).took(cdr, verdict: row.verdict) }
    }
    try DisputeDesk.credited(by: object, in: tx)
    return row.detail
  }

  /// Tells our platform of a change, in the transaction that makes it.
  package func tell(
    _ key: ObjectKey, of partner: String, _ change: String, object: JSONText? = nil, in tx: WriteTransaction
  ) throws {
    try tx.events.append(
      Event(
        type: "\(module).changed", partner: partner, module: module, id: key.id, change: change,
        correlation: correlation, object: object))
  }
}

extension ReceivedOutcome {
  /// The word of the event; nil when none is due.
  ///
  /// An object that comes back is created for whoever was told that it was removed.
  fileprivate var change: String? {
    switch self {
    case .created, .restored: "created"
    case .updated: "updated"
    case .unchanged, .beside, .stale, .final: nil
    }
  }

  fileprivate var counts: Intake.Counts {
    var counts = Intake.Counts()
    switch self {
    case .created, .restored: counts.created = 1
    case .updated: counts.updated = 1
    case .unchanged, .beside: counts.unchanged = 1
    case .stale: counts.stale = 1
    case .final: counts.quarantined = 1
    }
    return counts
  }
}
