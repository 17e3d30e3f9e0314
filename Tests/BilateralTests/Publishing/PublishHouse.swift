import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTesting
import Foundation
import Synchronization
import Testing

/// A platform that is opened and not run: its loops are stepped by hand, its server is asked without a socket.
final class PublishHouse: Sendable {
  let folder: String
  let platform: Platform
  let clock: HandClock

  var commons: Commons { platform.commons }

  private static let certificates = Result { try TestFleet.makeCertificates() }

  /// Opens a fleet of the CPO DE-NVO, who is also the eMSP DE-NVO, with these partner files.
  init(
    _ partners: [String: String], list: String = Sample.list, on clock: HandClock = HandClock(),
    store: StoreOptions = StoreOptions(), log: Log = .silent
  ) async throws {
    let maker = try Self.certificates.get()
    let fleet = try TestFleet("Nordic Volt", parties: ["DE-NVO:CPO", "DE-NVO:EMSP"], certificatesBy: maker)
    for (id, toml) in partners { try fleet.partner(id, toml) }
    try fleet.write("tariffs/adhoc.json", list)
    folder = fleet.folder
    self.clock = clock
    platform = try await Self.open(fleet.folder, clock, store, log)
  }

  /// Opens a folder that another house left behind.
  init(reopening folder: String, clock: HandClock) async throws {
    self.folder = folder
    self.clock = clock
    platform = try await Self.open(folder, clock, StoreOptions(), .silent)
    try await platform.commons.store.write { tx in _ = try tx.outbox.recover() }
  }

  private static func open(
    _ folder: String, _ clock: HandClock, _ store: StoreOptions, _ log: Log
  ) async throws -> Platform {
    var surroundings = Surroundings.system(log: log)
    surroundings.wallClock = clock.wall
    surroundings.elapsed = { clock.steady }
    let platform = try await Platform.open(folder, surroundings: surroundings, store: store)
    platform.commons.announce(try HTTPURL("https://volt.example/ocpi"))
    return platform
  }

  func close() {
    commons.store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func link(_ id: String) throws -> PartnerLink { try #require(commons.links[id]) }

  /// Makes a partner registered with its file applied; `receiver` is where it takes our pushes.
  func register(
    _ id: String, receiver: String? = nil, apply text: String? = nil, version: OCPIVersion = .v2_2_1
  ) async throws {
    let sealed = commons.sealToken(SecretText("their-token"), of: id)
    let token = SHA256.hash("token-\(id)")
    let toml = try #require(text ?? commons.fleet().texts[id])
    let rows = try await commons.store.write { tx in
      try tx.partners.update(id) { row in
        (row.state, row.version, row.theirToken, row.theirTokenForm) = (
          .registered, "\(version)", sealed, "raw"
        )
        row.versionsURL = receiver.map { "\($0)/versions" }
      }
      let endpoints = ["locations", "tariffs", "tokens", "sessions", "cdrs"].compactMap { module in
        receiver.map { EndpointRow(module: module, role: "RECEIVER", url: "\($0)/\(module)") }
      }
      try tx.partners.replaceEndpoints(of: id, with: endpoints)
      _ = try tx.snapshots.apply(
        toml, to: id, hash: SHA256.hash(toml), technicalHash: [], moneyHash: [])
      if try tx.ourTokens.list(of: id).isEmpty { try tx.ourTokens.issue(hash: token, to: id, kind: .session) }
      return try tx.ourTokens.list(of: id)
    }
    commons.tokens.refresh(id, with: rows)
    try await platform.loader.load(try #require(commons.fleet().partners[id]))
  }

  /// Runs a partner's view loops until nothing is left to do.
  func settle(_ id: String) async throws {
    let link = try link(id)
    while try await TariffPublisher(for: link, commons).step() {}
    while try await FanOut(commons).step() {}
    while try await ViewLoop(.locations, for: link, commons).step() {}
    for module in [ModuleID.tokens, .sessions, .cdrs] {
      while try await ViewLoop(module, for: link, commons).step() {}
    }
  }

  /// Puts other terms into force, as `apply` does.
  func apply(_ id: String, party: String = "NL-ACM", _ more: String = "") async throws {
    let text = Sample.partner(id, party: party, more)
    try await commons.store.write { tx in
      _ = try tx.snapshots.apply(text, to: id, hash: SHA256.hash(text), technicalHash: [], moneyHash: [])
    }
    try await platform.loader.load(try #require(commons.fleet().partners[id]))
  }

  /// Sends all that is due, module by module, until nothing moves any more.
  func deliver(_ id: String) async throws {
    let link = try link(id)
    var isMoving = true
    while isMoving {
      isMoving = false
      var soon = false
      for module in [ModuleID.locations, .tariffs, .tokens, .sessions, .cdrs] {
        let sender = OutboxSender(module, for: link, commons)
        var rest = try await sender.round()
        while rest == .none { rest = try await sender.round() }
        if case .until(let due?) = rest, due > clock.now, due <= clock.now.adding(seconds: 1) { soon = true }
      }
      // An entry waits for another one to go first; a second later it is its turn.
      if soon {
        clock.advance(seconds: 1)
        isMoving = true
      }
    }
  }

  /// The entries that wait for a partner.
  func outbox(_ id: String) async throws -> [OutboxRow] {
    try await commons.store.read { tx in try tx.outbox.list(partner: id) }
  }

  /// How many entries wait for a partner.
  func waiting(_ id: String) async throws -> Int { try await outbox(id).count }

  /// Writes objects of ours as the back office does.
  func put(_ module: String, _ objects: [Sample.Object]) async throws {
    try await commons.store.write { tx in
      for object in objects {
        _ = try tx.own.put(
          OwnObject(
            module: module, key: object.key, body: JSONText(object.text), lastUpdated: object.at,
            hash: SHA256.hash(object.text)))
      }
    }
  }

  /// Takes in what a partner sends of a module, in 2.2.1.
  func receive(
    _ module: String, from partner: String, over hub: String? = nil, _ objects: Sample.Object...
  ) async throws {
    try await commons.store.write { tx in
      for object in objects {
        _ = try Intake(connection: hub ?? partner, module: module, correlation: nil).take(
          ReceivedObject(
            module: module, partner: partner, key: object.key, version: "2.2.1", body: JSONText(object.text),
            lastUpdated: object.at, hash: SHA256.hash(object.text), connection: hub), in: tx)
      }
    }
  }

  /// Takes in what a partner sends of several modules, in 2.2.1 and in one transaction.
  func receive(all objects: [(String, Sample.Object)], from partner: String) async throws {
    try await commons.store.write { tx in
      for (module, object) in objects {
        _ = try Intake(connection: partner, module: module, correlation: nil).take(
          ReceivedObject(
            module: module, partner: partner, key: object.key, version: "2.2.1", body: JSONText(object.text),
            lastUpdated: object.at, hash: SHA256.hash(object.text)), in: tx)
      }
    }
  }

  /// Reads the folder again as a reload does, without starting anything.
  func reread() async throws {
    commons.adopt(try LoadedFleet.read(folder))
    for file in commons.fleet().partners.values { try await platform.loader.load(file) }
  }

  /// An answer of our server.
  struct Answer {
    let http: HTTPResponse
    let envelope: OCPIResponse

    var ids: [String] { envelope.data?.elements.compactMap { ($0["id"] ?? $0["uid"])?.string } ?? [] }
  }

  /// Asks our server as a partner would.
  func get(_ target: String, as id: String, method: HTTPMethod = .get) async throws -> Answer {
    let server = OCPIServer(
      modules: [
        LocationsSender(commons), TariffsSender(commons), TokensSender(commons), SessionsSender(commons),
        CDRsSender(commons),
      ],
      links: commons.links, tokens: commons.tokens, surroundings: commons.surroundings, firstUse: { _, _ in })
    let parts = target.split(separator: "?", maxSplits: 1)
    let path = ["2.2.1", "sender"] + parts[0].split(separator: "/").map(String.init)
    var fields = HTTPFields()
    fields.set(.authorization, "Token token-\(id)")
    var head = try HTTPRequestHead(
      firstLine: Array("\(method.name) /ocpi/2.2.1/sender/\(target) HTTP/1.1".utf8))
    head.fields = fields
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(), body: HTTPRequestBody([]))
    let answer = await server.answer(request, path: path)
    guard case .bytes(let body) = answer.content else { throw Sample.Unexpected() }
    return Answer(http: answer, envelope: try OCPIResponse(parsing: body))
  }
}

extension PublishHouse {
  /// A page of the back office that is no JSON.
  func text(_ target: String) async throws -> String {
    let head = try HTTPRequestHead(firstLine: Array("GET \(target) HTTP/1.1".utf8))
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(), body: HTTPRequestBody([]))
    guard case .bytes(let bytes) = await OfficeRouter(commons: commons, key: .open).answer(request).content
    else { throw Sample.Unexpected() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Asks the back office as our platform does.
  func office(
    _ method: HTTPMethod, _ target: String, _ body: String = ""
  ) async throws -> (status: Int, json: JSON) {
    var head = try HTTPRequestHead(firstLine: Array("\(method.name) \(target) HTTP/1.1".utf8))
    head.fields.set(.contentType, "application/json")
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(),
      body: HTTPRequestBody(Array(body.utf8)))
    let answer = await OfficeRouter(commons: commons, key: .open).answer(request)
    guard case .bytes(let bytes) = answer.content else { throw Sample.Unexpected() }
    return (answer.status.code, (try? JSON.parse(bytes)) ?? .null)
  }
}

/// A wall clock that a test moves.
final class HandClock: Sendable {
  private let micros: Mutex<Int64>
  private let jumped = Mutex<Int64>(0)

  /// A clock that stands at a moment.
  init(at moment: Timestamp = Timestamp(microseconds: 1_790_000_000_000_000)) {
    micros = Mutex(moment.microseconds)
  }

  var wall: WallClock { WallClock { [self] in now } }
  var now: Timestamp { Timestamp(microseconds: micros.withLock { $0 }) }

  /// What a clock that cannot be set shows.
  var steady: Duration { .microseconds(now.microseconds - jumped.withLock { $0 }) }

  func advance(seconds: Int64) { micros.withLock { $0 += seconds * 1_000_000 } }

  /// Somebody sets it: no time passes.
  func set(by seconds: Int64) {
    jumped.withLock { $0 += seconds * 1_000_000 }
    advance(seconds: seconds)
  }
}

/// Objects and files of our own for the tests of publishing.
enum Sample {
  struct Unexpected: Error {}

  struct Object: Sendable {
    let key: ObjectKey
    let text: String
    let at: Timestamp
  }

  static let list = """
    [{"country_code":"DE","party_id":"NVO","id":"AC-1","currency":"EUR","tax_included":"NO",
      "elements":[{"price_components":[{"type":"ENERGY","price":0.50,"vat":19.0,"step_size":1}]}],
      "last_updated":"2026-01-01T00:00:00Z"}]
    """

  static func partner(_ id: String, party: String = "NL-ACM", _ more: String = "") -> String {
    """
    schema = "bilateral/1"
    id = "\(id)"
    name = "Partner \(id)"
    status = "test"
    [us]
    roles = ["DE-NVO:CPO", "DE-NVO:EMSP"]
    [them]
    roles = ["\(party):EMSP", "\(party):CPO"]
    [connection]
    registration = "they-start"
    \(more)
    """
  }

  static let discount = "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"8 %\"\n"

  /// A location with EVSEs `<id>-<n>` of the given powers in kilowatts.
  static func location(
    _ id: String, at time: Timestamp, country: String = "DEU", party: String = "NVO", publish: Bool = true,
    powers: [Int] = [22], statuses: [String] = [], name: String = "Hafen"
  ) -> Object {
    let evses = powers.enumerated().map { place, power in
      """
      {"uid":"\(id)-\(place)","evse_id":"DE*\(party)*E\(id)\(place)",\
      "status":"\(place < statuses.count ? statuses[place] : "AVAILABLE")",\
      "connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE",\
      "max_voltage":230,"max_amperage":32,"max_electric_power":\(power * 1000),"tariff_ids":["AC-1"],\
      "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"\(time)"}
      """
    }
    let text = """
      {"country_code":"DE","party_id":"\(party)","id":"\(id)","publish":\(publish),"name":"\(name)",\
      "address":"Kai 7","city":"Kiel","country":"\(country)",\
      "coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evses":[\(evses.joined(separator: ","))],\
      "time_zone":"Europe/Berlin","last_updated":"\(time)"}
      """
    return Object(key: ObjectKey(country: "DE", party: party, id: id), text: text, at: time)
  }

  static func token(_ uid: String, at time: Timestamp, type: String = "RFID", group: String? = nil) -> Object
  {
    let text = """
      {"country_code":"DE","party_id":"NVO","uid":"\(uid)","type":"\(type)","contract_id":"DE-NVO-C1-7",\
      "issuer":"Nordic Volt"\(group.map { ",\"group_id\":\"\($0)\"" } ?? ""),"valid":true,\
      "whitelist":"ALLOWED","last_updated":"\(time)"}
      """
    return Object(key: ObjectKey(country: "DE", party: "NVO", id: uid, sub: type), text: text, at: time)
  }
}
