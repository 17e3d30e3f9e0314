import BilateralBase
import BilateralModel
import BilateralTerms

/// Reads what our own platform sends, strictly: what we accept from it, partners will get from us (TR-70).
struct OwnReading {
  let version: OCPIVersion
  /// The party of the path, which stands in where the object does not name its owner.
  let party: PartyID?
  let now: Timestamp
  /// From the platform's ids to those that are stored.
  var mapping = EVSEMapping.none

  var context: WireContext { WireContext(party: party, received: now) }

  /// Reads and checks one object.
  ///
  /// - Throws: 422 with the JSON path, the code and the requirement of what is wrong.
  func read<T: WireValue>(_ type: T.Type, from node: JSONNode) throws(OfficeError) -> T {
    var findings: [WireFinding] = []
    let object: T
    do {
      let node = try translated(node, type)
      object = try WireReader.read(type, from: node, version: version, context: context, findings: &findings)
    } catch {
      throw .invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    try check(object, findings)
    return object
  }

  /// Applies a change to an object as it is stored, in the superset of the versions.
  ///
  /// A change without `last_updated` gets the time of receipt.
  func patch<T: WireObject>(_ object: T, with change: JSONNode) throws(OfficeError) -> T {
    var findings: [WireFinding] = []
    let result: T
    do {
      let change = try translated(change, T.self)
      result = try MergePatch.apply(
        change, to: object, version: .newest, context: context, requiresLastUpdated: false,
        findings: &findings)
    } catch {
      throw .invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    try check(result, findings)
    return result
  }

  /// Applies a change to a session in the version of the change; its periods are appended (SES-05).
  func patch(_ session: Session, with change: JSONNode) throws(OfficeError) -> Session {
    var findings: [WireFinding] = []
    var result: Session
    do {
      let parts = try SessionChange(
        JSON(try translated(change, Session.self)), version: version, context: context)
      result = try MergePatch.apply(
        parts.rest, to: session, version: version, context: context, requiresLastUpdated: false,
        findings: &findings)
      result.chargingPeriods = parts.periods(after: session.chargingPeriods)
    } catch {
      throw .invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    SessionRules.stampStart(&result, after: session, isStated: change["start_date_time"] != nil)
    try check(result, findings)
    return result
  }

  private func translated<T: WireValue>(_ node: JSONNode, _ type: T.Type) throws(WireError) -> JSONNode {
    guard !mapping.isEmpty else { return node }
    let json = type == EVSE.self ? mapping.evse(JSON(node), .shown) : mapping.object(JSON(node), .shown)
    return try JSONDocument(wire: json.bytes).root
  }

  private func check<T: WireValue>(_ object: T, _ found: [WireFinding]) throws(OfficeError) {
    // Who owns it stands in the path; an object that repeats it or not is the same to us.
    var found = found.filter { party == nil || $0.path.description != "country_code" }
    found += WireChecker.check(object, version: version)
    // Energy in Wh is a doubt with others; from our own platform it is not sent (SES-15).
    for place in found.indices where found[place].requirement == "SES-15" { found[place].severity = .error }
    if let error = OfficeError.invalid(found) { throw error }
  }
}
