import BilateralBase
import BilateralModel
import BilateralTerms

/// An EVSE of a location, or a connector of it: found, replaced, changed or taken out of service.
///
/// Whatever changes gets a `last_updated` later than before, and so do its parents (LOC-04).
struct LocationPart: Sendable {
  /// A change of a location.
  typealias Change = @Sendable (inout Location) throws -> Void

  let evse: CiString
  let connector: CiString?

  /// The part's text in a version.
  func text(in location: Location, version: OCPIVersion) throws(OfficeError) -> [UInt8] {
    let found = location.evses[try place(in: location)]
    guard connector != nil else { return try OwnBody.bytes(of: found, in: version) }
    return try OwnBody.bytes(of: found.connectors[try place(in: found)], in: version)
  }

  /// Reads the part that a PUT brings; the change puts it into its place, or behind the others when it is new.
  func replacement(by node: JSONNode, _ reading: OwnReading) throws(OfficeError) -> Change {
    guard connector != nil else {
      let new = try reading.read(EVSE.self, from: node)
      guard new.uid == evse else { throw mismatch("uid", new.uid, evse) }
      return { location in put(new, into: &location, at: reading.now) }
    }
    let new = try reading.read(Connector.self, from: shown(node, reading.mapping))
    guard new.id == connector else { throw mismatch("id", new.id, connector ?? "") }
    return { location in try put(new, into: &location, at: reading.now) }
  }

  /// Merges a change into the part.
  func patch(_ location: inout Location, with node: JSONNode, _ reading: OwnReading) throws(OfficeError) {
    let place = try place(in: location)
    let old = location.evses[place]
    guard connector != nil else {
      let new = try reading.patch(old, with: node)
      guard new.uid == evse else { throw mismatch("uid", new.uid, evse) }
      return put(new, into: &location, at: reading.now)
    }
    let change = shown(node, reading.mapping)
    let new = try reading.patch(old.connectors[try self.place(in: old)], with: change)
    guard new.id == connector else { throw mismatch("id", new.id, connector ?? "") }
    try put(new, into: &location, at: reading.now)
  }

  /// Takes the part out of service: an EVSE gets the status REMOVED, a connector leaves its EVSE.
  func remove(from location: inout Location, at now: Timestamp) throws(OfficeError) {
    let place = try place(in: location)
    guard connector != nil else {
      location.evses[place].status = .removed
      return location.evses[place].lastUpdated = max(now, location.evses[place].lastUpdated)
    }
    let position = try self.place(in: location.evses[place])
    guard location.evses[place].connectors.count > 1 else {
      throw .conflict("an EVSE has at least one connector", help: "delete the EVSE")
    }
    location.evses[place].connectors.remove(at: position)
    location.evses[place].lastUpdated = max(now, location.evses[place].lastUpdated)
  }

  /// The part's text under the platform's ids.
  func own(_ bytes: [UInt8], _ mapping: EVSEMapping) -> [UInt8] {
    guard !mapping.isEmpty, let json = try? JSON.parse(bytes) else { return bytes }
    return (connector == nil ? mapping.evse(json, .own) : mapping.connector(json, of: evse.text, .own)).bytes
  }

  /// A connector as it is stored; its own text does not say of which EVSE it is.
  private func shown(_ node: JSONNode, _ mapping: EVSEMapping) -> JSONNode {
    guard !mapping.isEmpty else { return node }
    let platform = mapping.names(evse.text, connector: nil, .own).uid
    let json = mapping.connector(JSON(node), of: platform, .shown)
    return (try? JSONDocument(parsing: json.bytes))?.root ?? node
  }

  private func put(_ new: EVSE, into location: inout Location, at now: Timestamp) {
    var new = new
    guard let place = location.evses.firstIndex(where: { $0.uid == evse }) else {
      return location.evses.append(new)
    }
    let old = location.evses[place]
    if new != old, new.lastUpdated <= old.lastUpdated { new.lastUpdated = max(now, old.lastUpdated) }
    location.evses[place] = new
  }

  private func put(_ new: Connector, into location: inout Location, at now: Timestamp) throws(OfficeError) {
    var new = new
    let place = try place(in: location)
    let connectors = location.evses[place].connectors
    guard let position = connectors.firstIndex(where: { $0.id == connector }) else {
      return location.evses[place].connectors.append(new)
    }
    let old = connectors[position]
    if new != old, new.lastUpdated <= old.lastUpdated { new.lastUpdated = max(now, old.lastUpdated) }
    location.evses[place].connectors[position] = new
  }

  private func place(in location: Location) throws(OfficeError) -> Int {
    guard let place = location.evses.firstIndex(where: { $0.uid == evse }) else {
      throw .notFound("location \(location.id) has no EVSE \(evse)")
    }
    return place
  }

  private func place(in evse: EVSE) throws(OfficeError) -> Int {
    guard let place = evse.connectors.firstIndex(where: { $0.id == connector }) else {
      throw .notFound("EVSE \(evse.uid) has no connector \(connector ?? "")")
    }
    return place
  }

  private func mismatch(_ field: String, _ found: CiString, _ expected: CiString) -> OfficeError {
    .unprocessable("the object is \(found), the address says \(expected)", path: field)
  }
}
