import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Our own objects: written by our platform, seen by partners through their views.
extension OfficeRouter {
  mutating func addOwn() {
    let object = "/own/:module/:country/:party/:id"
    on(.get, "/own/:module") { call in try await OwnRoutes(call).list() }
    on(.get, object) { call in try await OwnRoutes(call).get() }
    on(.put, object) { call in try await OwnRoutes(call).put() }
    on(.patch, object) { call in try await OwnRoutes(call).patch() }
    on(.delete, object) { call in try await OwnRoutes(call).delete() }
    addOwnParts(below: object)
  }
}

/// One request about our own objects.
struct OwnRoutes {
  let call: OfficeCall
  let module: OwnModule
  let version: OCPIVersion

  /// One about a module; the one that the path names when it is left out.
  init(_ call: OfficeCall, module: OwnModule? = nil) throws(OfficeError) {
    self.call = call
    self.module = if let module { module } else { try OwnModule.named(call["module"]) }
    version = try call.version()
  }

  func list() async throws -> HTTPResponse {
    let filter = try call.filter()
    let page = try await call.commons.store.read { [name = module.name] tx in try tx.own.list(name, filter) }
    let bodies = try page.rows.map { try text(module.type, $0.body) }
    return call.list(bodies, total: page.total, of: filter)
  }

  func get() async throws -> HTTPResponse {
    let key = try key()
    if module.name == "cdrs", call.request.query("explain") != nil { return try await explain(key) }
    let row = try await call.commons.store.read { [name = module.name] tx in try tx.own.object(name, key) }
    guard let row, !row.isDeleted else { throw OfficeError.notFound("we have no \(module.name) \(key)") }
    return HTTPResponse(
      .ok, [.contentType: "application/json"], body: try text(module.type, row.body))
  }

  /// How a CDR of ours came to its amounts: every decision, word for word as it was kept.
  private func explain(_ key: ObjectKey) async throws -> HTTPResponse {
    let price = try await call.commons.store.read { tx in try tx.cdrPrices.price(of: key) }
    guard let price else { throw OfficeError.notFound("we have not priced a CDR \(key)") }
    return HTTPResponse(.ok, [.contentType: "application/json"], body: price.trace.bytes)
  }

  func put() async throws -> HTTPResponse {
    try refuseCDRs()
    return try await put(module.type)
  }

  func patch() async throws -> HTTPResponse {
    try refuseCDRs()
    return module.type == Session.self ? try await patchSession() : try await patch(module.type)
  }

  func delete() async throws -> HTTPResponse {
    try refuseCDRs()
    let key = try key()
    let change = try await call.commons.store.write { [name = module.name] tx in
      if name == "sessions" { try SessionRules.refuseFinal(try tx.own.object(name, key)) }
      return try tx.own.delete(name, key, at: OwnTimes.whole(tx.now))
    }
    guard let change else { throw OfficeError.notFound("we have no \(module.name) \(key)") }
    return .json(["outcome": "deleted", "change": .number(String(change))])
  }

  private func put<T: OwnedObject>(_ type: T.Type) async throws -> HTTPResponse {
    let key = try key(type: nil)
    let object = try reading().read(type, from: try call.json())
    var stored = object.storeKey
    stored.sub = key.sub
    guard OwnShelf.isSame(stored, key) else {
      throw OfficeError.unprocessable("the object is \(stored), the address says \(key)", path: "id")
    }
    let outcome = try await call.commons.store.write { [name = module.name] tx in
      try OwnShelf(tx: tx, module: name).put(object)
    }
    return Self.answer(outcome)
  }

  private func patch<T: OwnedObject>(_ type: T.Type) async throws -> HTTPResponse {
    let key = try key()
    let (change, reading) = (try call.json(), try reading())
    let outcome = try await call.commons.store.write { [name = module.name] tx in
      try OwnShelf(tx: tx, module: name).change(type, key) { try reading.patch($0, with: change) }
    }
    return Self.answer(outcome)
  }

  /// A change of a session as OCPI has it: periods are appended (SES-05).
  private func patchSession() async throws -> HTTPResponse {
    let key = try key()
    let (change, reading) = (try call.json(), try reading())
    let outcome = try await call.commons.store.write { tx in
      try OwnShelf(tx: tx, module: "sessions").change(Session.self, key) {
        try reading.patch($0, with: change)
      }
    }
    return Self.answer(outcome)
  }

  private func refuseCDRs() throws(OfficeError) {
    guard module.name == "cdrs" else { return }
    throw OfficeError(
      .methodNotAllowed, "BR405", "a CDR is never changed or taken back",
      help: "POST /own/cdrs takes new ones; a credit CDR corrects one that was sent")
  }

  private func text<T: OwnedObject>(_ type: T.Type, _ body: JSONText) throws -> [UInt8] {
    call.own(try OwnBody.text(type, body, in: version))
  }

  /// How the body of this request is read.
  func reading() throws(OfficeError) -> OwnReading {
    OwnReading(version: version, party: try party(), now: OwnTimes.whole(call.now), mapping: call.mapping)
  }

  /// The object's key in the path; tokens take their type from `?type=`, RFID without it (TOK-04).
  func key() throws(OfficeError) -> ObjectKey {
    try key(type: module.name == "tokens" ? call.request.query("type") ?? "RFID" : nil)
  }

  private func key(type: String?) throws(OfficeError) -> ObjectKey {
    let party = try party()
    return ObjectKey(country: party.country, party: party.party, id: call["id"], sub: type ?? "")
  }

  private func party() throws(OfficeError) -> PartyID {
    try call.ourParty(call["country"], call["party"])
  }

  /// The answer to a write: what it did, and the number of the change.
  static func answer(_ outcome: OwnOutcome) -> HTTPResponse {
    switch outcome {
    case .created(let change): .json(["outcome": "created", "change": .number(String(change))], .created)
    case .changed(let change): .json(["outcome": "changed", "change": .number(String(change))])
    case .unchanged: .json(["outcome": "unchanged"])
    }
  }
}

extension OfficeCall {
  /// What the platform's ids are called towards partners.
  var mapping: EVSEMapping { commons.fleet().mapping }

  /// The text of an object under the platform's ids.
  func own(_ bytes: [UInt8]) -> [UInt8] {
    guard !mapping.isEmpty, let json = try? JSON.parse(bytes) else { return bytes }
    return mapping.object(json, .own).bytes
  }

  /// One of our parties, by the fleet file.
  ///
  /// - Throws: 404 when we are not that party.
  func ourParty(_ country: String, _ code: String) throws(OfficeError) -> PartyID {
    guard let party = PartyID(country: country, party: code), isOurs(party) else {
      throw .notFound("\(country)-\(code) is not one of our parties")
    }
    return party
  }

  /// Whether the fleet file names the party as ours.
  func isOurs(_ party: PartyID) -> Bool {
    commons.fleet().file.parties.contains { $0.party == party }
  }
}
