package import BilateralBase

/// An object as another version has it, with everything that it lost or gained on the way: `partnerctl convert`.
package struct Conversion: Sendable {
  /// What the text itself does not say.
  package struct Knowledge: Sendable {
    /// The party of the connection that a 2.1.1 object came over.
    package var party: PartyID?
    /// The party whose tokens 2.1.1 sessions and CDRs name by contract alone.
    package var tokenParty: PartyID?
    /// The zone of locations that name none.
    package var zone: String?

    /// Nothing by default.
    package init(party: PartyID? = nil, tokenParty: PartyID? = nil, zone: String? = nil) {
      self.party = party
      self.tokenParty = tokenParty
      self.zone = zone
    }
  }

  /// The object, or the list; null stands for what cannot be said.
  package private(set) var object: JSON = .null
  /// What was lost, defaulted or withheld, by the path in the version that was written.
  package private(set) var losses: [Loss] = []
  /// Whether all of it could be said.
  package private(set) var isComplete = true

  private let source: OCPIVersion
  private let target: OCPIVersion
  private let knowledge: Knowledge

  /// Converts an object or an array of them; nothing when one of the versions does not have such an object.
  ///
  /// - Parameters:
  ///   - bytes: JSON.
  ///   - module: what it is, as `Inspection.modules` names it.
  ///   - source: the version it is in.
  ///   - target: the version that is wanted.
  ///   - knowledge: what the text does not say.
  /// - Throws: `JSONError` when the bytes are no JSON that may stand on the wire.
  package init?(
    _ bytes: [UInt8], module: String, from source: OCPIVersion, to target: OCPIVersion,
    knowing knowledge: Knowledge = Knowledge()
  ) throws(JSONError) {
    guard let type = Inspection.type(of: module, in: source), Inspection.type(of: module, in: target) != nil
    else { return nil }
    self.source = source
    self.target = target
    self.knowledge = knowledge
    let root = try JSONDocument(parsing: bytes).root
    guard root.kind == .array else {
      object = convert(root, as: type, at: JSONPath())
      return
    }
    var list: [JSON] = []
    for (position, node) in root.elements.enumerated() {
      list.append(convert(node, as: type, at: JSONPath().appending(position)))
    }
    object = .array(list)
  }

  private mutating func convert<T: WireValue>(
    _ node: JSONNode, as type: T.Type, at path: JSONPath
  ) -> JSON {
    do throws(WireError) {
      var value = try WireReader.read(
        T.self, from: node, version: source,
        context: WireContext(party: knowledge.party, tokenParty: knowledge.tokenParty))
      var found = try complete(&value)
      var writer = JSONWriter()
      found += try WireWriter.write(value, version: target, into: &writer)
      losses += found.map { Loss(path: path.appending($0.path), kind: $0.kind, reason: $0.reason) }
      return (try? JSON.parse(writer.bytes)) ?? .null
    } catch {
      isComplete = false
      losses.append(Loss(path: path.appending(error.path), kind: .withheld, reason: error.description))
      return .null
    }
  }

  /// Puts in what only the caller knows.
  private func complete<T: WireValue>(_ value: inout T) throws(WireError) -> [Loss] {
    if source == .v2_1_1, target > .v2_1_1, knowledge.party == nil, value is any OwnedObject {
      throw WireError(
        .withheld("2.1.1 does not say whose it is: name the party"), at: JSONPath().appending("country_code"))
    }
    guard let zone = knowledge.zone, var location = value as? Location, location.timeZone == nil,
      target > .v2_1_1
    else { return [] }
    location.timeZone = zone
    if let whole = location as? T { value = whole }
    return [
      Loss(
        path: JSONPath().appending("time_zone"), kind: .default, reason: "2.1.1 need not say it; as was named"
      )
    ]
  }
}
