import BilateralBase
import BilateralModel
import BilateralStore

/// One charge that two connections told of under different ids: the same EVSE, the same token, begun at nearly the same
/// time (partner file C6, `on_duplicate`).
struct Twin: Equatable {
  /// So many seconds two tellings of one start may lie apart.
  static let slack: Int64 = 120

  private let evse: CiString
  private let token: CiString
  private let start: Timestamp
  /// When it ended; nil while it goes on.
  private let end: Timestamp?
  private let energy: Rational
  private let isCredit: Bool

  /// What a session or CDR tells; nil for other objects, and for those that cannot be read.
  init?(_ module: String, _ body: JSONText, _ version: String, _ key: ObjectKey) {
    let context = WireContext(party: PartyID(country: key.country, party: key.party))
    guard let version = OCPIVersion(version), let root = try? JSONDocument(wire: body.bytes).root else {
      return nil
    }
    if module == Session.module.rawValue {
      guard let session = try? WireReader.read(Session.self, from: root, version: version, context: context)
      else { return nil }
      self.init(
        session.evseUID, session.token.uid, from: session.startDateTime, to: session.endDateTime,
        session.energy)
    } else {
      guard module == CDR.module.rawValue,
        let cdr = try? WireReader.read(CDR.self, from: root, version: version, context: context)
      else { return nil }
      self.init(
        cdr.location.evseUID, cdr.token.uid, from: cdr.startDateTime, to: cdr.endDateTime, cdr.totalEnergy,
        isCredit: cdr.creditReferenceID != nil)
    }
  }

  private init?(
    _ evse: CiString, _ token: CiString, from start: Timestamp, to end: Timestamp?, _ energy: WireNumber,
    isCredit: Bool = false
  ) {
    // What a version or an operator leaves out proves nothing.
    guard !evse.isNotAvailable, !token.isNotAvailable else { return nil }
    (self.evse, self.token, self.start, self.end) = (evse, token, start, end)
    self.energy = Rational(decimalText: energy.text) ?? .zero
    self.isCredit = isCredit
  }

  /// The entry that tells of the same charge; nil when there is none.
  ///
  /// - Parameters:
  ///   - object: an object of history that is not known by its id.
  ///   - tx: where others are looked for.
  /// - Returns: the row of another connection.
  /// - Throws: what the store throws.
  static func of(_ object: ReceivedObject, in tx: WriteTransaction) throws -> ReceivedRow? {
    guard let told = Twin(object.module, object.body, object.version, object.key) else { return nil }
    let rows = try tx.received.besides(
      object.module, from: object.partner, notOn: object.connection,
      since: told.start.adding(seconds: -slack))
    return try rows.first { row in
      guard row.key.country == object.key.country, row.key.party == object.key.party,
        let other = Twin(row.module, row.body, row.version, row.key), told.isSame(as: other)
      else { return false }
      // A connection that tells of both itself means two.
      return try tx.received.copy(row.module, from: row.partner, row.key, on: object.connection) == nil
    }
  }

  private func isSame(as other: Twin) -> Bool {
    evse == other.evse && token == other.token && isCredit == other.isCredit
      && abs(start - other.start) <= Self.slack
      && (overlaps(other) || !energy.isZero && energy == other.energy)
  }

  /// Two short charges by one card, one after the other, are two; a clock that is off tells the same energy.
  private func overlaps(_ other: Twin) -> Bool {
    start <= (other.end ?? start) && other.start <= (end ?? other.start)
  }
}

extension Intake {
  /// Keeps an object of history beside the entry that tells of the same charge under another id, and tells our platform.
  ///
  /// - Parameters:
  ///   - object: an object that is not known by its id.
  ///   - tx: where it is kept.
  /// - Returns: the outcome; nil when nobody else told of the charge.
  /// - Throws: what the store throws.
  func keepTwin(_ object: ReceivedObject, in tx: WriteTransaction) throws -> ReceivedOutcome? {
    guard object.precedence != nil, let entry = try Twin.of(object, in: tx) else { return nil }
    var beside = object
    beside.sameAs = entry.key.id
    let outcome = try tx.received.put(beside)
    let detail: JSON = [
      "code": "BR582", "same_as": .string(entry.key.id),
      "origins": .array([.string(entry.connection), .string(object.connection)]),
    ]
    try tx.events.append(
      Event(
        type: "\(module).duplicate", partner: object.partner, module: module, id: object.key.id,
        change: "beside", correlation: correlation, object: JSONText(detail.bytes)))
    return outcome
  }
}

extension Intake {
  /// Tells our platform of a session or CDR on a connection that the partner's file does not give it to.
  func tellOffRoute(_ object: ReceivedObject, in tx: WriteTransaction) throws {
    let detail: JSON = ["code": "BR583", "origins": .array([.string(object.connection)])]
    try tx.events.append(
      Event(
        type: "\(module).route", partner: object.partner, module: module, id: object.key.id,
        change: "other-way",
        correlation: correlation, object: JSONText(detail.bytes)))
  }
}
