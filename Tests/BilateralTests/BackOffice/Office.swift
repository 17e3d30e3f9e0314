import Bilateral
import BilateralBase
import BilateralNet
import BilateralTesting

/// The back office of one running platform of ours, over a real socket.
struct Office: Sendable {
  let side: TestSide
  private let client: HTTPClient

  /// Starts a CPO and eMSP platform "DE-NVO" with one partner "acme" that nobody answers for.
  static func start(partner terms: String = "") async throws -> Office {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO", "DE-NVO:EMSP"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner("acme", TestPair.acme + terms + "\n")
    return try await start(on: fleet)
  }

  /// Starts an eMSP platform "DE-NVO" with one CPO "acme"; `terms` are the lines of `[authorization]`.
  static func start(operator terms: String) async throws -> Office {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:EMSP"], certificatesBy: try TestFleet.makeCertificates())
    let file = TestPair.acme.replacing("NL-ACM:EMSP", with: "NL-ACM:CPO")
    try fleet.partner("acme", "\(file)[authorization]\n\(terms)\n")
    return try await start(on: fleet)
  }

  /// Starts on a folder that is there already.
  static func start(
    on fleet: TestFleet, surroundings: Surroundings = .system(log: .silent)
  ) async throws -> Office {
    let side = try await TestSide.start(fleet, surroundings: surroundings)
    return Office(side: side, client: try side.makeClient())
  }

  /// The back office of a side that runs already.
  init(over side: TestSide) throws {
    self.init(side: side, client: try side.makeClient())
  }

  private init(side: TestSide, client: HTTPClient) {
    (self.side, self.client) = (side, client)
  }

  var commons: Commons { side.platform.commons }

  /// Stops the platform and removes its folder.
  func stop() async {
    await side.stop()
    side.fleet.remove()
  }

  /// Sends a request with the token, unless told otherwise.
  func send(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, token: String? = TestFleet.officeToken,
    fields: HTTPFields = HTTPFields()
  ) async throws -> Answer {
    var all = fields
    if let token { all.set(.authorization, "Bearer \(token)") }
    let response = try await client.send(
      HTTPClientRequest(
        method, try side.office(path), all, body: body.map { Array($0.utf8) }, timeout: .seconds(20)))
    return Answer(response: response)
  }

  /// What came back.
  struct Answer: Sendable {
    let response: HTTPClientResponse

    var status: Int { response.status.code }
    var json: JSON { (try? JSON.parse(response.body)) ?? .null }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    /// The code of an error.
    var code: String? { json["error"]?["code"]?.string }
    /// The path of an error.
    var path: String? { json["error"]?["path"]?.string }
  }
}

/// Objects of ours as our platform would write them, 2.2.1.
enum OwnSample {
  static func location(
    _ id: String, party: String = "NVO", status: String = "AVAILABLE",
    updated: String = "2026-01-01T00:00:00Z"
  ) -> String {
    """
    {"country_code":"DE","party_id":"\(party)","id":"\(id)","publish":true,"address":"Hauptstr. 1","city":"Berlin",\
    "country":"DEU","coordinates":{"latitude":"52.520008","longitude":"13.404954"},"time_zone":"Europe/Berlin",\
    "evses":[{"uid":"E1","evse_id":"DE*NVO*E1","status":"\(status)","connectors":[\(connector("1", updated: updated))],\
    "last_updated":"\(updated)"}],"last_updated":"\(updated)"}
    """
  }

  static func connector(_ id: String, updated: String = "2026-01-01T00:00:00Z") -> String {
    """
    {"id":"\(id)","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,\
    "max_amperage":32,"last_updated":"\(updated)"}
    """
  }

  static func token(_ uid: String, valid: Bool = true, whitelist: String = "ALLOWED") -> String {
    """
    {"country_code":"DE","party_id":"NVO","uid":"\(uid)","type":"RFID","contract_id":"DE-NVO-C12345678-X",\
    "issuer":"Nordic Volt","valid":\(valid),"whitelist":"\(whitelist)","last_updated":"2026-01-01T00:00:00Z"}
    """
  }
}
