import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `?view=retail` of what a partner sent: what our drivers pay at its stations, for an app to show (article 5 of AFIR).
///
/// The prices are those of `[pricing.retail]` in force, never the partner's own (ruling 29), and what roaming adds is a
/// line of its own. `token_group` asks for the price of a group of cards, `at` for that of another moment.
struct RetailRoutes {
  private let call: OfficeCall
  private let module: String
  private let moment: Timestamp
  private let driver: PricedDriver

  /// Whether a request asks for the view.
  ///
  /// - Throws: 400 for a view that there is none of.
  static func isAsked(_ call: OfficeCall) throws(OfficeError) -> Bool {
    guard let view = call.request.query("view") else { return false }
    guard view == "retail", ["tariffs", "locations"].contains(call["module"]) else {
      throw .badRequest(
        "there is no view \(view) of \(call["module"])", path: "view",
        help: "view=retail of tariffs or locations, or none for what the partner sent")
    }
    return true
  }

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    module = call["module"]
    driver = PricedDriver(tokenGroup: call.request.query("token_group").map { CiString($0) })
    guard let text = call.request.query("at") else {
      moment = call.now
      return
    }
    guard let stated = Timestamp(ocpi: text) else {
      throw .badRequest("at is no date and time such as 2026-11-21T01:02:03Z", path: "at")
    }
    moment = stated
  }

  /// A page of the partner's tariffs or locations, each with its retail prices.
  func list(_ partner: String) async throws -> HTTPResponse {
    let filter = try call.filter()
    let (bodies, total) = try await call.commons.store.read { [self] tx in
      let page = try tx.received.list(module, from: partner, filter)
      return (try page.rows.map { try entry($0, in: tx).bytes }, page.total)
    }
    return call.list(bodies, total: total, of: filter)
  }

  /// One tariff or location with its retail prices.
  func object(of partner: String) async throws -> HTTPResponse {
    let key = ObjectKey(country: call["country"], party: call["party"], id: call["id"])
    let found = try await call.commons.store.read { [self] tx -> JSON? in
      let row = try tx.received.object(module, from: partner, key)
      return try row.flatMap { $0.state == .live ? try entry($0, in: tx) : nil }
    }
    guard let found else { throw OfficeError.notFound("we have no \(module) \(key) from \(partner)") }
    return .json(found)
  }

  private func entry(_ row: ReceivedRow, in tx: ReadTransaction) throws -> JSON {
    let shelf = ReceivedShelf(partner: row.partner, tx: tx)
    guard let terms = try ReceivedTerms(of: row.partner, at: moment, in: tx), terms.isOfThen else {
      throw Self.refusal(row.partner, "no terms were in force")
    }
    let head: JSON = [
      "partner": .string(row.partner), "country_code": .string(row.key.country),
      "party_id": .string(row.key.party), "id": .string(row.key.id), "at": .string("\(moment)"),
    ]
    return module == "tariffs"
      ? try tariff(row, head, terms, shelf) : try location(row, head, terms, shelf)
  }

  private func tariff(
    _ row: ReceivedRow, _ head: JSON, _ terms: ReceivedTerms, _ shelf: ReceivedShelf<Reading>
  ) throws -> JSON {
    let party = PartyID(country: row.key.country, party: row.key.party)
    let tariff = try party.flatMap { try shelf.tariff(CiString(row.key.id), of: $0, at: moment) }
    let pricing = try pricing(terms, [tariff].compactMap { $0 }, shelf)
    var json = head
    json["prices"] = .array(try RetailPrice.all(pricing, moment: moment).map(price))
    return json
  }

  private func location(
    _ row: ReceivedRow, _ head: JSON, _ terms: ReceivedTerms, _ shelf: ReceivedShelf<Reading>
  ) throws -> JSON {
    let location: Location = try ReceivedShelf<Reading>.read(row.body, row.key, row.version)
    let open = location.evses.filter { $0.status != .removed }
    var tariffs: [Tariff] = []
    for id in Set(open.flatMap(\.connectors).flatMap(\.tariffIDs)).sorted(by: { $0.text < $1.text }) {
      if let tariff = try shelf.tariff(id, of: location.party, at: moment) { tariffs.append(tariff) }
    }
    let pricing = try pricing(terms, tariffs, shelf)
    let evses = try open.map { evse -> JSON in
      let connectors = try evse.connectors.map { connector -> JSON in
        let place = ChargePlace(
          location: location, evse: evse, connector: connector, groups: terms.groups)
        let prices = RetailPrice.prices(pricing, at: place, driver: driver, moment: moment)
        return ["id": .string(connector.id.text), "prices": .array(try prices.map(price))]
      }
      return [
        "uid": .string(evse.uid.text), "evse_id": evse.evseID.map { .string($0.text) } ?? .null,
        "connectors": .array(connectors),
      ]
    }
    var json = head
    json["evses"] = .array(evses)
    return json
  }

  private func pricing(
    _ terms: ReceivedTerms, _ tariffs: [Tariff], _ shelf: ReceivedShelf<Reading>
  ) throws -> PartnerPricing {
    do {
      guard let pricing = try terms.pricing(.retail, over: tariffs, in: shelf.tx) else {
        throw Self.refusal(shelf.partner, "its file has no [pricing.retail] in force")
      }
      return pricing
    } catch let error as ReceivedTerms.Unusable {
      throw Self.refusal(shelf.partner, error.reason)
    }
  }

  private static func refusal(_ partner: String, _ reason: String) -> OfficeError {
    OfficeError(
      .unprocessable, "BR560", "there is no retail price at \(partner): \(reason)", path: "pricing.retail",
      help: "write [pricing.retail] in partners/\(partner).toml, then partnerctl plan and apply")
  }

  // MARK: - prices

  private func price(_ price: RetailPrice) throws -> JSON {
    let tariff = price.tariff
    return [
      "tariff": .string(price.base.text), "currency": .string(tariff.currency),
      "tax_included": .bool(tariff.taxIncluded == .yes), "lines": .array(try price.lines.map(line)),
      "min_session": limit(tariff.minPrice), "max_session": limit(tariff.maxPrice),
    ]
  }

  private func line(_ line: RetailPrice.Line) throws -> JSON {
    var json: JSON = [
      "name": .string(line.name), "component": .string(line.component.rawValue),
      "unit": .string(line.component.unit), "price": .string(line.price.decimalText(atMost: 4)),
      "roaming": .bool(line.isRoaming),
    ]
    if let restrictions = line.restrictions {
      json["restrictions"] = try JSON.parse(try OwnBody.bytes(of: restrictions, in: .newest))
    }
    return json
  }

  private func limit(_ limit: PriceLimit?) -> JSON {
    guard let limit else { return .null }
    return [
      "net": .string(limit.beforeTaxes.text), "gross": limit.afterTaxes.map { .string($0.text) } ?? .null,
    ]
  }
}
