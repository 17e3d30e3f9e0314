import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Synchronization

/// A partner on a plain socket that answers as a test says, and an eMSP's platform that knows it as "volt".
final class OddPartner: Sendable {
  typealias Answer = @Sendable (HTTPRequest) async -> HTTPResponse

  private struct State {
    var answer: Answer = { _ in HTTPResponse(.notFound) }
    var seen: [String] = []
  }

  private let state = Mutex(State())
  private let group: EventLoopGroup
  private let server = Mutex<HTTPServer?>(nil)
  private let port: UInt16
  private let scheme: String

  init(tls: TLSContextBox? = nil, _ answer: @escaping Answer) throws {
    scheme = tls == nil ? "http" : "https"
    group = try EventLoopGroup(count: 1)
    let hook = Hook()
    var router = Router()
    for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
      router.on(method, "/*path") { await hook.take($0) }
    }
    let server = HTTPServer(router, on: group)
    port = try server.listen(on: .loopback(), tls: tls).port ?? 0
    self.server.withLock { $0 = server }
    state.withLock { $0.answer = answer }
    hook.partner.withLock { $0 = self }
  }

  private final class Hook: Sendable {
    let partner = Mutex<OddPartner?>(nil)

    func take(_ request: HTTPRequest) async -> HTTPResponse {
      guard let partner = partner.withLock({ $0 }) else { return HTTPResponse(.serviceUnavailable) }
      let query = request.target.query.map { "?\($0)" } ?? ""
      let answer = partner.state.withLock { state in
        state.seen.append("\(request.method.name) \(request.target.path)\(query)")
        return state.answer
      }
      return await answer(request)
    }
  }

  var base: String { "\(scheme)://127.0.0.1:\(port)" }

  /// Method and target of what came since the last call.
  func take() -> [String] {
    state.withLock { state in
      defer { state.seen = [] }
      return state.seen
    }
  }

  func answer(_ answer: @escaping Answer) { state.withLock { $0.answer = answer } }

  func stop() async {
    await server.withLock { $0 }?.drain()
    group.stop()
  }
}

/// A platform that pulls from an odd partner.
struct OddBench: Sendable {
  let fleet: TestFleet
  let platform: Platform
  let link: PartnerLink
  let partner: OddPartner

  var dialect: PartnerDialect { link.dialect }

  /// Opens the platform; `dialect` are the lines below `[dialect]` in the partner's file.
  static func open(
    _ dialect: String = "", in version: OCPIVersion = .v2_2_1, _ answer: @escaping OddPartner.Answer
  ) async throws -> OddBench {
    let fleet = try TestFleet(
      "ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
    return try await open(on: fleet, dialect, in: version, OddPartner(answer))
  }

  static func open(
    on fleet: TestFleet, _ dialect: String = "", in version: OCPIVersion = .v2_2_1, _ partner: OddPartner
  ) async throws -> OddBench {
    try fleet.partner("volt", TestPair.volt("\(partner.base)/versions") + "[dialect]\n\(dialect)\n")
    let platform = try await Platform.open(fleet.folder, surroundings: .system(log: .silent))
    guard let link = platform.commons.links["volt"] else { throw CocoaError(.fileReadCorruptFile) }
    let modules: [ModuleID] = [.locations, .tariffs, .tokens]
    link.establish(
      LinkFacts(
        state: .registered, version: version,
        endpoints: modules.map { Endpoint(identifier: $0, role: .sender, url: "\(partner.base)/\($0)") },
        theirToken: SecretText("token-of-the-partner"), tokenForm: version.frame.tokenForm))
    return OddBench(fleet: fleet, platform: platform, link: link, partner: partner)
  }

  func pull(_ kind: SyncSchedule.Kind = .full) async -> PullReport {
    await PullStep<Location>(link, platform.commons).syncOnce(kind)
  }

  func pullTariffs() async -> PullReport {
    await PullStep<Tariff>(link, platform.commons).syncOnce(.full)
  }

  /// The sightings as `status` tells them, without times.
  var learned: [String] {
    dialect.learned.map { "\($0.sighting.key) = \($0.sighting.value) \($0.standing)" }
  }

  func stored(_ module: String = "locations") throws -> Int {
    try platform.commons.store.readBlocking { tx in
      try tx.received.list(module, from: "volt", ListFilter(limit: 1000)).rows.count
    }
  }

  func held() throws -> [String] {
    try platform.commons.store.readBlocking { tx in
      try tx.quarantine.list().compactMap { $0.findings.first?.message }
    }
  }

  /// Closes the platform; folder and partner stay.
  func shut() {
    platform.commons.store.close()
    platform.group.stop()
  }

  func close() async {
    await partner.stop()
    shut()
    fleet.remove()
  }
}

/// Answers as partners write them.
enum OddAnswer {
  static let time = "2026-11-20T10:00:00Z"

  static func raw(
    _ text: String, http: HTTPStatus = .ok, _ fields: HTTPFields = [:]
  ) -> HTTPResponse {
    var all = fields
    all.set(.contentType, "application/json")
    return HTTPResponse(http, all, body: Array(text.utf8))
  }

  /// An envelope around the text of some data.
  static func envelope(
    _ data: String, http: HTTPStatus = .ok, status: Int = 1000, _ fields: HTTPFields = [:]
  ) -> HTTPResponse {
    raw(#"{"data":\#(data),"status_code":\#(status),"timestamp":"\#(time)"}"#, http: http, fields)
  }

  /// A list as a sound partner serves it.
  static func list(_ objects: [String], total: Int? = nil) -> HTTPResponse {
    envelope(
      "[\(objects.joined(separator: ","))]", ["X-Total-Count": "\(total ?? objects.count)", "X-Limit": "100"])
  }

  /// A page of a longer list, with `X-Total-Count` and without `Link`.
  static func page(_ all: [String], of request: HTTPRequest, size: Int, _ fields: HTTPFields = [:])
    -> HTTPResponse
  {
    let offset = request.query("offset").flatMap { Int($0) } ?? 0
    let rows = all.dropFirst(offset).prefix(size)
    return envelope("[\(rows.joined(separator: ","))]", fields)
  }

  static func tariff(_ price: String) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"T1","currency":"EUR","elements":[{"price_components":[{\
    "type":"ENERGY","price":\(price),"step_size":1}]}],"last_updated":"\(time)"}
    """
  }
}
