package import BilateralBase

/// `mapping.csv`: what our platform's own ids of EVSEs and connectors are called towards partners.
///
/// The back office speaks the platform's ids, everything behind it the others: what comes in is translated before it is
/// stored, what goes out before it is answered. Ids that the file does not name are the same on both sides.
package struct EVSEMapping: Sendable, Hashable {
  /// The name of the file.
  package static let file = "mapping.csv"
  /// Maps nothing.
  package static let none = EVSEMapping()

  /// An EVSE under its other name.
  struct EVSE: Sendable, Hashable {
    var uid: String
    var evseID: String?
    var connectors: [CiString: String] = [:]
  }

  /// Towards partners, by the platform's id.
  private(set) var shown: [CiString: EVSE] = [:]
  /// Towards the platform, by the uid.
  private(set) var own: [CiString: EVSE] = [:]

  /// Whether it maps nothing.
  package var isEmpty: Bool { shown.isEmpty }

  /// Reads the file; what is wrong with it comes with line and column.
  ///
  /// - Parameters:
  ///   - bytes: CSV with the columns `csms_evse`, `evse_uid` and perhaps `evse_id`, `csms_connector`, `connector_id`.
  ///   - file: its name for findings.
  /// - Returns: the mapping, to be used only when no finding is an error.
  package static func read(bytes: [UInt8], file: String = Self.file) -> (
    mapping: EVSEMapping, findings: [Diagnostic]
  ) {
    var reader = EVSEMappingReader(file: file)
    let mapping = reader.read(CSVText.rows(bytes))
    return (mapping, reader.findings)
  }

  mutating func add(_ row: EVSEMappingReader.Row) {
    let key = CiString(row.evse)
    shown[key, default: EVSE(uid: row.uid)].evseID = row.evseID ?? shown[key]?.evseID
    if own[CiString(row.uid)] == nil { own[CiString(row.uid)] = EVSE(uid: row.evse) }
    guard let connector = row.connector, let name = row.connectorID else { return }
    shown[key]?.connectors[CiString(connector)] = name
    own[CiString(row.uid)]?.connectors[CiString(name)] = connector
  }
}

extension EVSEMapping {
  /// Which way ids are translated.
  package enum Direction: Sendable {
    /// From our platform to partners.
    case shown
    /// From partners to our platform.
    case own
  }

  private func entry(_ uid: String, _ direction: Direction) -> EVSE? {
    direction == .shown ? shown[CiString(uid)] : own[CiString(uid)]
  }

  /// The other name of an EVSE, or of a connector of it.
  ///
  /// - Parameters:
  ///   - uid: the EVSE, as the side calls it that says it.
  ///   - connector: a connector of it.
  ///   - direction: to which side.
  /// - Returns: both as the other side calls them.
  package func names(
    _ uid: String, connector: String?, _ direction: Direction
  ) -> (uid: String, connector: String?) {
    guard let entry = entry(uid, direction) else { return (uid, connector) }
    return (entry.uid, connector.map { entry.connectors[CiString($0)] ?? $0 })
  }

  /// An EVSE as the other side calls it; members that are no ids stay as they are.
  package func evse(_ json: JSON, _ direction: Direction) -> JSON {
    guard let uid = json["uid"]?.string, let entry = entry(uid, direction) else { return json }
    var json = json
    json["uid"] = .string(entry.uid)
    if let id = entry.evseID { json["evse_id"] = .string(id) }
    if let connectors = json["connectors"]?.elements {
      json["connectors"] = .array(connectors.map { connector($0, of: entry) })
    }
    return json
  }

  /// A connector as the other side calls it; `uid` is its EVSE as this side calls it.
  package func connector(_ json: JSON, of uid: String, _ direction: Direction) -> JSON {
    entry(uid, direction).map { connector(json, of: $0) } ?? json
  }

  private func connector(_ json: JSON, of entry: EVSE) -> JSON {
    guard let id = json["id"]?.string, let name = entry.connectors[CiString(id)] else { return json }
    var json = json
    json["id"] = .string(name)
    return json
  }

  /// A location, session, CDR or command with the ids of the other side, in any version.
  package func object(_ json: JSON, _ direction: Direction) -> JSON {
    guard json.members != nil else { return json }
    var json = json
    if let evses = json["evses"]?.elements { json["evses"] = .array(evses.map { evse($0, direction) }) }
    if let uid = json["evse_uid"]?.string, let entry = entry(uid, direction) {
      json["evse_uid"] = .string(entry.uid)
      if json["evse_id"] != nil, let id = entry.evseID { json["evse_id"] = .string(id) }
      if let id = json["connector_id"]?.string, let name = entry.connectors[CiString(id)] {
        json["connector_id"] = .string(name)
      }
    }
    // Where sessions and CDRs hold their place: 2.1.1 a whole location, later versions the CDR a part of one.
    for member in ["location", "cdr_location"] {
      if let place = json[member], place.members != nil { json[member] = object(place, direction) }
    }
    return json
  }
}
