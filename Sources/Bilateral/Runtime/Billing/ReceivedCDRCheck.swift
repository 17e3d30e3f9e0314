import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// Re-rates a received CDR by the tariff that we hold of its partner, and says what comes of it.
///
/// It never keeps a CDR from being taken: what cannot be priced is said to be so, with the reason.
struct ReceivedCDRCheck {
  let partner: String

  private static let zones = ZoneCatalog()

  /// Why there is no amount of ours.
  private struct Unpriceable: Error {
    var reason: String
  }

  /// What is said of a CDR.
  func row<Access>(_ object: ReceivedObject, in tx: Transaction<Access>) throws -> CDRVerdictRow {
    var detail: JSON
    let word: String
    do {
      let found = try verdict(object, in: tx)
      word = found.0.word
      detail = Self.json(found.0, found.1)
    } catch let error as Unpriceable {
      (word, detail) = ("unpriceable", ["reason": .string(error.reason)])
    } catch let error as WireError {
      (word, detail) = ("unpriceable", ["reason": .string("\(error)")])
    } catch let error as PricingRefusal {
      (word, detail) = ("unpriceable", ["reason": .string("\(error)")])
    }
    detail["verdict"] = .string(word)
    return CDRVerdictRow(
      partner: partner, key: object.key, verdict: word, detail: JSONText(detail.bytes))
  }

  private func verdict<Access>(
    _ object: ReceivedObject, in tx: Transaction<Access>
  ) throws -> (CDRVerdict, Diagnostic?) {
    guard let version = OCPIVersion(object.version) else { throw Unpriceable(reason: "unknown version") }
    let cdr: CDR = try read(object.body, object.key, object.version)
    let place = try location(cdr, in: tx)
    guard let known = PlaceZone(place, in: Self.zones) else {
      throw Unpriceable(reason: "location \(cdr.location.id) has no time zone that we know")
    }
    let tariffs = try tariffs(cdr, place, in: tx)
    guard !tariffs.isEmpty else {
      throw Unpriceable(reason: "we hold no tariff of this connector")
    }
    var original: CDR?
    if let id = cdr.creditReferenceID { original = try held(id, object.key, "cdrs", in: tx) }
    let check = try CDRCheck(tariffs: tariffs, zone: known.zone, version: version)
    return (check.check(cdr, creditOf: original), known.finding)
  }

  private func location<Access>(_ cdr: CDR, in tx: Transaction<Access>) throws -> Location {
    if let embedded = cdr.embeddedLocation { return embedded }
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: cdr.location.id.text)
    guard let location: Location = try held(cdr.location.id, key, "locations", in: tx) else {
      throw Unpriceable(reason: "we hold no location \(cdr.location.id) of this partner")
    }
    return location
  }

  /// Those of the connector; where the place names none, those that the periods name.
  private func tariffs<Access>(_ cdr: CDR, _ place: Location, in tx: Transaction<Access>) throws -> [Tariff] {
    let evses = place.evses.filter { cdr.location.evseUID.isNotAvailable || $0.uid == cdr.location.evseUID }
    let connectors = evses.flatMap(\.connectors).filter {
      cdr.location.connectorID.isNotAvailable || $0.id == cdr.location.connectorID
    }
    let named = connectors.flatMap(\.tariffIDs)
    let ids = cdr.chargingPeriods.compactMap(\.tariffID).filter { named.isEmpty || named.contains($0) }
    var found: [Tariff] = []
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: "")
    for id in ids + named where !found.contains(where: { $0.id == id }) {
      guard ids.isEmpty || ids.contains(id), let tariff: Tariff = try held(id, key, "tariffs", in: tx) else {
        continue
      }
      found.append(tariff)
    }
    return found
  }

  private func held<T: OwnedObject, Access>(
    _ id: CiString, _ owner: ObjectKey, _ module: String, in tx: Transaction<Access>
  ) throws -> T? {
    let key = ObjectKey(country: owner.country, party: owner.party, id: id.text)
    guard let row = try tx.received.object(module, from: partner, key) else { return nil }
    return try read(row.body, row.key, row.version)
  }

  private func read<T: OwnedObject>(_ body: JSONText, _ key: ObjectKey, _ version: String) throws -> T {
    let party = PartyID(country: key.country, party: key.party)
    return try WireReader.read(
      T.self, from: try JSONDocument(wire: body.bytes).root, version: OCPIVersion(version) ?? .v2_2_1,
      context: WireContext(party: party, tokenParty: party))
  }

  private static func json(_ verdict: CDRVerdict, _ zone: Diagnostic?) -> JSON {
    func amount(_ amount: StatedAmount?) -> JSON {
      guard let amount else { return .null }
      func text(_ value: Rational?) -> JSON { value.map { .string($0.decimalText(atMost: 6)) } ?? .null }
      return ["net": text(amount.net), "gross": text(amount.gross)]
    }
    var findings: [JSON] = verdict.findings.map { JSON.string("\($0)") }
    if let zone { findings.append(JSON.string("\(zone)")) }
    var json: JSON = [
      "theirs": amount(verdict.theirs), "ours": amount(verdict.ours),
      "currency": verdict.priced.map { .string($0.currency.code) } ?? .null,
      "findings": .array(findings),
    ]
    switch verdict.outcome {
    case .explained(let convention): json["reason"] = .string("\(convention)")
    case .mismatch(let step): json["reason"] = .string("\(step)")
    case .unpriceable(let reason): json["reason"] = .string(reason)
    case .exact, .withinTolerance: break
    }
    return json
  }
}
