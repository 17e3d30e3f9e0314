import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What all receiver modules do alike: find, take in, change and refuse objects that a partner pushes.
///
/// Everything is durable before it is answered (TR-23); what is older than what we have is ignored and answered
/// with success, so that the partner goes on (P-62, P-32).
struct ReceiverDesk<Kind: ReceivedKind>: Sendable {
  /// What a change did.
  enum Done: Sendable {
    case created, updated
    /// Older than what we have.
    case ignored
    /// What we have is final.
    case refused(String)

    var reply: OCPIReply {
      switch self {
      case .created: .created
      case .updated: .done
      case .refused(let reason): OCPIReply(.ok, .invalidParameters, message: reason)
      case .ignored: OCPIReply(message: "older than what we have: ignored")
      }
    }
  }

  let commons: Commons
  let call: OCPICall
  /// The owner as the path names it.
  let party: PartyID
  /// The object's id as the path names it.
  let id: String
  /// The token's type; empty for other kinds.
  var sub = ""

  private var module: String { Kind.module.rawValue }

  /// Makes a desk for a path that begins with country, party and id.
  ///
  /// - Throws: a refusal with 404 when the party is not the partner's (TR-53).
  init(_ commons: Commons, _ call: OCPICall, path: [String]) throws(OCPIRefusal) {
    guard path.count >= 3 else { throw .notFound("the address must name country, party and id") }
    self.commons = commons
    self.call = try call.about(PartyID(country: path[0], party: path[1]), commons.links)
    try self.call.link.refuseHalted(Kind.module, on: call.carrier)
    party = try self.call.theirParty(path[0], path[1])
    id = path[2]
  }

  /// The object's key.
  var key: ObjectKey { ObjectKey(country: party.country, party: party.party, id: id, sub: sub) }

  /// Reads texts of the call's version.
  var reader: ObjectReader<Kind> {
    ObjectReader(
      call.link, version: call.version, party: party, now: call.now, carrier: call.carrier,
      isAddressed: call.isAddressed)
  }

  /// The body, out of whatever it was wrapped in.
  func body() throws(OCPIRefusal) -> JSONNode {
    try call.pushed(module)
  }

  /// Takes the whole object of the body in.
  func put() async throws -> OCPIReply {
    let node = try body()
    let object = try await read(node)
    guard object.value.party == party else {
      throw OCPIRefusal.invalid(
        "country_code and party_id are \(object.value.party), the address says \(party)")
    }
    guard object.value.id == CiString(id) else {
      throw OCPIRefusal.invalid("the body is about \(object.value.id.text), the address about \(id)")
    }
    return try await take(object.row)
  }

  /// Takes an object in that was read already.
  func take(_ row: ReceivedObject) async throws -> OCPIReply {
    try await commit { [intake] tx in Done(try intake.take(row, in: tx), row) }
  }

  /// Changes the stored object in one transaction.
  ///
  /// `change` gets the object and returns it changed and how; it throws `OCPIRefusal` or `WireError`.
  func change(
    _ change: @escaping @Sendable (Kind) throws -> (value: Kind, done: Done)
  ) async throws -> OCPIReply {
    do {
      return try await commit { [self] tx in
        guard let known = try stored(in: tx) else {
          throw OCPIRefusal.unknown(Kind.module, "\(module) \(id) is not known")
        }
        let (value, done) = try change(known)
        if case .ignored = done { return .ignored }
        let row = try reader.row(value)
        switch Done(try intake.take(row, in: tx), row) {
        case .ignored: return .ignored
        case .refused(let reason): return .refused(reason)
        case .created, .updated: return done
        }
      }
    } catch let error as WireError {
      throw OCPIRefusal.invalid(error.description)
    }
  }

  /// The stored object, for a GET.
  ///
  /// - Throws: a refusal with 404.
  func find() async throws -> Kind {
    guard let found = try await commons.store.read({ [self] tx in try stored(in: tx) }) else {
      throw OCPIRefusal.unknown(Kind.module, "\(module) \(id) is not known")
    }
    return found
  }

  /// The answer that shows the stored object: word for word as it came, unless the call is of another version.
  func showStored() async throws -> OCPIReply {
    let row = try await commons.store.read { [self] tx in try self.row(in: tx) }
    guard let row else { throw OCPIRefusal.unknown(Kind.module, "\(module) \(id) is not known") }
    guard row.version != "\(call.version)" else { return OCPIReply(data: row.body.bytes) }
    return try show(try value(of: row))
  }

  /// The answer that shows a value in the call's version.
  func show(_ value: some WireValue) throws -> OCPIReply {
    var json = JSONWriter()
    _ = try WireWriter.write(value, version: call.version, into: &json)
    return OCPIReply(data: json.bytes)
  }

  /// Marks the object as removed (TAR-05).
  func remove() async throws -> OCPIReply {
    try await commit { [self] tx in
      let (partner, connection) = (call.link.id, call.carrier.id)
      guard let row = try tx.received.copy(module, from: partner, key, on: connection) else {
        throw OCPIRefusal.unknown(Kind.module, "\(module) \(id) is not known")
      }
      let removal = try tx.received.remove(
        // Later than what is removed also where our clock was set back, so that a replay of it is older (S-36).
        module, from: partner, row.key, on: connection,
        at: max(call.now, row.lastUpdated.adding(microseconds: 1)),
        reason: "deleted by the partner")
      switch removal {
      case .none: return .ignored
      case .unnoticed: break
      case .replaced: try intake.tell(row.key, of: partner, "updated", in: tx)
      case .gone: try intake.tell(row.key, of: partner, "removed", in: tx)
      }
      return .updated
    }
  }

  private var intake: Intake {
    Intake(connection: call.carrier.id, module: module, correlation: call.correlationID)
  }

  private func commit(_ body: @escaping @Sendable (WriteTransaction) throws -> Done) async throws -> OCPIReply
  {
    let done = try await commons.store.write(body)
    let now = call.now
    call.link.observe(module) { $0.succeeded(at: now) }
    return done.reply
  }

  /// Reads the body; a bad object is held in quarantine and refused with path and reason.
  private func read(_ node: JSONNode) async throws -> ObjectReader<Kind>.Object {
    try await Self.read(node, reader, call, commons)
  }

  /// Reads an object that is posted without an address of its own (CDR-02).
  ///
  /// - Returns: the object, and the desk for it.
  /// - Throws: a refusal with path and reason; then the object is held in quarantine.
  static func posted(
    _ commons: Commons, _ call: OCPICall
  ) async throws -> (object: ObjectReader<Kind>.Object, desk: ReceiverDesk<Kind>) {
    let node = try call.pushed(Kind.module.rawValue)
    let call = try call.about(PartyID(ownerOf: node), commons.links)
    let reader = ObjectReader<Kind>(
      call.link, version: call.version, now: call.now, carrier: call.carrier)
    let object = try await read(node, reader, call, commons)
    let key = object.row.key
    return (object, try ReceiverDesk(commons, call, path: [key.country, key.party, key.id]))
  }

  private static func read(
    _ node: JSONNode, _ reader: ObjectReader<Kind>, _ call: OCPICall, _ commons: Commons
  ) async throws -> ObjectReader<Kind>.Object {
    do throws(ObjectReader<Kind>.Refusal) {
      return try reader.read(node)
    } catch {
      let module = Kind.module.rawValue
      if call.link.terms.technical.sync(module).holdsBadObjects {
        let row = error.row
        let intake = Intake(connection: row.partner, module: module, correlation: call.correlationID)
        try await commons.store.write { tx in try intake.hold(row, in: tx) }
      }
      throw OCPIRefusal.invalid(error.message)
    }
  }

  private func stored<Access>(in tx: Transaction<Access>) throws -> Kind? {
    try row(in: tx).map { try value(of: $0) }
  }

  private func row<Access>(in tx: Transaction<Access>) throws -> ReceivedRow? {
    let copies = try tx.received.copies(module, from: call.link.id, key)
    // What happened goes on where its newest word stands, whoever brought that; all else is the connection's own.
    if Kind.isHistory { return copies.max { $0.lastUpdated < $1.lastUpdated } }
    return copies.first { $0.connection == call.carrier.id } ?? copies.first
  }

  private func value(of row: ReceivedRow) throws(WireError) -> Kind {
    let version = OCPIVersion(row.version) ?? call.version
    let document = try JSONDocument(wire: row.body.bytes)
    return try WireReader.read(
      Kind.self, from: document.root, version: version,
      context: WireContext(party: party, tokenParty: call.link.driversParty))
  }
}

extension ReceiverDesk.Done {
  fileprivate init(_ outcome: ReceivedOutcome, _ row: ReceivedObject) {
    switch outcome {
    case .final: self = .refused(Intake.finding(row).message)
    case .created, .restored: self = .created
    case .updated, .unchanged, .beside: self = .updated
    case .stale: self = .ignored
    }
  }
}

extension ReceiverDesk {
  /// Applies the body as a PATCH to a part of the object (TR-46, TR-47, TR-48).
  ///
  /// - Throws: `WireError` with the field that is missing or wrong.
  func merged<Part: WireObject>(_ patch: JSONNode, into part: Part) throws(WireError) -> Part {
    var findings: [WireFinding] = []
    return try MergePatch.apply(
      patch, to: part, version: call.version, context: reader.context,
      requiresLastUpdated: call.version.frame.demandsTimeInPatch && !isStamped(patch), findings: &findings)
  }

  /// Whether a change that lacks `last_updated` is stamped on arrival (P-62).
  private func isStamped(_ patch: JSONNode) -> Bool {
    guard patch["last_updated"].map(\.isNull) ?? true else { return false }
    return call.link.dialect.meets(.missingLastUpdated, "PATCH \(module): last_updated is missing")
  }

  /// Reads the body as a part of the object.
  ///
  /// - Throws: a refusal with path and reason.
  func part<Part: WireObject>(_ type: Part.Type) throws -> Part {
    let node = try body()
    do throws(WireError) {
      return try WireReader.read(
        Part.self, from: node, version: call.version, context: reader.context)
    } catch {
      throw OCPIRefusal.invalid(error.description)
    }
  }
}
