package import BilateralBase

/// Everything that can be said about the JSON of an OCPI object without its surroundings.
///
/// This is `partnerctl inspect`: unlike a reader it goes on after an error, so that all are told at once.
package struct Inspection: Sendable, Hashable {
  /// What was found, in the order of the text and its rules.
  package private(set) var findings: [WireFinding] = []

  /// Whether nothing found is an error.
  package var isOK: Bool { !findings.contains { $0.severity == .error } }

  /// Names of modules and objects that can be inspected, as the command line spells them.
  package static var modules: [String] { table.keys.sorted() }

  /// The object of that name; nil for one that is unknown or that the version does not have.
  static func type(of module: String, in version: OCPIVersion) -> (any WireValue.Type)? {
    table[module].flatMap { version >= $0.since ? $0 : nil }
  }

  /// The object that each of them is, in the order of the names.
  static var types: [(module: String, type: any WireValue.Type)] {
    table.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static let table: [String: any WireValue.Type] = [
    "locations": Location.self, "evses": EVSE.self, "connectors": Connector.self, "tariffs": Tariff.self,
    "tokens": Token.self, "credentials": Credentials.self, "versions": Version.self,
    "version-details": VersionDetails.self, "authorization-info": AuthorizationInfo.self,
    "location-references": LocationReferences.self, "sessions": Session.self, "cdrs": CDR.self,
    "commands/START_SESSION": StartSession.self, "commands/STOP_SESSION": StopSession.self,
    "commands/RESERVE_NOW": ReserveNow.self,
    "commands/CANCEL_RESERVATION": CancelReservation.self, "commands/UNLOCK_CONNECTOR": UnlockConnector.self,
    "command-responses": CommandResponse.self, "command-results": CommandResult.self,
    "chargingprofiles": SetChargingProfile.self,
    "charging-profile-response": ChargingProfileResponse.self,
    "charging-profile-result": ChargingProfileResult.self, "clear-profile-result": ChargingProfileResult.self,
    "active-charging-profile": ActiveChargingProfile.self,
    "active-charging-profile-result": ActiveChargingProfileResult.self,
    "charging-preferences": ChargingPreferences.self,
    "charging-preferences-response": ChargingPreferencesResponse.self, "hubclientinfo": ClientInfo.self,
  ]

  /// Inspects an object or an array of them, in an envelope when told; nothing for an unknown module and
  /// for one that the version does not have.
  ///
  /// Throws when the bytes are no JSON. Duplicate names and too deep nesting are findings: JSON, but not for the wire.
  package init?(
    _ bytes: [UInt8], module: String, version: OCPIVersion, isEnveloped: Bool = false
  ) throws(JSONError) {
    guard let type = Self.table[module], version >= type.since else { return nil }
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: bytes)
    } catch {
      guard JSONGrammar.accepts(bytes) else { throw error }
      findings = [WireError(.notJSON(error), at: error.path).finding]
      return
    }
    var root = document.root
    var path = JSONPath()
    if isEnveloped {
      guard let data = unwrap(root) else { return }
      root = data
      path = path.appending("data")
    }
    inspectAll(root, as: type, version, at: path)
  }

  private mutating func inspectAll(
    _ root: JSONNode, as type: any WireValue.Type, _ version: OCPIVersion, at path: JSONPath
  ) {
    guard root.kind == .array else { return inspect(root, as: type, version, at: path) }
    for (position, node) in root.elements.enumerated() {
      inspect(node, as: type, version, at: path.appending(position))
    }
  }

  private mutating func unwrap(_ root: JSONNode) -> JSONNode? {
    do throws(WireError) {
      let envelope = try OCPIResponse(reading: root)
      findings += envelope.findings
      return envelope.data
    } catch {
      findings.append(error.finding)
      return nil
    }
  }

  private mutating func inspect<T: WireValue>(
    _ node: JSONNode, as type: T.Type, _ version: OCPIVersion, at path: JSONPath
  ) {
    let (value, found) = WireReader.inspect(T.self, from: node, version: version)
    guard let value else { return add(found, below: path) }
    let unread = Set(found.filter { $0.severity == .error }.map(\.path))
    let checks = WireChecker.check(value, version: version).filter { !unread.contains($0.path) }
    add(found + checks, below: path)
  }

  private mutating func add(_ found: [WireFinding], below path: JSONPath) {
    for var finding in found {
      finding.path = path.appending(finding.path)
      findings.append(finding)
    }
  }
}
