import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// What a session without a CDR is worth, by the prices that were in force when it began: what it should have been billed.
struct SessionWorth<Access> {
  let partner: String
  let fleet: FleetFile
  let tx: Transaction<Access>

  /// The net worth of a session; nil where it can neither be priced nor tells a cost of its own.
  ///
  /// - Parameters:
  ///   - id: the session after its owner's party: `DE-NVO/S-1`.
  ///   - isOurs: whether it is one of ours.
  /// - Returns: the amount, never an estimate.
  func worth(of id: String, isOurs: Bool) -> Money? {
    let (party, name) = DisputedCDR.parts(id)
    guard let party else { return nil }
    let key = ObjectKey(country: party.country, party: party.party, id: name)
    return (try? isOurs ? own(key) : received(key)) ?? nil
  }

  private func own(_ key: ObjectKey) throws -> Money? {
    guard let row = try tx.own.object("sessions", key) else { return nil }
    let session = try OwnText.read(Session.self, row.body)
    let place = ObjectKey(country: key.country, party: key.party, id: session.locationID.text)
    guard let held = try tx.own.object("locations", place) else { return session.net }
    return try own(session, at: OwnText.read(Location.self, held.body)) ?? session.net
  }

  private func own(_ session: Session, at location: Location) throws -> Money? {
    guard let cdr = CDR(expectedOf: session, at: location),
      let terms = try AppliedTerms(of: partner, at: cdr.startDateTime, fleet: fleet, in: tx),
      let rules = terms.file.priceRules(.sell),
      let place = try? PublishedPlace(cdr, terms, version: .newest, in: tx),
      let billed = try? BilledCDR(
        cdr, under: place.tariffs, zone: place.zone, rounding: rules.rounding, version: .newest)
    else { return nil }
    return billed.total.net.map { Money($0, billed.priced.currency) }
  }

  private func received(_ key: ObjectKey) throws -> Money? {
    guard let row = try tx.received.object("sessions", from: partner, key) else { return nil }
    let session: Session = try ReceivedShelf<Access>.read(row.body, row.key, row.version)
    let shelf = ReceivedShelf(partner: partner, tx: tx)
    let location: Location? =
      try session.embeddedLocation ?? shelf.held(session.locationID, of: session.party, "locations")
    guard let location, let cdr = CDR(expectedOf: session, at: location),
      let place = try? ReceivedPlace(cdr, on: shelf)
    else { return session.net }
    return try price(cdr, OCPIVersion(row.version) ?? .v2_2_1, place, row.connection) ?? session.net
  }

  private func price(
    _ cdr: CDR, _ version: OCPIVersion, _ place: ReceivedPlace, _ connection: String
  ) throws -> Money? {
    let terms = try ReceivedTerms(of: partner, at: cdr.startDateTime, in: tx)
    let session = ReceivedSession(
      cdr: cdr, version: version, place: place, driver: PricedDriver(tokenGroup: nil, auth: nil),
      terms: terms, way: connection == partner ? .direct : .hub(connection))
    let agreed = try? session.priced(.buy, in: tx)
    guard
      let priced = try? Pricer(tariffs: agreed?.tariffs ?? place.tariffs, zone: place.zone, version: version)
        .price(ChargedSession(agreed?.cdr ?? cdr, version: version))
    else { return nil }
    let amount = (terms?.rounding ?? .standard).amount(of: priced)
    return amount.net.map { Money($0, priced.currency) }
  }
}

extension Session {
  /// The cost that it tells; nil where it tells none.
  fileprivate var net: Money? {
    guard let currency = Currency(currency.uppercased()), let amount = totalCost?.beforeTaxes.rational else {
      return nil
    }
    return Money(amount, currency)
  }
}

extension CDR {
  /// The CDR that a session should lead to, without its amounts; nil where it took place nobody knows where.
  init?(expectedOf session: Session, at location: Location) {
    guard let end = session.endDateTime,
      let reduced = location.reduced(toEVSE: session.evseUID, connector: session.connectorID)
    else { return nil }
    self.init(
      party: session.party, id: session.id, startDateTime: session.startDateTime, endDateTime: end,
      sessionID: session.id, token: session.token, authMethod: session.authMethod,
      location: CDRLocation(reduced), currency: session.currency, chargingPeriods: session.chargingPeriods,
      totalCost: Price(beforeTaxes: WireNumber(0)), totalEnergy: session.energy, totalTime: WireNumber(0),
      lastUpdated: session.lastUpdated)
    guard chargingPeriods.isEmpty else { return }
    chargingPeriods = [
      ChargingPeriod(
        startDateTime: startDateTime, dimensions: [CDRDimension(type: .energy, volume: session.energy)])
    ]
  }
}
