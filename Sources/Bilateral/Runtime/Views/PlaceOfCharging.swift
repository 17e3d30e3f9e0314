import BilateralBase
import BilateralModel
import BilateralStore

/// The location that a session or CDR of 2.1.1 holds within: as it was when the partner was first told (SES-13, CDR-11).
///
/// It is kept with the view, so that a location that changes later does not change what happened there.
struct PlaceOfCharging {
  private let module: String
  private let body: JSONText

  /// What one of our sessions or CDRs was at; nil for objects of other modules.
  init?(_ own: OwnRow) {
    guard own.module == "sessions" || own.module == "cdrs" else { return nil }
    (module, body) = (own.module, own.body)
  }

  /// The location with the EVSE and connector that were used, as the store keeps it; nil when we do not have it.
  func text<Access>(in tx: Transaction<Access>) throws -> String? {
    guard let (party, id, evse, connector) = try names(),
      let row = try tx.own.object(
        "locations", ObjectKey(country: party.country, party: party.party, id: id.text))
    else { return nil }
    let location = try OwnText.read(Location.self, row.body)
    guard let reduced = location.reduced(toEVSE: evse, connector: connector) else { return nil }
    return String(decoding: try OwnText.write(reduced).bytes, as: UTF8.self)
  }

  private typealias Names = (party: PartyID, id: CiString, evse: CiString, connector: CiString)

  private func names() throws(WireError) -> Names? {
    if module == "cdrs" {
      let cdr = try OwnText.read(CDR.self, body)
      return (cdr.party, cdr.location.id, cdr.location.evseUID, cdr.location.connectorID)
    }
    let session = try OwnText.read(Session.self, body)
    return (session.party, session.locationID, session.evseUID, session.connectorID)
  }

  /// Reads what `text(in:)` made.
  static func read(_ text: String?) -> Location? {
    text.flatMap { try? OwnText.read(Location.self, JSONText(Array($0.utf8))) }
  }
}

extension PartnerView {
  /// The session with its location within, where the version wants that.
  func placed(_ session: Session, at text: String?) -> Session {
    guard version.frame.embedsLocations, let location = PlaceOfCharging.read(text) else { return session }
    var session = session
    session.embeddedLocation = shown(location, as: session.locationID)
    return session
  }

  /// The CDR with its location within: its own snapshot, and of the connector what a CDR does not tell.
  func placed(_ cdr: CDR, at text: String?) -> CDR {
    guard version.frame.embedsLocations, let known = PlaceOfCharging.read(text)?.onlyConnector else {
      return cdr
    }
    var cdr = cdr
    var location = cdr.location.embedded(party: cdr.party, at: cdr.lastUpdated)
    guard !location.evses.isEmpty, !location.evses[0].connectors.isEmpty else { return cdr }
    location.evses[0].connectors[0].maxVoltage = known.maxVoltage
    location.evses[0].connectors[0].maxAmperage = known.maxAmperage
    cdr.embeddedLocation = location
    return cdr
  }
}
