package import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralStore
package import BilateralTerms

/// What one partner sees of our objects: filter, tariffs and version as one value without effects.
///
/// Used wherever an object leaves the house (lists, single answers, pushes), so that none of them can show more than
/// the terms allow: the filter acts at the moment of rendering, whatever the view rows say.
package struct PartnerView: Sendable {
  /// The version the partner speaks with us.
  package let version: OCPIVersion
  private let policy: SharePolicy
  private let dialect: Dialect
  private let operators: Set<PartyID>
  private let issuers: Set<PartyID>
  private let providers: Set<PartyID>
  private let tariffs: ConnectorTariffMap
  /// Whether the partner buys at prices of its own, so that amounts of ours are not what it owes.
  private let hasPrices: Bool
  /// How CDRs are mended; nil where that was not agreed.
  private let credits: CreditWay?
  private let now: Timestamp?
  /// Whether our drivers' tokens are taken back, because the partnership ends.
  private var isWithdrawingTokens = false

  /// Makes a view.
  ///
  /// - Parameters:
  ///   - share: which objects the applied terms let it see.
  ///   - roles: our roles towards this partner; only objects of these parties are shown.
  ///   - theirs: its roles; only sessions and CDRs of its own drivers are shown.
  ///   - version: the version in force.
  ///   - tariffs: which tariffs the partner knows at which connector.
  ///   - hasPrices: whether it buys at prices of its own.
  ///   - credits: how CDRs are mended; nil where that was not agreed.
  ///   - dialect: how the partner wants things spelled.
  ///   - now: for versions that are sent only what is valid now.
  package init(
    share: SharePolicy, roles: [PartyRole], theirs: [PartyRole] = [], version: OCPIVersion,
    tariffs: ConnectorTariffMap, hasPrices: Bool = false, credits: CreditWay? = nil,
    dialect: Dialect = .plain, now: Timestamp? = nil
  ) {
    self.now = now
    self.hasPrices = hasPrices
    self.credits = credits
    self.dialect = dialect
    self.version = version
    self.tariffs = tariffs
    policy = share
    operators = Set(roles.filter { $0.kind == .cpo }.map(\.party))
    issuers = Set(roles.filter { $0.kind == .emsp }.map(\.party))
    providers = Set(theirs.filter { $0.kind == .emsp || $0.kind == .hub }.map(\.party))
  }

  /// What stands against sharing anything.
  package var findings: [Diagnostic] { policy.findings }

  /// At most so many tokens are sent; nil for no limit.
  package var tokenLimit: Int? { policy.tokenLimit }

  /// The location as the partner sees it; nil when it may not see it.
  ///
  /// EVSEs that it saw before and may no longer see stay, as REMOVED.
  ///
  /// - Parameters:
  ///   - own: the location as our platform knows it.
  ///   - shown: what of it the partner was ever shown.
  ///   - note: is told of every EVSE that is hidden now, and what hides it.
  /// - Returns: what the partner sees.
  package func location(
    _ own: Location, shown: ShownEVSEs, noting note: (EVSE, ShareBarrier) -> Void = { _, _ in }
  ) -> Location? {
    let barrier: ShareBarrier? =
      !policy.findings.isEmpty ? .findings : operators.contains(own.party) ? nil : .foreignOperator
    if let barrier {
      for evse in own.evses { note(evse, barrier) }
      return nil
    }
    // A location without an EVSE in service is of no use to a driver (LOC-07).
    guard own.evses.contains(where: { $0.status != .removed }) else { return nil }
    guard let seen = policy.location(own, noting: note) else { return nil }
    var location = tariffs.rewritten(seen)
    location.id = dialect.theirID(location.id)
    let kept = Set(location.evses.map(\.uid))
    location.evses += own.evses.filter { shown.contains($0.uid) && !kept.contains($0.uid) }.map(Self.removed)
    return location
  }

  /// A location that the partner saw and may no longer see: nothing but its removal.
  package func removal(of own: Location, shown: ShownEVSEs, at time: Timestamp) -> Location {
    var location = Location(
      party: own.party, id: dialect.theirID(own.id), publish: false, address: own.address, city: own.city,
      country: own.country, coordinates: own.coordinates, timeZone: own.timeZone,
      lastUpdated: max(time, own.lastUpdated))
    location.evses = own.evses.filter { shown.contains($0.uid) }.map { evse in
      var evse = Self.removed(evse)
      evse.lastUpdated = max(evse.lastUpdated, time)
      return evse
    }
    return location
  }

  private static func removed(_ own: EVSE) -> EVSE {
    var evse = EVSE(uid: own.uid, evseID: own.evseID, status: .removed, lastUpdated: own.lastUpdated)
    evse.connectors = own.connectors.map { connector in
      var connector = connector
      connector.tariffIDs = []
      connector.extras = []
      return connector
    }
    return evse
  }

  /// The token as the partner gets it; nil when it does not.
  ///
  /// Contracts of ISO 15118 are asked for and not sent (TOK-18); tokens of passing users hold for one session, so that
  /// the partner must ask each time (TOK-17).
  package func token(_ own: Token) -> Token? {
    guard !isWithdrawingTokens, policy.findings.isEmpty, issuers.contains(own.party), own.type != .emaid,
      policy.takes(own)
    else {
      return nil
    }
    guard own.type == .adHocUser || own.type == .appUser else { return own }
    var token = own
    token.whitelist = .never
    return token
  }

  /// A token that the partner got and gets no longer (TOK-06).
  package func removal(of own: Token, at time: Timestamp) -> Token {
    var token = own
    token.isValid = false
    token.lastUpdated = max(time, own.lastUpdated)
    return token
  }

  /// The session as the partner gets it; nil when another's driver charges (SES-17, TR-42).
  package func session(_ own: Session) -> Session? {
    guard operators.contains(own.party), policy.sharesAllSessions || providers.contains(own.token.party)
    else { return nil }
    var session = own
    session.locationID = dialect.theirID(own.locationID)
    // Ids and amounts of our own lists are nobody else's business (ruling 15): a period names the partner's tariff.
    for place in session.chargingPeriods.indices {
      let id = session.chargingPeriods[place].tariffID
      session.chargingPeriods[place].tariffID = id.flatMap { tariffs.onlyID(of: $0) }
    }
    if hasPrices { session.totalCost = nil }
    return session
  }

  /// A location of ours as part of a session: by the partner's id and with the partner's tariffs.
  func shown(_ own: Location, as id: CiString) -> Location {
    var location = tariffs.rewritten(own)
    location.id = id
    return location
  }

  /// The CDR as the partner gets it; nil when another's driver charged.
  package func cdr(_ own: CDR) -> CDR? {
    guard operators.contains(own.party), providers.contains(own.token.party) else { return nil }
    let revision = CDRRevision(of: own)
    switch credits {
    case .invoiceOnly where own.isCredit == true || revision.isRevision: return nil
    case .revision where own.isCredit == true: return nil
    default: break
    }
    var cdr = own
    if credits == .revision { cdr.id = revision.root }
    cdr.location.id = dialect.theirID(own.location.id)
    return cdr
  }

  /// The partner's id of one of our objects.
  func theirID(_ id: CiString) -> CiString { dialect.theirID(id) }

  /// Whether an EVSE of a location names tariffs of ours and the partner gets none of them.
  package func lacksTariff(_ own: EVSE, of location: Location) -> Bool {
    tariffs.lacksTariff(own, of: location)
  }

  /// The bytes of an object in the partner's version, without unknown members.
  package func text<T: WireValue>(_ object: T) throws(WireError) -> [UInt8] {
    var json = JSONWriter(capacity: 2048)
    _ = try WireWriter.write(object, version: version, extras: .none, style: style(T.self), into: &json)
    return json.bytes
  }

  /// A hash of what the partner sees, but for the object's own `last_updated`.
  package func hash<T: OwnedObject>(_ object: T) throws(WireError) -> [UInt8] {
    var object = object
    object.lastUpdated = .epoch
    return SHA256.hash(try text(object))
  }
}

extension PartnerView {
  /// The view of a partner as the store and the link know it now; nil when nothing may be shown to it: it is not
  /// registered, or no terms were applied.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - tx: reads its tariffs.
  ///   - version: the one it called us in; nil for the one in force.
  /// - Returns: the view.
  /// - Throws: what the store throws.
  package static func of<Access>(
    _ link: PartnerLink, in tx: Transaction<Access>, _ version: OCPIVersion? = nil
  ) throws -> PartnerView? {
    guard let inForce = version ?? link.facts.version else { return nil }
    let rows = try tx.publishedTariffs.all(for: link.id).filter(\.isVisible)
    var view = of(
      link.terms, version: inForce, tariffs: rows.map(PublishedTariff.init),
      dialect: link.dialect.current, now: tx.now)
    view?.isWithdrawingTokens = link.standing.offboarding != nil
    return view
  }

  /// The view under these terms and tariffs, in force or still to come; nil when no terms were applied.
  ///
  /// - Parameters:
  ///   - terms: files, groups and rules.
  ///   - version: the one the partner speaks.
  ///   - tariffs: its tariffs, each with its base and rule.
  ///   - dialect: how it wants things spelled.
  ///   - now: for versions that are sent only what is valid now.
  /// - Returns: the view.
  static func of(
    _ terms: PartnerTerms, version: OCPIVersion, tariffs: [PublishedTariff], dialect: Dialect, now: Timestamp
  ) -> PartnerView? {
    guard let publishing = terms.publishing else { return nil }
    return PartnerView(
      share: publishing.share, roles: terms.technical.ourRoles, theirs: terms.technical.theirRoles,
      version: version, tariffs: map(tariffs, publishing, version, at: now),
      hasPrices: publishing.rules != nil, credits: terms.money.creditWay, dialect: dialect, now: now)
  }

  private static func map(
    _ rows: [PublishedTariff], _ terms: PublishingTerms, _ version: OCPIVersion, at now: Timestamp
  ) -> ConnectorTariffMap {
    guard let rules = terms.rules, !rules.findings.hasErrors else { return .empty }
    return ConnectorTariffMap(
      rules: rules, change: terms.change, groups: terms.groups,
      entries: rows.map { (base: CiString($0.base), rule: $0.rule, id: CiString($0.key.id)) },
      choice: version.frame.tellsValidity ? nil : choice(rows, version, at: now))
  }

  /// The tariffs that one is chosen of: those that the version can say.
  private static func choice(
    _ rows: [PublishedTariff], _ version: OCPIVersion, at now: Timestamp
  ) -> ConnectorTariffMap.Choice {
    var style = WireStyle()
    style.now = now
    let tariffs = rows.compactMap { row -> Tariff? in
      var json = JSONWriter()
      guard let tariff = try? OwnText.read(Tariff.self, row.body),
        (try? WireWriter.write(tariff, version: version, style: style, into: &json)) != nil
      else { return nil }
      return tariff
    }
    return ConnectorTariffMap.Choice(tariffs, at: now)
  }
}

extension PartnerView {
  /// How objects of a kind are spelled for this partner.
  func style<T: WireValue>(_ type: T.Type) -> WireStyle {
    let prefix = "\(T.wireType.lowercased())."
    var style = WireStyle()
    style.now = now
    style.writesNulls = dialect.word(.nullFields) == "null"
    style.fractions =
      dialect.word(.dateFractions).flatMap(WireStyle.Fractions.init)
      ?? (version.frame.hasFractions ? .asIs : .none)
    style.sendsCredits = credits == .creditCDR
    for (key, limit) in dialect.named(.maxString) where key.hasPrefix(prefix) {
      style.longest[String(key.dropFirst(prefix.count))] = Int(limit)
    }
    return style
  }
}
