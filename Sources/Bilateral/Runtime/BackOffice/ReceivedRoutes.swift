import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What partners sent us: as they sent it, or converted when `OCPI-Version` asks for a version.
struct ReceivedRoutes {
  private let call: OfficeCall
  private let module: String
  private let objects: any OwnedObject.Type
  private let version: OCPIVersion?

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    module = call["module"]
    guard let type = ReceivedKinds.named(module) else { throw .notFound("there is no module \(module)") }
    objects = type
    version = try call.statedVersion()
  }

  /// The objects of one partner; those that the version cannot say are left out and counted in `X-Withheld`.
  func list(_ partner: String) async throws -> HTTPResponse {
    if try RetailRoutes.isAsked(call) { return try await RetailRoutes(call).list(partner) }
    let judged = try VerdictList(call)
    if let judged, call.request.query("explain") != nil { return try await judged.explained(partner) }
    let filter = try call.filter()
    let (bodies, page) = try await call.commons.store.read { [self, words = judged?.verdicts] tx in
      let page =
        try words.map { try tx.received.cdrs(judged: $0, from: partner, filter) }
        ?? tx.received.list(module, from: partner, filter)
      return (page.rows.compactMap { try? told($0, in: tx) }, page)
    }
    var response = call.list(bodies, total: page.total, of: filter)
    let withheld = page.rows.count - bodies.count
    if withheld > 0 { response.fields.set("X-Withheld", String(withheld)) }
    return response
  }

  /// One object of a partner; tokens are named with `?type=`, RFID without it.
  func object(of partner: String) async throws -> HTTPResponse {
    if try RetailRoutes.isAsked(call) { return try await RetailRoutes(call).object(of: partner) }
    let type = module == "tokens" ? call.request.query("type") ?? "RFID" : ""
    let key = ObjectKey(country: call["country"], party: call["party"], id: call["id"], sub: type)
    let found = try await call.commons.store.read { [self] tx -> (ReceivedRow, [UInt8], CDRVerdictRow?)? in
      let row = try tx.received.object(module, from: partner, key)
      let verdict = module == "cdrs" ? try tx.cdrVerdicts.verdict(on: key, from: partner) : nil
      return try row.flatMap { $0.state == .live ? ($0, try text($0, in: tx), verdict) : nil }
    }
    guard let (row, body, verdict) = found else {
      throw OfficeError.notFound("we have no \(module) \(key) from \(partner)")
    }
    var fields: HTTPFields = [.contentType: "application/json"]
    if let verdict {
      fields.set("X-Verdict", verdict.verdict)
      if call.request.query("explain") != nil { return HTTPResponse(.ok, fields, body: verdict.detail.bytes) }
    }
    fields.set("OCPI-Version", (version?.description) ?? row.version)
    return HTTPResponse(.ok, fields, body: body)
  }

  /// The objects of all partners, one entry an object: the newest copy, and through whom it came.
  func network() async throws -> HTTPResponse {
    let filter = try call.filter()
    let (entries, total) = try await call.commons.store.read { [self] tx in
      let page = try tx.received.network(module, filter)
      return (page.rows.compactMap { copies in try? entry(copies, in: tx) }, page.total)
    }
    return call.list(entries, total: total, of: filter)
  }

  private func entry(_ copies: [ReceivedRow], in tx: ReadTransaction) throws -> [UInt8] {
    let counting = copies.filter { $0.state == .live }
    guard let newest = counting.max(by: { $0.lastUpdated < $1.lastUpdated }) else {
      throw OfficeError.notFound("no copy")
    }
    var json = JSONWriter()
    json.beginObject()
    json.key("origins")
    json.value(Self.origins(copies))
    json.key("partner")
    json.string(newest.partner)
    json.key("version")
    json.string(version?.description ?? newest.version)
    json.key("object")
    json.raw(try text(newest, in: tx))
    json.endObject()
    return json.bytes
  }

  /// Over whose connections the copies came, each once, in order of arrival.
  private static func origins(_ copies: [ReceivedRow]) -> JSON {
    var seen: Set<String> = []
    let inOrder = copies.sorted { $0.number < $1.number }.map(\.connection)
    return .array(inOrder.filter { seen.insert($0).inserted }.map { .string($0) })
  }

  /// One object of a list: as it was sent, or with `?origins=1` together with how it came.
  private func told(_ row: ReceivedRow, in tx: ReadTransaction) throws -> [UInt8] {
    guard call.request.query("origins") != nil else { return try text(row, in: tx) }
    return try entry(try tx.received.copies(module, from: row.partner, row.key), in: tx)
  }

  private func text(_ row: ReceivedRow, in tx: ReadTransaction) throws -> [UInt8] {
    guard let version, version.description != row.version, let from = OCPIVersion(row.version) else {
      return row.body.bytes
    }
    return try convert(objects, row, from, version, tx)
  }

  private func convert<T: OwnedObject>(
    _ type: T.Type, _ row: ReceivedRow, _ from: OCPIVersion, _ to: OCPIVersion, _ tx: ReadTransaction
  ) throws -> [UInt8] {
    let context = WireContext(
      party: PartyID(country: row.key.country, party: row.key.party),
      tokenParty: call.commons.links[row.partner]?.driversParty)
    let node = try JSONDocument(parsing: row.body.bytes).root
    let object = try WireReader.read(type, from: node, version: from, context: context)
    guard from == .v2_1_1 else { return try OwnBody.bytes(of: object, in: to) }
    return try OwnBody.bytes(of: try ContractTokens.resolved(object, from: row.partner, in: tx), in: to)
  }
}
