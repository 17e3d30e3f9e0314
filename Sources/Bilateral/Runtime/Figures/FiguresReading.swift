import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Reads the figures of a partner and period out of the store: `GET /partners/{id}/figures?period=2026-10`.
///
/// It only reads, so it needs no runtime.
struct FiguresReading: Sendable {
  let commons: Commons

  func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = request.parameters["id"]
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    let now = commons.surroundings.wallClock.now()
    let text = request.query("period") ?? "\(SettlementPeriod(.month, containing: CivilDate(now)))"
    guard let period = SettlementPeriod(text) else {
      throw ControlFailure(
        "BR780", "\"\(text)\" is no period", help: "2026-10, 2026-Q4, 2026-W43, or half a month: 2026-10a",
        exit: 65)
    }
    return .json(try await figures(link, period, now: now).json)
  }

  func figures(_ link: PartnerLink, _ period: SettlementPeriod, now: Timestamp) async throws -> PartnerFigures
  {
    let file = link.terms.money
    let name = file.text("agreement.zone") ?? "UTC"
    let zone = try? ZoneCatalog().zone(name)
    let moments = zone.map { period.moments(in: $0) } ?? Self.moments(of: period)
    let reader = PeriodReading(link: link, moments: moments, zone: zone, now: now)
    return try await commons.store.read { tx in
      let service = try reader.service(in: tx)
      let sold = link.weAre(.cpo) ? try reader.sold(in: tx) : nil
      let bought = link.weAre(.emsp) ? try reader.bought(in: tx) : nil
      let partner = PartnerFact(
        id: link.id, name: file.name, state: "", status: link.terms.technical.status.rawValue, hub: nil,
        isDown: false,
        contacts: PartnerFact.contacts(link.terms.technical))
      return PartnerFigures(
        partner: partner, period: period, moments: moments, zone: zone == nil ? "UTC" : name,
        service: service,
        sold: sold, bought: bought,
        promises: ServicePromise.all(file, service, uptime: bought?.uptime ?? sold?.uptime),
        settlementDays: try reader.settlementDays(in: tx), penalty: Self.penalty(file))
    }
  }

  private static func moments(of period: SettlementPeriod) -> Range<Timestamp> {
    func begin(_ day: CivilDate) -> Timestamp { Timestamp(seconds: Int64(day.daysSince1970) * 86_400) }
    return begin(period.first)..<begin(period.end)
  }

  private static func penalty(_ file: PartnerFile) -> String? {
    guard let amount = file.entry("service_level.penalty.amount")?.value,
      let per = file.percent("service_level.penalty.per")
    else { return nil }
    guard case .money(let money) = amount else { return nil }
    return "\(money) for each \(per)"
  }
}

/// What of the store belongs to one partner and period.
struct PeriodReading: Sendable {
  let link: PartnerLink
  let moments: Range<Timestamp>
  let zone: ZoneFile?
  let now: Timestamp

  /// Measures by day; days are those of UTC.
  func service<Access>(in tx: Transaction<Access>) throws -> ServiceFigures {
    let first = MeasureBook.day(moments.lowerBound)
    let last = MeasureBook.day(moments.upperBound.adding(seconds: -1))
    var figures = ServiceFigures()
    for measure in try tx.measures.list(of: link.id, from: first, through: last) { figures.add(measure) }
    return figures
  }

  private func value() -> ValueFigures {
    ValueFigures(moments, deliverWithin: link.terms.money.reconciliation.deliverWithin, zone: zone, now: now)
  }

  /// Our stations, their drivers.
  func sold<Access>(in tx: Transaction<Access>) throws -> PartnerFigures.Direction {
    var value = value()
    try tx.views.each("sessions", for: link.id, updatedSince: moments.lowerBound) { row in
      if let session = try? OwnText.read(Session.self, row.body) { Self.add(session, to: &value) }
    }
    try tx.views.each("cdrs", for: link.id, updatedSince: moments.lowerBound) { row in
      if let cdr = try? OwnText.read(CDR.self, row.body) { Self.add(cdr, to: &value) }
    }
    let places = try shownPlaces(in: tx)
    return PartnerFigures.Direction(
      value: value, uptime: try uptime(of: "", places, in: tx),
      newTokens: try tx.received.countNew("tokens", from: link.id, within: moments), places: places)
  }

  /// Their stations, our drivers.
  func bought<Access>(in tx: Transaction<Access>) throws -> PartnerFigures.Direction {
    var value = value()
    try tx.received.each("sessions", from: link.id, updatedSince: moments.lowerBound) { row in
      let session: Session? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
      if let session { Self.add(session, to: &value) }
    }
    try tx.received.each("cdrs", from: link.id, updatedSince: moments.lowerBound) { row in
      let cdr: CDR? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
      if let cdr { Self.add(cdr, to: &value) }
    }
    let places = try receivedPlaces(in: tx)
    return PartnerFigures.Direction(
      value: value, uptime: try uptime(of: link.id, places, in: tx),
      newTokens: try tx.views.countNew("tokens", for: link.id, within: moments), places: places)
  }

  private func shownPlaces<Access>(
    in tx: Transaction<Access>
  ) throws -> [String: (name: String, ports: Int)] {
    var places: [String: (name: String, ports: Int)] = [:]
    try tx.views.each("locations", for: link.id, updatedSince: Timestamp(microseconds: .min)) { row in
      if let location = try? OwnText.read(Location.self, row.body) { Self.add(location, to: &places) }
    }
    return places
  }

  private func receivedPlaces<Access>(
    in tx: Transaction<Access>
  ) throws -> [String: (name: String, ports: Int)] {
    var places: [String: (name: String, ports: Int)] = [:]
    try tx.received.each("locations", from: link.id, updatedSince: Timestamp(microseconds: .min)) { row in
      let location: Location? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
      if let location { Self.add(location, to: &places) }
    }
    return places
  }

  /// How long chargers were up: theirs where our drivers charge there, else ours.
  func uptime<Access>(in tx: Transaction<Access>) throws -> UptimeFigure? {
    if link.weAre(.emsp), let theirs = try uptime(of: link.id, receivedPlaces(in: tx), in: tx) {
      return theirs
    }
    return link.weAre(.cpo) ? try uptime(of: "", shownPlaces(in: tx), in: tx) : nil
  }

  private func uptime<Access>(
    of owner: String, _ places: [String: (name: String, ports: Int)], in tx: Transaction<Access>
  ) throws -> UptimeFigure? {
    let ports = places.values.reduce(0) { $0 + $1.ports }
    guard ports > 0 else { return nil }
    let end = min(moments.upperBound, max(now, moments.lowerBound))
    let known = Set(places.keys.map { $0.lowercased() })
    let spans = try tx.outages.list(of: owner, from: moments.lowerBound, until: end).compactMap { outage in
      known.contains(outage.location.id.lowercased())
        ? UptimeFigure.Span("\(outage.location.id)/\(outage.evse)", since: outage.since, until: outage.until)
        : nil
    }
    let hours = link.terms.money.maintenanceHours
    let zones = ZoneCatalog()
    return UptimeFigure(ports: ports, spans, in: moments.lowerBound..<end) { hours.contain($0, zones: zones) }
  }

  /// Days from the end of each period to the day on which the last of its money came, for statements paid in full.
  func settlementDays<Access>(in tx: Transaction<Access>) throws -> [Int] {
    try tx.statements.list(of: link.id).compactMap { statement in
      guard let period = SettlementPeriod(statement.period), let owed = Rational(decimalText: statement.gross)
      else {
        return nil
      }
      var (paid, last): (Rational, String) = (.zero, "")
      for payment in try tx.payments.list(of: statement.number) {
        paid = paid + (Rational(decimalText: payment.amount) ?? .zero)
        last = max(last, payment.day)
      }
      guard !last.isEmpty, paid >= owed, let day = Timestamp(ocpi: last + "T00:00:00Z"),
        moments.contains(day)
      else { return nil }
      return CivilDate(day).daysSince1970 - period.end.daysSince1970
    }
  }

  // MARK: - objects as entries

  private static func add(_ session: Session, to value: inout ValueFigures) {
    guard session.status == .completed else { return }
    let cost = session.totalCost?.beforeTaxes.rational
    let worth = cost.flatMap { amount in Currency(session.currency).map { Money(amount, $0) } }
    value.add(
      ValueFigures.SessionEntry(
        session.id.text, site: session.locationID.text, start: session.startDateTime,
        end: session.endDateTime ?? session.lastUpdated, worth: worth))
  }

  private static func add(_ cdr: CDR, to value: inout ValueFigures) {
    let net = cdr.totalCost.beforeTaxes.rational.flatMap { amount in
      Currency(cdr.currency).map { Money(amount, $0) }
    }
    value.add(
      ValueFigures.CDREntry(
        session: cdr.sessionID?.text, site: cdr.location.id.text, start: cdr.startDateTime,
        end: cdr.endDateTime,
        energy: cdr.totalEnergy.rational ?? .zero, net: net, isCredit: cdr.isCredit == true))
  }

  private static func add(_ location: Location, to places: inout [String: (name: String, ports: Int)]) {
    let ports = location.evses.filter { $0.status != .removed && $0.status != .planned }.count
    places[location.id.text] = (location.name ?? "\(location.address), \(location.city)", ports)
  }
}

extension Platform {
  /// The route of `partnerctl report`.
  func addFiguresRoute(to router: inout Router) {
    let reading = FiguresReading(commons: commons)
    router.on(.get, "/partners/:id/figures") { try await reading.answer($0) }
  }
}
