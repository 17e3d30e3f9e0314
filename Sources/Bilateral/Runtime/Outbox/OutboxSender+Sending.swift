import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// One entry on its way.
extension OutboxSender {
  /// What an entry comes to.
  enum Plan: Sendable {
    case deliver(Delivery)
    case notYet
    case impossible(String)
  }

  /// What an entry comes to, and on which way it goes.
  struct Course: Sendable {
    var plan: Plan
    var way: SendWay
    /// Where else the partner is told that it shall see the object no longer.
    var beside: [(way: Way, delivery: Delivery)] = []
    /// Ways on which the partner may have a copy, and on which nobody can tell it anything any more.
    var gone: [Way] = []
  }

  /// What became of an entry, to be written.
  struct Sent: Sendable {
    let row: OutboxRow
    let outcome: SendOutcome
    let delivery: Delivery
    /// On which way it went first, and those on which it was taken back beside.
    let ways: [Way]
  }

  func send(_ row: OutboxRow, _ course: Course) async throws -> Sent {
    var sent = Delivery()
    let outcome: SendOutcome
    switch course.plan {
    case .deliver(let delivery):
      sent = delivery
      try await keep(course.way)
      let first = await perform(&sent, row, on: course.way.way)
      if sent.wantsWhole {
        let course = try await courses(of: [row], wholly: true)[0]
        return try await send(row, course)
      }
      if case .delivered = first { outcome = await finish(course, row) ?? first } else { outcome = first }
    case .notYet: outcome = .notYet
    case .impossible(let reason):
      outcome = .refused(error: reason, hint: "mend the object; it is sent again when it changes")
    }
    if case .cancelled = outcome { throw CancellationError() }
    let ways = [course.way.way] + course.beside.map(\.way) + course.gone
    return Sent(row: row, outcome: outcome, delivery: sent, ways: ways)
  }

  /// Takes an object back where it was told before; nil when that is done.
  ///
  /// A refusal there ends it too: on that way the partner takes nothing of us any more.
  private func finish(_ course: Course, _ row: OutboxRow) async -> SendOutcome? {
    for leg in course.beside {
      var delivery = leg.delivery
      switch await perform(&delivery, row, on: leg.way) {
      case .delivered, .refused, .notYet: continue
      case .outage(let failure), .later(let failure): return .later(failure)
      case .cancelled: return .cancelled
      }
    }
    return nil
  }

  /// A session's way is kept before anything is sent on it.
  private func keep(_ way: SendWay) async throws {
    guard let session = way.chosenFor else { return }
    let (text, partner) = (way.way.description, link.id)
    try await commons.store.write { tx in try tx.sessionWays.choose(text, for: session, to: partner) }
  }

  /// What entries come to, from one moment of the store.
  func courses(of rows: [OutboxRow], wholly: Bool = false) async throws -> [Course] {
    try await commons.store.read { [link] tx in
      var desk = SendDesk(link, tx, wholly: wholly)
      return try rows.map { row in try course(of: row, by: &desk) }
    }
  }

  private func course(of row: OutboxRow, by desk: inout SendDesk) throws -> Course {
    let (link, tx) = (desk.link, desk.tx)
    let way = try SendWay(row, to: link, in: tx)
    var course = Course(plan: try plan(row, on: way.way, by: &desk), way: way)
    guard case .deliver(let delivery) = course.plan, delivery.hash == nil, row.isCoalesced else {
      return course
    }
    let held =
      row.module == "tariffs"
      ? try tx.publishedTariffs.tariff(row.key.id, for: link.id)?.heldOn
      : try tx.views.view(of: row.module, row.key, for: link.id)?.heldOn
    for other in link.others(of: held ?? [], than: way.way) {
      guard case .deliver(let delivery) = try plan(row, on: other, by: &desk) else { continue }
      course.beside.append((other, delivery))
    }
    course.gone = link.gone(of: held ?? []).compactMap { Way($0) }
    return course
  }

  private func plan(_ row: OutboxRow, on way: Way, by desk: inout SendDesk) throws -> Plan {
    guard let view = try desk.view(on: way) else {
      return row.isCoalesced ? .deliver(Delivery()) : .notYet
    }
    do {
      let plan =
        switch module {
        case .tariffs: try Self.tariff(row, on: way, view, link, desk.tx)
        case .cdrs: try Self.cdr(row, view, link, desk.tx)
        case .locations: try Self.location(row, on: way, view, &desk)
        default: try Self.object(row, on: way, view, link, desk.tx)
        }
      guard case .deliver(let delivery) = plan else { return plan }
      return .deliver(delivery.adapted(to: link.dialect.current))
    } catch let error as WireError {
      return .impossible("\(error)")
    }
  }

  /// A tariff that ended goes only when no location on its way names it (TAR-06).
  private static func tariff(
    _ row: OutboxRow, on way: Way, _ view: PartnerView, _ link: PartnerLink, _ tx: ReadTransaction
  ) throws -> Plan {
    guard let tariff = try tx.publishedTariffs.tariff(row.key.id, for: link.id)?.told(on: way, for: row)
    else { return .deliver(Delivery()) }
    if !tariff.isVisible, tariff.acknowledgedHash != nil, link.terms.technical.sync("locations").pushes {
      let isJudged = try ViewLoop.isUpToDate("locations", link, tx)
      guard isJudged, try tx.outbox.waiting("locations", for: link.id) == 0 else { return .notYet }
    }
    return .deliver(try Delivery.tariff(tariff, in: view))
  }

  private static func object(
    _ row: OutboxRow, on way: Way, _ view: PartnerView, _ link: PartnerLink, _ tx: ReadTransaction
  ) throws -> Plan {
    guard let object = try tx.views.delivery(of: row.module, row.key, for: link.id)?.told(on: way, for: row)
    else { return .deliver(Delivery()) }
    if row.module == "tokens", try isHidden(row.key, view, link, tx) {
      return .impossible("\(view.version) cannot tell tokens of one uid apart: the RFID token is sent alone")
    }
    return .deliver(try Delivery.state(object, in: view))
  }

  /// A whole location goes only after the tariffs that it may name were tried (LOC-24).
  private static func location(
    _ row: OutboxRow, on way: Way, _ view: PartnerView, _ desk: inout SendDesk
  ) throws -> Plan {
    let (link, tx) = (desk.link, desk.tx)
    guard let object = try tx.views.delivery(of: row.module, row.key, for: link.id)?.told(on: way, for: row)
    else { return .deliver(Delivery()) }
    if let judged = try desk.judged(on: way),
      let delivery = Delivery.statuses(object, in: view, judged: judged)
    {
      return .deliver(delivery)
    }
    let delivery = try Delivery.location(object, in: view, wholly: desk.wholly)
    guard delivery.steps.contains(where: { $0.method == .put }) else { return .deliver(delivery) }
    let awaited = try tx.outbox.untried("tariffs", for: link.id).contains { key in
      try tx.publishedTariffs.tariff(key.id, for: link.id)?.isVisible ?? false
    }
    return awaited ? .notYet : .deliver(delivery)
  }

  /// A CDR goes after the last state of its session, as far as that is still to be told.
  private static func cdr(
    _ row: OutboxRow, _ view: PartnerView, _ link: PartnerLink, _ tx: ReadTransaction
  ) throws -> Plan {
    guard let body = row.body, let object = try tx.views.delivery(of: row.module, row.key, for: link.id)
    else {
      return .deliver(Delivery())
    }
    let own = try OwnText.read(CDR.self, body)
    if let id = own.sessionID, link.isPushed(.sessions) {
      let session = ObjectKey(country: row.key.country, party: row.key.party, id: id.text)
      if try tx.outbox.awaits("sessions", session, for: link.id) { return .notYet }
    }
    return .deliver(try Delivery.cdr(own, object, in: view))
  }

  /// Whether another token of that uid is the one to be sent, where addresses tell no type.
  private static func isHidden(
    _ key: ObjectKey, _ view: PartnerView, _ link: PartnerLink, _ tx: ReadTransaction
  ) throws -> Bool {
    let usual = TokenType.rfid.rawValue
    guard !view.version.frame.tellsTokenType, key.sub != usual else { return false }
    return try tx.views.named(key.id, of: "tokens", for: link.id).contains { $0.own.key.sub == usual }
  }

  /// Sends the steps; `delivery.copy` becomes what the partner really has, however far it went.
  private func perform(_ delivery: inout Delivery, _ row: OutboxRow, on way: Way) async -> SendOutcome {
    var reached = delivery.before
    do throws(OCPIFailure) {
      for step in delivery.steps {
        do throws(OCPIFailure) {
          let answer = try await call(step, row, on: way)
          if let evse = step.evse, let status = step.status { reached?.take(status, of: evse) }
          if let version = link.reach(way)?.version, let sent = SentCDR(step, answer, version: version) {
            delivery.told = sent.text
          }
        } catch {
          // An answer got lost: what came before has arrived.
          if step.method == .post, row.attempts > 1, error.meansDuplicate { return .delivered }
          note(error, of: step)
          if step.method == .patch, error.isWorthPut, let instead = delivery.instead {
            _ = try await call(instead, row, on: way)
            return .delivered
          }
          if step.method == .patch, error.isWorthPut, delivery.isPartial {
            delivery.copy = reached
            delivery.wantsWhole = true
            return .notYet
          }
          if let other = learn(from: error, step, delivery) {
            for step in other.steps { _ = try await call(step, row, on: way) }
            return .delivered
          }
          // What the partner does not have needs no removal.
          guard error.isUnknownObject, delivery.hash == nil else { throw error }
        }
      }
      return .delivered
    } catch {
      delivery.copy = reached
      let outcome = SendOutcome(error)
      // On another way than the others' it holds nobody up.
      if case .outage = outcome, way != link.way(of: .init(module.rawValue)) { return .later(error) }
      return outcome
    }
  }

  /// A method that the partner does not have is not tried again (P-64, TAR-05).
  private func note(_ failure: OCPIFailure, of step: Delivery.Step) {
    guard case .refused(let http, _) = failure.kind, http == 405 || http == 501 else { return }
    switch step.method {
    case .patch: link.dialect.meets(.patchSupported, "false", failure.message)
    case .delete: link.dialect.meets(.deleteStyle, "put-ended", failure.message)
    case .put, .post: break
    }
  }

  /// The same message in the way that was just learned; nil when nothing was.
  private func learn(
    from failure: OCPIFailure, _ step: Delivery.Step, _ delivery: Delivery
  ) -> Delivery? {
    guard case .refused(let http, _) = failure.kind, http == 405 || http == 501, step.method == .delete
    else { return nil }
    let other = delivery.adapted(to: link.dialect.current)
    return other.steps == delivery.steps ? nil : other
  }

  private func call(
    _ step: Delivery.Step, _ row: OutboxRow, on way: Way
  ) async throws(OCPIFailure) -> OCPIAnswer {
    let reach = link.reach(way) ?? link.reach(for: module)
    guard reach.carriesTraffic, link.halt(module) == nil else {
      throw OCPIFailure(.notConnected, "\(way) carries nothing to \(link.id) now")
    }
    let (endpoint, version) = try reach.endpoint(module, .receiver)
    var url = endpoint.appending(segments: step.path)
    if version.frame.tellsTokenType {
      url = url.appending(query: step.query.map { (name: $0.name, value: $0.value) })
    }
    let method: HTTPMethod =
      switch step.method {
      case .put: .put
      case .patch: .patch
      case .delete: .delete
      case .post: .post
      }
    var request = OCPIRequest(method, url, body: step.body, routing: routing(row, step, version))
    request.correlation = row.correlation
    return try await link.call(request)
  }

  /// From the object's owner to the partner, or to the one party that it is for; 2.1.1 has no such headers.
  private func routing(
    _ row: OutboxRow, _ step: Delivery.Step, _ version: OCPIVersion
  ) -> OCPIRequest.Routing? {
    let owner = PartyID(country: row.key.country, party: row.key.party)
    guard version.frame.routes, var routing = link.routing(ofOwn: module, owner: owner) else { return nil }
    if let receiver = step.receiver { routing.to = receiver }
    return routing
  }
}

/// What the outcome of an attempt leaves in the store.
extension OutboxSender {
  /// Writes what became of entries in one transaction.
  ///
  /// - Returns: whether nothing is left to be done about them.
  /// - Throws: what the store throws.
  func settle(_ sent: [Sent]) async throws -> Bool {
    let (now, rules) = (now, rules)
    let settlements = sent.map { sent in
      Settlement(
        row: sent.row, outcome: sent.outcome, sent: sent.delivery, ways: sent.ways, partner: link.id,
        now: now, rules: rules)
    }
    return try await commons.store.write { tx in
      var isDone = true
      for settlement in settlements where try !settlement.write(in: tx) { isDone = false }
      return isDone
    }
  }

  private var rules: Settlement.Rules {
    let connection = link.terms.technical.connection
    return Settlement.Rules(
      curve: Backoff(
        first: .milliseconds(connection.retryBaseMilliseconds),
        cap: .milliseconds(connection.retryMaxMilliseconds)),
      bits: commons.surroundings.bits,
      retryFor: Int64(link.terms.technical.sync(module.rawValue).retryForSeconds))
  }
}
