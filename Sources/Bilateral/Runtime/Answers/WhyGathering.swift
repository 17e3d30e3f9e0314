import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Finds in the store what belongs to a question.
struct WhyGathering: Sendable {
  let question: WhyQuestion
  let links: [PartnerLink]
  let partners: [String: PartnerFact]

  /// Rows of one kind that are looked at; a question that names nobody would else read everything.
  static let limit = 500

  /// Everything of one moment.
  func facts<Access>(in tx: Transaction<Access>) throws -> WhyFacts {
    var search = WhySearch(tx: tx, question: question, links: links, partners: partners)
    return try search.run()
  }

  /// Looks a text up among our objects and those of partners.
  static func link(of party: PartyID, among links: [PartnerLink]) -> PartnerLink? {
    links.first { $0.theirParties.contains(party) }
  }
}

/// One search, as far as it has come.
struct WhySearch<Access> {
  let tx: Transaction<Access>
  let question: WhyQuestion
  let links: [PartnerLink]
  let partners: [String: PartnerFact]
  var facts: WhyFacts

  init(
    tx: Transaction<Access>, question: WhyQuestion, links: [PartnerLink], partners: [String: PartnerFact]
  ) {
    (self.tx, self.question, self.links, self.partners) = (tx, question, links, partners)
    facts = WhyFacts(question, .driver, time: WhyTime(nil, now: tx.now), now: tx.now)
  }

  mutating func run() throws -> WhyFacts {
    try findPlaces()
    try setTime()
    try findNamed()
    try findDrivers()
    widenTime()
    try findAttempts()
    try findHistory()
    try findChargers()
    try findOrders()
    try findRefusals()
    try findOutages()
    keepConcerned()
    try countSame()
    return facts
  }

  // MARK: - place and time

  /// EVSEs by id, or by what people call the place.
  private mutating func findPlaces() throws {
    guard let text = question.evse ?? question.place else { return }
    facts.target = question.card == nil && question.id == nil ? .charger : .driver
    try addChargers(mentioning: text, isEVSE: question.evse != nil)
  }

  mutating func addChargers(mentioning text: String, isEVSE: Bool) throws {
    let word = isEVSE ? WhyWords.sought(text) : text
    for row in try tx.own.mentioning("locations", word, limit: 200) {
      let location = try? OwnText.read(Location.self, row.body)
      add(location, owner: nil, text, isEVSE)
    }
    for row in try tx.received.mentioning("locations", word, limit: 200)
    where question.partner == nil || question.partner == row.partner {
      let location: Location? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
      add(location, owner: row.partner, text, isEVSE)
    }
  }

  /// One charger of a location.
  private mutating func addCharger(_ evse: String, at location: String) throws {
    for row in try tx.own.objects("locations", id: location) where !row.isDeleted {
      let location = try? OwnText.read(Location.self, row.body)
      add(location, owner: nil, evse, true)
    }
    for row in try tx.received.objects("locations", id: location) {
      let location: Location? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
      add(location, owner: row.partner, evse, true)
    }
  }

  private mutating func add(_ location: Location?, owner: String?, _ text: String, _ isEVSE: Bool) {
    guard let location else { return }
    let fits = !isEVSE && WhyWords.names(location, text)
    for evse in location.evses where fits || WhyWords.isSame(evse, text) {
      let fact = ChargerFact(
        owner: owner, location: location.id.text, uid: evse.uid.text, evseID: evse.evseID?.text,
        name: location.name ?? "\(location.address), \(location.city)", status: evse.status.rawValue,
        since: evse.lastUpdated, zone: location.timeZone ?? location.derivedTimeZone)
      if !facts.chargers.contains(fact) { facts.chargers.append(fact) }
    }
  }

  private mutating func setTime() throws {
    guard let text = question.time else { return }
    let zone = facts.chargers.lazy.compactMap(\.zone).first.flatMap { try? ZoneCatalog().zone($0) }
    guard let moment = WhyTime.moment(text, in: zone, now: tx.now) else {
      throw ControlFailure(
        "BR771", "\"\(text)\" is no time",
        help: "20:10 for the last time it was so there, or 2026-11-21T20:10Z",
        exit: 65)
    }
    facts.time = WhyTime(moment, now: tx.now)
  }

  // MARK: - what an id names

  private mutating func findNamed() throws {
    guard let id = question.id else { return }
    switch question.kind {
    case .session:
      facts.target = .session
      try addSessions(id: id)
    case .cdr:
      facts.target = .cdr
      try addCDRs(id: id)
    case .anything, .token, .evse:
      try addSessions(id: id)
      if !facts.sessions.isEmpty { return facts.target = .session }
      try addCDRs(id: id)
      if !facts.cdrs.isEmpty { return facts.target = .cdr }
      facts.authorizations = try tx.authorizations.named(id)
      if !facts.authorizations.isEmpty { return facts.target = .exchange }
      try addTokens(number: id)
      guard facts.tokens.isEmpty else { return }
      try addChargers(mentioning: id, isEVSE: true)
      if !facts.chargers.isEmpty { facts.target = .charger }
    }
  }

  private mutating func findDrivers() throws {
    if let card = question.card { try addTokens(number: card) }
    for uid in Set((facts.sessions.map(\.uid) + facts.cdrs.map(\.uid)).filter { !$0.isEmpty }) {
      try addTokens(uid: uid)
    }
  }

  /// The chargers at which something happened.
  private mutating func findChargers() throws {
    guard facts.target != .charger else { return }
    var wanted =
      facts.sessions.map { [$0.location, $0.evse] } + facts.authorizations.map { [$0.location, $0.evse] }
    wanted = wanted.filter { !$0[0].isEmpty && !$0[1].isEmpty }
    for place in Set(wanted).sorted(by: { $0.joined() < $1.joined() }).prefix(20) {
      try addCharger(place[1], at: place[0])
    }
    for evse in Set(facts.cdrs.map(\.evse)).sorted() where !evse.isEmpty && facts.chargers.isEmpty {
      try addChargers(mentioning: evse, isEVSE: true)
    }
  }

  /// Who is named without a time is asked about as long as it took.
  private mutating func widenTime() {
    guard question.time == nil else { return }
    let starts = facts.sessions.map(\.start) + facts.cdrs.map(\.start) + facts.authorizations.map(\.at)
    guard let first = starts.min() else { return }
    let ends =
      facts.sessions.map { $0.end ?? tx.now } + facts.cdrs.map(\.end) + facts.authorizations.map(\.at)
    facts.time.first = min(
      first.adding(seconds: -1800), facts.target == .driver ? facts.time.first : .distant)
    facts.time.last = min(max(tx.now, first), (ends.max() ?? tx.now).adding(seconds: 3600))
  }

  private var uids: [String] {
    let all =
      facts.tokens.map(\.uid) + facts.sessions.map(\.uid) + facts.cdrs.map(\.uid)
      + facts.authorizations.map(\.uid) + [question.card, question.id].compactMap { $0 }
    return Array(Set(all.filter { !$0.isEmpty })).sorted()
  }

  // MARK: - what happened

  private mutating func findAttempts() throws {
    var rows = facts.authorizations
    let (first, last) = (facts.time.first, facts.time.last)
    if facts.target == .charger {
      for charger in facts.chargers.prefix(20) {
        let isWhole = question.evse == nil && question.id == nil
        rows += try tx.authorizations.at(
          location: charger.location, evse: isWhole ? "" : charger.uid, from: first, through: last)
      }
    } else {
      for uid in uids.prefix(20) { rows += try tx.authorizations.of(token: uid, from: first, through: last) }
    }
    var seen: Set<Int64> = []
    rows = rows.filter { row in
      seen.insert(row.seq).inserted && (question.partner == nil || question.partner == row.partner)
    }
    facts.authorizations = rows.sorted { $0.seq > $1.seq }
  }

  private mutating func findHistory() throws {
    let since = facts.time.first
    switch facts.target {
    case .session:
      for session in facts.sessions { try addCDRs(mentioning: session.id, since: session.start) }
      // A session that overlaps may be somebody's second.
      for session in facts.sessions where !session.uid.isEmpty {
        try addSessions(mentioning: session.uid, since: session.start, around: session)
      }
    case .cdr:
      for cdr in facts.cdrs {
        if let session = cdr.session { try addSessions(id: session) }
        try addCDRs(mentioning: cdr.session ?? cdr.uid, since: cdr.start)
        try addCDRs(mentioning: cdr.id, since: cdr.end)
      }
    case .driver, .exchange:
      for uid in uids.prefix(20) {
        try addSessions(mentioning: uid, since: since, around: nil)
        try addCDRs(mentioning: uid, since: since)
      }
    case .charger:
      for charger in facts.chargers.prefix(20) {
        try addSessions(mentioning: charger.uid, since: since, around: nil)
      }
    }
  }

  private mutating func findOrders() throws {
    var rows: [CommandRow] = []
    for link in links where question.partner == nil || question.partner == link.id {
      for direction in [CommandRow.Direction.in, .out] {
        for uid in uids.prefix(10) {
          rows += try tx.commands.with(token: uid, direction, partner: link.id, since: facts.time.first)
        }
      }
    }
    let last = facts.time.last
    facts.orders = rows.filter { $0.createdAt <= last }.map(WhyWords.order)
  }

  private mutating func findRefusals() throws {
    let ids = facts.sessions.map(\.id) + facts.cdrs.map(\.id) + [question.id].compactMap { $0 }
    guard !ids.isEmpty else { return }
    for module in ["sessions", "cdrs"] {
      for row in try tx.quarantine.list(partner: question.partner, module: module, limit: 10_000) {
        let last = row.identity.split(separator: "/").last.map { $0.lowercased() } ?? ""
        guard
          ids.contains(where: {
            $0.lowercased() == last || row.identity.lowercased().hasSuffix("/\($0.lowercased())")
          })
        else { continue }
        let finding = row.findings.first
        facts.refusals.append(
          RefusalFact(
            partner: row.partner, module: module, identity: row.identity, at: row.firstSeen,
            code: finding?.code ?? "", message: finding?.message ?? "", number: row.number))
      }
    }
  }

  private mutating func findOutages() throws {
    for place in facts.chargers.indices {
      let charger = facts.chargers[place]
      let all = try tx.outages.list(
        of: charger.owner ?? "", from: facts.time.first, until: facts.time.last.adding(seconds: 1))
      facts.chargers[place].outages = all.filter {
        $0.evse.lowercased() == charger.uid.lowercased()
          && $0.location.id.lowercased() == charger.location.lowercased()
      }
    }
  }

  // MARK: - who is concerned

  private mutating func keepConcerned() {
    var ids = Set(facts.tokens.compactMap(\.owner) + facts.authorizations.map(\.partner))
    ids.formUnion(facts.sessions.compactMap(\.partner) + facts.cdrs.compactMap(\.partner))
    ids.formUnion(
      facts.orders.map(\.partner) + facts.refusals.map(\.partner) + facts.chargers.compactMap(\.owner))
    if let partner = question.partner { ids.insert(partner) }
    if ids.isEmpty { ids.formUnion(WhyWords.partners(ofNumber: question.card ?? question.id, links)) }
    ids.formUnion(ids.compactMap { partners[$0]?.hub })
    facts.partners = partners.filter { ids.contains($0.key) }
  }

  /// How many drivers met the same refusal on the day.
  private mutating func countSame() throws {
    guard let refusal = facts.authorizations.first(where: { !$0.isAllowed }) else { return }
    let midnight = Timestamp(seconds: refusal.at.seconds - refusal.at.seconds.flooredRemainder(by: 86_400))
    let rows = try tx.authorizations.page(
      of: refusal.partner, from: midnight, until: midnight.adding(seconds: 86_400), after: 0)
    var drivers: [String: Set<String>] = [:]
    for row in rows where !row.isAllowed {
      drivers["\(row.partner) \(row.reason) \(row.answer ?? "")", default: []].insert(row.uid.lowercased())
    }
    facts.sameToday = drivers.mapValues(\.count)
  }
}
