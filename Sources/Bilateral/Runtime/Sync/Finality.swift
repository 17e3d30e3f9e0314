import BilateralBase
import BilateralModel
import BilateralStore

/// What becomes of an object that comes for one that is stored (SES-08, CDR-05, CDR-22).
enum Finality: Sendable {
  /// Newer states may follow.
  case open
  /// The stored one is final, and this is the same again.
  case same
  /// The stored one is final, and this says something else.
  case changed

  /// Rules on an object over a row of the same key.
  static func ruling(_ object: ReceivedObject, over row: ReceivedRow) -> Finality {
    guard row.state != .removed, let kind = ReceivedKinds.named(object.module), kind.isHistory else {
      return .open
    }
    return ruling(kind, object, row)
  }

  private static func ruling<Kind: ReceivedKind>(
    _ kind: Kind.Type, _ object: ReceivedObject, _ row: ReceivedRow
  ) -> Finality {
    guard let known = try? read(kind, row.body, row.version, row.key), known.isFinal else { return .open }
    if object.hash == row.hash { return .same }
    // An older state that arrives late is nobody's fault.
    if Kind.hasStates, object.lastUpdated < row.lastUpdated { return .open }
    guard let other = try? read(kind, object.body, object.version, object.key) else { return .changed }
    let versions = Set([row.version, object.version].compactMap { OCPIVersion($0) })
    guard versions.count == 1 || !versions.contains(.v2_1_1) else {
      return known.essence == other.essence ? .same : .changed
    }
    return says(known, other, in: versions.min() ?? .newest) ? .same : .changed
  }

  private static func read<Kind: ReceivedKind>(
    _ kind: Kind.Type, _ body: JSONText, _ version: String, _ key: ObjectKey
  ) throws(WireError) -> Kind {
    try WireReader.read(
      kind, from: JSONDocument(wire: body.bytes).root, version: OCPIVersion(version) ?? .newest,
      context: WireContext(party: PartyID(country: key.country, party: key.party)))
  }

  /// Whether two objects say the same in the older of their versions, whatever digits numbers end with.
  private static func says<Kind: ReceivedKind>(_ one: Kind, _ other: Kind, in version: OCPIVersion) -> Bool {
    guard let one = json(one, version), let other = json(other, version) else { return false }
    return isSame(one, other)
  }

  private static func json(_ object: some OwnedObject, _ version: OCPIVersion) -> JSON? {
    var (object, json) = (object, JSONWriter())
    object.lastUpdated = .epoch
    guard (try? WireWriter.write(object, version: version, extras: .none, into: &json)) != nil else {
      return nil
    }
    return try? JSON.parse(json.bytes)
  }

  private static func isSame(_ one: JSON, _ other: JSON) -> Bool {
    switch (one, other) {
    case (.number(let a), .number(let b)):
      return a == b || (Rational(decimalText: a).map { $0 == Rational(decimalText: b) } ?? false)
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy(isSame)
    case (.object(let a), .object(let b)):
      let others = Dictionary(b.map { ($0.name, $0.value) }) { first, _ in first }
      return a.count == b.count
        && a.allSatisfy { member in others[member.name].map { isSame(member.value, $0) } ?? false }
    default: return one == other
    }
  }
}

extension Intake {
  /// Holds what came for a final object and says something else, and tells our platform of it once (CDR-22, P-92).
  func refuse(_ object: ReceivedObject, in tx: WriteTransaction) throws {
    let finding = Self.finding(object)
    let number = try tx.quarantine.hold(
      RefusedObject(
        partner: connection, module: module, identity: object.key.description, version: object.version,
        findings: [finding], raw: object.body))
    guard try tx.quarantine.row(number)?.count == 1 else { return }
    if module == "cdrs" { try MeasureBook(tx: tx, partner: object.partner).count(.refused) }
    try tx.events.append(
      Event(
        type: "\(module).conflict", partner: object.partner, module: module, id: object.key.id,
        change: "refused",
        correlation: correlation, object: object.body))
  }

  /// Why a final object is not changed, for people on both sides.
  static func finding(_ object: ReceivedObject) -> QuarantineFinding {
    guard object.module == "cdrs" else {
      return QuarantineFinding(
        path: "status", code: "BR341",
        message: "session \(object.key.id) is COMPLETED and cannot change any more")
    }
    return QuarantineFinding(
      path: "id", code: "BR340",
      message: "CDR \(object.key.id) is known with other content; send a credit CDR with an id of its own")
  }
}
