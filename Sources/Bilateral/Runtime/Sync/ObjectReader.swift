package import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralStore
import BilateralTerms

/// Reads one partner's objects of one kind: typed, checked for ownership, with key, hash and time.
///
/// The same reader serves pulls, pushes and retries from the quarantine, so that all three judge alike.
package struct ObjectReader<Kind: ReceivedKind>: Sendable {
  /// An object that was read.
  package struct Object: Sendable {
    package let value: Kind
    /// What the store keeps of it.
    package let row: ReceivedObject
    /// What was accepted although it is not as the specification says.
    package let findings: [WireFinding]
  }

  /// Why an object is not taken in.
  package struct Refusal: Error, Sendable {
    /// What the quarantine keeps.
    package let row: RefusedObject
    /// Its key, as far as it can be read.
    package let key: ObjectKey?

    /// The reasons as one sentence.
    package var message: String { row.findings.map(\.message).joined(separator: "; ") }
  }

  private let partner: String
  private let connection: String
  private let precedence: Precedence?
  private let isOffRoute: Bool
  /// The parties whose objects may come; nil for any, where a hub brings those of parties without a file.
  private let parties: Set<PartyID>?
  private let agreed: AgreedIDs
  /// The version of the texts.
  package let version: OCPIVersion
  /// What the connection knows about each object.
  package let context: WireContext
  /// How the partner's objects deviate.
  private let dialect: ObjectDialect

  /// Makes a reader of one partner's objects.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - version: the version of the texts.
  ///   - party: the owner of objects that do not name theirs; nil takes the partner's only one.
  ///   - now: the time of receipt.
  ///   - carrier: whose connection brings them; nil for the partner's own.
  ///   - isAddressed: whether the partner itself sent them to us, which is its choice of way.
  package init(
    _ link: PartnerLink, version: OCPIVersion, party: PartyID? = nil, now: Timestamp? = nil,
    carrier: PartnerLink? = nil, isAddressed: Bool = false
  ) {
    partner = link.id
    connection = carrier?.id ?? link.id
    precedence = Precedence(of: Kind.self, link, isAddressed: isAddressed && connection != partner)
    isOffRoute =
      Kind.isHistory && link.terms.technical.isOffRoute(Kind.module, isDirect: connection == partner)
    parties = link.isHub && connection == link.id ? nil : link.theirParties
    agreed = AgreedIDs(link.terms.technical)
    self.version = version
    let owners = link.terms.technical.theirRoles.filter { $0.kind == Kind.ownedBy }.map(\.party)
    let only = version.frame.isOneParty || Set(owners).count == 1 ? owners.first : nil
    context = WireContext(
      party: party ?? only, tokenParty: link.driversParty, received: now, notesLengths: true)
    dialect = ObjectDialect(Kind.self, link.dialect, version: version)
  }

  /// Reads an object of a text.
  ///
  /// - Parameters:
  ///   - received: the object.
  ///   - generation: of the full crawl that brings it; nil for everything else.
  /// - Returns: the object, as a value and as the store keeps it.
  /// - Throws: a refusal that names path and reason, such as `evses[0].connectors[1].standard is missing`.
  package func read(_ received: JSONNode, generation: Int64? = nil) throws(Refusal) -> Object {
    var node = dialect.inOurWords(received)
    var findings: [WireFinding] = []
    let value = try value(&node, &findings)
    if let objection = dialect.objection(to: findings) { throw refusal(received, objection) }
    guard Kind.isOfOthers || parties?.contains(value.party) ?? true else {
      throw refusal(node, foreign(value.party))
    }
    if let foreign = foreignID(value) { throw refusal(node, foreign) }
    if let objection = value.objection { throw refusal(node, objection) }
    return Object(
      value: value, row: row(value, Array(node.rawBytes), hash: Self.hash(node), generation),
      findings: findings)
  }

  /// Reads the value; what the file tolerates is taken out of the node until the rest can be read.
  private func value(_ node: inout JSONNode, _ findings: inout [WireFinding]) throws(Refusal) -> Kind {
    var mended = 0
    while true {
      do {
        return try WireReader.read(
          Kind.self, from: node, version: version, context: context, findings: &findings)
      } catch {
        mended += 1
        guard mended <= 16, let relieved = dialect.relieved(node, of: error) else {
          throw refusal(node, error.finding)
        }
        (node, findings) = (relieved, [])
      }
    }
  }

  /// What the store keeps of an object that was changed by a PATCH or below its root.
  package func row(_ value: Kind) throws(WireError) -> ReceivedObject {
    var json = JSONWriter()
    _ = try WireWriter.write(value, version: version, into: &json)
    let document = try JSONDocument(wire: json.bytes)
    return row(value, json.bytes, hash: Self.hash(document.root), nil)
  }

  /// Hashes what counts as content: a partner that restamps everything each night changes nothing (P-44).
  package static func hash(_ node: JSONNode) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(node.rawBytes.count)
    CanonicalJSON.append(node, to: &bytes, without: "last_updated")
    return SHA256.hash(bytes)
  }

  private func row(_ value: Kind, _ body: [UInt8], hash: [UInt8], _ generation: Int64?) -> ReceivedObject {
    var row = ReceivedObject(
      module: Kind.module.rawValue, partner: partner, key: Self.key(value), version: "\(version)",
      body: JSONText(body), lastUpdated: value.newestUpdate, hash: hash, generation: generation,
      connection: connection, precedence: precedence)
    row.isOffRoute = isOffRoute
    return row
  }

  private static func key(_ value: Kind) -> ObjectKey {
    ObjectKey(
      country: value.party.country, party: value.party.party, id: value.id.text, sub: value.discriminator)
  }

  /// An id outside of what the partner file agrees on.
  private func foreignID(_ value: Kind) -> WireFinding? {
    if let token = value as? Token, let objection = agreed.objection(to: token) {
      return WireFinding(
        .error, .contradiction, path: JSONPath().appending(objection.member), objection.message)
    }
    guard let location = value as? Location, let objection = agreed.objection(to: location) else {
      return nil
    }
    let path = JSONPath().appending("evses").appending(objection.evse).appending("evse_id")
    return WireFinding(.error, .contradiction, path: path, objection.message)
  }

  private func foreign(_ party: PartyID) -> WireFinding {
    WireFinding(
      .error, .contradiction, path: JSONPath().appending("party_id"),
      "party_id: \(party) is no party of this connection, which carries "
        + (parties ?? []).sorted().map(\.description).joined(separator: ", "), requirement: "TR-56")
  }
}

extension ObjectReader {
  /// The refusal of an object for a reason; it is held with the connection that brought it.
  package func refusal(_ node: JSONNode, _ finding: WireFinding) -> Refusal {
    let key = readableKey(node)
    let reason = QuarantineFinding(
      path: finding.path.description, code: finding.code.rawValue, message: finding.message)
    return Refusal(
      row: RefusedObject(
        partner: connection, module: Kind.module.rawValue,
        identity: key?.description ?? Hex.encode(SHA256.hash(Array(node.rawBytes))), version: "\(version)",
        findings: [reason], raw: JSONText(Array(node.rawBytes))), key: key)
  }

  /// The key of an object that cannot be read as a whole, so that its mended copy is known again.
  private func readableKey(_ node: JSONNode) -> ObjectKey? {
    let isToken = Kind.module == .tokens
    guard node.kind == .object, let id = node[isToken ? "uid" : "id"]?.string, !id.isEmpty else { return nil }
    let country = node["country_code"]?.string ?? context.party?.country ?? "??"
    let party = node["party_id"]?.string ?? context.party?.party ?? "???"
    let type = isToken ? node["type"]?.string ?? TokenType.rfid.rawValue : ""
    return ObjectKey(country: country, party: party, id: id, sub: type)
  }
}

extension ObjectReader {
  /// Ids that differ by case alone are one object to us (TR-69), so a second one is held where the file says that they
  /// are two.
  ///
  /// - Throws: the refusal of the second.
  func demand(
    _ key: ObjectKey, spelledAs spellings: inout [CiString: String], _ node: JSONNode
  ) throws(Refusal) {
    let id = key.sub.isEmpty ? key.id : "\(key.id)/\(key.sub)"
    guard let other = spellings.updateValue(id, forKey: CiString(id)), other != id,
      dialect.meetsCaseClash(other, id)
    else { return }
    throw refusal(
      node,
      WireFinding(
        .error, .contradiction, path: JSONPath().appending("id"),
        "id: \(id) and \(other) differ by case alone",
        requirement: "TR-69"))
  }
}
