import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Objects of the store as facts.
extension WhySearch {
  private func isAsked(_ partner: String?) -> Bool { question.partner == nil || question.partner == partner }

  private func partner(of party: PartyID) -> String? {
    links.first { $0.theirParties.contains(party) }?.id
  }

  // MARK: - tokens

  mutating func addTokens(number: String) throws {
    for row in try tx.own.tokens(printed: number) { add(row) }
    for row in try tx.received.tokens(printed: number) { add(row) }
    try addTokens(uid: number)
  }

  mutating func addTokens(uid: String) throws {
    for row in try tx.own.objects("tokens", id: uid) { add(row) }
    for row in try tx.received.objects("tokens", id: uid) { add(row) }
  }

  private mutating func add(_ row: OwnRow) {
    guard let token = try? OwnText.read(Token.self, row.body) else { return }
    add(token, owner: nil, isGone: row.isDeleted)
  }

  private mutating func add(_ row: ReceivedRow) {
    let token: Token? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
    guard let token, isAsked(row.partner) else { return }
    add(token, owner: row.partner, isGone: row.state == .removed)
  }

  private mutating func add(_ token: Token, owner: String?, isGone: Bool) {
    let file = links.first { $0.id == owner }?.terms.technical
    let uid = file?.uidFormat.ours(fromTheirs: token.id.text) ?? token.id.text
    let isBlocked =
      file?.blockedTokens.contains { CiString($0) == token.id || CiString($0) == CiString(uid) } ?? false
    let fact = TokenFact(
      owner: owner, uid: uid, type: token.type.rawValue, contract: token.contractID.text,
      printed: token.visualNumber, issuer: token.issuer, isValid: token.isValid,
      whitelist: token.whitelist.rawValue, isBlockedHere: isBlocked, isGone: isGone,
      lastUpdated: token.lastUpdated)
    if !facts.tokens.contains(fact) { facts.tokens.append(fact) }
  }

  // MARK: - sessions

  mutating func addSessions(id: String) throws {
    for row in try tx.own.objects("sessions", id: id) { try add(session: row) }
    for row in try tx.received.objects("sessions", id: id) { try add(session: row) }
  }

  /// Sessions in whose text a word stands, that fit the time asked for or overlap one that is known.
  mutating func addSessions(mentioning word: String, since: Timestamp, around known: SessionFact?) throws {
    let before = facts.sessions
    for row in try tx.own.mentioning("sessions", word, since: since, limit: WhyGathering.limit) {
      try add(session: row)
    }
    for row in try tx.received.mentioning("sessions", word, since: since, limit: WhyGathering.limit) {
      try add(session: row)
    }
    let (now, time) = (tx.now, facts.time)
    facts.sessions.removeAll { session in
      guard !before.contains(session) else { return false }
      let names = [session.uid, session.evse, session.id].contains { $0.lowercased() == word.lowercased() }
      if let known { return !names || !session.overlaps(known, now: now) }
      return !names || session.start > time.last || (session.end ?? now) < time.first
    }
  }

  private mutating func add(session row: OwnRow) throws {
    guard !row.isDeleted, let session = try? OwnText.read(Session.self, row.body) else { return }
    let partner = partner(of: session.token.party)
    guard isAsked(partner) else { return }
    var fact = Self.fact(session, owner: nil, partner: partner)
    (fact.firstHeard, fact.uid) = (row.createdAt, session.token.uid.text)
    if let partner, let view = try tx.views.view(of: "sessions", row.key, for: partner), view.isVisible {
      fact.isTold = !view.isStale
    }
    try add(fact, row.key)
  }

  private mutating func add(session row: ReceivedRow) throws {
    let session: Session? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
    guard let session, isAsked(row.partner) else { return }
    var fact = Self.fact(session, owner: row.partner, partner: row.partner)
    fact.firstHeard = row.firstSeen
    fact.uid = ours(session.token.uid.text, row.partner)
    try add(fact, row.key, heard: row.heardAt)
  }

  private func ours(_ uid: String, _ partner: String) -> String {
    links.first { $0.id == partner }?.terms.technical.uidFormat.ours(fromTheirs: uid) ?? uid
  }

  private static func fact(_ session: Session, owner: String?, partner: String?) -> SessionFact {
    SessionFact(
      owner: owner, partner: partner, id: session.id.text, uid: session.token.uid.text,
      location: session.locationID.text, evse: session.evseUID.isNotAvailable ? "" : session.evseUID.text,
      status: session.status.rawValue, start: session.startDateTime, end: session.endDateTime,
      energy: session.energy.text, reference: session.authorizationReference?.text,
      firstHeard: session.lastUpdated, lastUpdated: session.lastUpdated)
  }

  /// Adds a session with what was noted of it, and what is odd about it by now.
  private mutating func add(_ fact: SessionFact, _ key: ObjectKey, heard: Timestamp? = nil) throws {
    guard
      !facts.sessions.contains(where: { $0.id.lowercased() == fact.id.lowercased() && $0.owner == fact.owner }
      )
    else { return }
    var fact = fact
    for note in try tx.sessionNotes.list(key, of: fact.owner ?? "") {
      if let oddity = SessionStory.Oddity(rawValue: note.word) { fact.oddities[oddity] = note.since }
    }
    var limits = SessionStory.Limits()
    if let ghost = fact.partner.flatMap({ partners[$0]?.ghostAfter }) { limits.ghost = ghost }
    let telling = SessionStory.Telling(
      heard: heard ?? fact.lastUpdated, said: fact.lastUpdated, SessionStory.Phase(fact.status),
      start: fact.start, end: fact.end, energy: Rational(decimalText: fact.energy) ?? .zero)
    var story = SessionStory(limits, after: telling)
    if story.state?.phase == .reserved { story.reservedUntil = try expiry(of: fact) }
    if let (oddity, since) = story.overdue(at: tx.now) { fact.oddities[oddity] = since }
    facts.sessions.append(fact)
  }

  /// When the order of a reservation says that it ends.
  private func expiry(of reservation: SessionFact) throws -> Timestamp? {
    guard let partner = reservation.partner else { return nil }
    let orders = try [CommandRow.Direction.in, .out].flatMap { direction in
      try tx.commands.with(
        token: reservation.uid, direction, partner: partner, since: reservation.start.adding(seconds: -86_400)
      )
    }
    return orders.lazy.filter { $0.kind == CommandKind.reserveNow.rawValue }
      .compactMap { (try? JSON.parse($0.body.bytes))?["expiry_date"]?.string.flatMap { Timestamp(ocpi: $0) } }
      .first
  }

  // MARK: - CDRs

  mutating func addCDRs(id: String) throws {
    for row in try tx.own.objects("cdrs", id: id) { try add(cdr: row) }
    for row in try tx.received.objects("cdrs", id: id) { try add(cdr: row) }
  }

  /// CDRs in whose text a word stands as session, token or what is taken back.
  mutating func addCDRs(mentioning word: String, since: Timestamp) throws {
    let before = facts.cdrs
    for row in try tx.own.mentioning("cdrs", word, since: since, limit: WhyGathering.limit) {
      try add(cdr: row)
    }
    for row in try tx.received.mentioning("cdrs", word, since: since, limit: WhyGathering.limit) {
      try add(cdr: row)
    }
    let time = facts.time
    facts.cdrs.removeAll { cdr in
      guard !before.contains(cdr) else { return false }
      let ids = [cdr.session, cdr.credits].compactMap { $0?.lowercased() }
      if ids.contains(word.lowercased()) { return false }
      return cdr.uid.lowercased() != word.lowercased() || cdr.start > time.last || cdr.end < time.first
    }
  }

  private mutating func add(cdr row: OwnRow) throws {
    guard !row.isDeleted, let cdr = try? OwnText.read(CDR.self, row.body) else { return }
    let partner = try tx.cdrPrices.price(of: row.key)?.partner ?? partner(of: cdr.token.party)
    guard isAsked(partner) else { return }
    var fact = fact(cdr, owner: nil, partner: partner)
    fact.delivery = try delivery(row.key, to: partner)
    if case .told(let at) = fact.delivery { fact.told = at }
    if let trace = try tx.cdrPrices.price(of: row.key).flatMap({ try? JSON.parse($0.trace.bytes) }) {
      let tariffs = (trace["tariffs"]?.elements ?? []).compactMap { $0["id"]?.string }
      fact.billedBy = "tariff \(tariffs.joined(separator: ", "))"
    }
    add(fact)
  }

  private func delivery(_ key: ObjectKey, to partner: String?) throws -> CDRFact.Delivery {
    guard let partner else { return .toNobody }
    let waiting = try tx.outbox.list(partner: partner, limit: 100_000).first {
      $0.module == "cdrs" && $0.key.description.lowercased() == key.description.lowercased()
    }
    if let waiting, waiting.state == .parked {
      return .refused(error: waiting.lastError ?? "no reason was given", hint: waiting.hint)
    }
    if let waiting { return .waiting(attempts: waiting.attempts, error: waiting.lastError) }
    guard let view = try tx.views.view(of: "cdrs", key, for: partner) else { return .toNobody }
    return view.acknowledgedAt.map { .told($0) } ?? .waiting(attempts: 0, error: nil)
  }

  private mutating func add(cdr row: ReceivedRow) throws {
    let cdr: CDR? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
    guard let cdr, isAsked(row.partner) else { return }
    var fact = fact(cdr, owner: row.partner, partner: row.partner)
    (fact.told, fact.uid) = (row.firstSeen, ours(cdr.token.uid.text, row.partner))
    if let verdict = try tx.cdrVerdicts.verdict(on: row.key, from: row.partner) {
      let detail = try? JSON.parse(verdict.detail.bytes)
      fact.verdict = verdict.verdict
      fact.verdictReason = detail?["reason"]?.string
      fact.ours = detail?["ours"]?["net"]?.string
    }
    add(fact)
  }

  private func fact(_ cdr: CDR, owner: String?, partner: String?) -> CDRFact {
    CDRFact(
      owner: owner, partner: partner, id: cdr.id.text, session: cdr.sessionID?.text, uid: cdr.token.uid.text,
      evse: cdr.location.evseUID.isNotAvailable ? "" : cdr.location.evseUID.text, start: cdr.startDateTime,
      end: cdr.endDateTime, told: nil, total: cdr.totalCost.beforeTaxes.text, currency: cdr.currency,
      energy: cdr.totalEnergy.text, credits: cdr.creditReferenceID?.text, delivery: .received,
      dueWithin: partner.flatMap { partners[$0]?.cdrDueWithin } ?? 86_400)
  }

  private mutating func add(_ fact: CDRFact) {
    if !facts.cdrs.contains(where: { $0.id.lowercased() == fact.id.lowercased() && $0.owner == fact.owner }) {
      facts.cdrs.append(fact)
    }
  }
}

/// How people name things.
enum WhyWords {
  /// An EVSE id as it is looked for: the last part, which every spelling has.
  static func sought(_ id: String) -> String {
    let parts = id.split { "*- ".contains($0) }
    return parts.max { $0.count < $1.count }.map { String($0) } ?? id
  }

  private static func bare(_ id: String) -> String { id.lowercased().filter { !"*- ".contains($0) } }

  /// Whether an EVSE is meant, with or without its separators.
  static func isSame(_ evse: EVSE, _ text: String) -> Bool {
    let wanted = bare(text)
    return bare(evse.uid.text) == wanted || evse.evseID.map { bare($0.text) == wanted } ?? false
      || evse.physicalReference.map { bare($0) == wanted } ?? false
  }

  /// Whether each word of a text stands in what a location is called.
  static func names(_ location: Location, _ text: String) -> Bool {
    let called = [location.name ?? "", location.address, location.city, location.id.text]
      .joined(separator: " ").lowercased()
    return text.lowercased().split(separator: " ").allSatisfy { called.contains($0) }
  }

  /// The partners whose numbers begin like this one.
  static func partners(ofNumber number: String?, _ links: [PartnerLink]) -> [String] {
    guard let number else { return [] }
    let wanted = bare(number)
    return links.filter { link in
      let parties = link.theirParties.map { bare("\($0)") }
      let prefixes = link.terms.technical.texts("them.contract_id_prefixes").map(bare)
      return (parties + prefixes).contains { !$0.isEmpty && wanted.hasPrefix($0) }
    }.map(\.id)
  }

  /// An order as a fact.
  static func order(_ row: CommandRow) -> OrderFact {
    let outcome = row.outcome.flatMap { try? JSON.parse($0.bytes) }
    return OrderFact(
      partner: row.partner, isTheirs: row.direction == .in, kind: row.kind, at: row.createdAt,
      response: row.response, outcome: outcome?["outcome"]?.string ?? outcome?["result"]?.string,
      reason: outcome?["reason"]?.string, evse: row.place, correlation: row.correlation)
  }
}
