import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// One operator speaks to three providers at once, to each in its version, and nothing on the wire is wrong.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ThreeVersionsTests {
  private typealias Provider = VersionsStage.Provider

  @Test("a CPO with partners on 2.1.1, 2.2.1 and 2.3.0 tells each everything in its version")
  func together() throws {
    let isLong = getenv("BILATERAL_SOAK") != nil
    let (locations, tokens) = isLong ? (1000, 100) : (12, 6)
    let stage = try VersionsStage(locations: locations, tokens: tokens)
    for provider in stage.providers {
      #expect(try stage.register(provider) == "\(provider.version)")
    }
    for provider in stage.providers {
      #expect(try stage.compare("tariffs", provider) == 2)
      #expect(try stage.compare("locations", provider) == locations)
      #expect(try stage.compare("tokens", provider) == tokens)
    }
    for provider in stage.providers {
      try authorise(stage, provider)
      try charge(stage, provider)
    }
    try stage.wait("the last acknowledgement") {
      try ([stage.operating] + stage.providers.map(\.platform)).allSatisfy { platform in
        try platform.control.get("/outbox")["items"]?.elements?.isEmpty == true
      }
    }
    #expect(try stage.operating.control.get("/exchanges?limit=1")["dropped"]?.int == 0)
    stage.end()
    try inspect(stage)
  }

  /// A driver of the provider is let in.
  private func authorise(_ stage: VersionsStage, _ provider: Provider) throws {
    let question: JSON = [
      "uid": .string(SampleNetwork.uid(0)), "type": "RFID",
      "location": ["location_id": "LOC-00001", "evse_uids": ["NVO-1-1"]],
    ]
    let path = "/partners/\(provider.id)/authorize"
    let answer = try stage.operating.office.call(.post, path, question.bytes)
    #expect(answer["allowed"]?.bool == true && answer["source"] == "partner", "\(answer.text)")
  }

  /// A session that the provider orders, changes of it and of its EVSE, orders meanwhile, and its CDR.
  private func charge(_ stage: VersionsStage, _ provider: Provider) throws {
    let (office, id) = (stage.operating.office, "S-\(provider.id)")
    try order("START_SESSION", HistoryObjects.start, stage, provider)
    let evse = "/own/locations/DE/NVO/LOC-00001/NVO-1-1"
    let status = provider.version == .v2_2_1 ? "AVAILABLE" : "CHARGING"
    _ = try office.call(.patch, evse, Array(#"{"status":"\#(status)"}"#.utf8))
    for (name, body) in HistoryObjects.orders(provider.version) { try order(name, body, stage, provider) }
    try proceed(id, stage, provider)
    let posted = try office.call(
      .post, "/own/cdrs", HistoryObjects.cdr("C-\(provider.id)", id, provider.party))
    #expect(posted["partners"] == [.string(provider.id)])
    try stage.wait("the CDR in \(provider.version)") {
      try received("cdrs", provider)?["id"]?.string == "C-\(provider.id)"
    }
    try stage.wait("the status in \(provider.version)") {
      let there = try provider.platform.control.get("/partners/volt/locations/DE/NVO/LOC-00001")
      return there["evses"]?[0]?["status"]?.string == status
    }
  }

  /// The session comes, is the object of orders, and ends.
  private func proceed(_ id: String, _ stage: VersionsStage, _ provider: Provider) throws {
    let office = stage.operating.office
    let session = "/own/sessions/DE/NVO/\(id)"
    _ = try office.call(.put, session, HistoryObjects.session(id, provider.party))
    try stage.wait("the session in \(provider.version)") {
      try received("sessions", provider)?["status"] == "ACTIVE"
    }
    try order("STOP_SESSION", HistoryObjects.stop(id), stage, provider)
    _ = try office.call(.patch, session, Array(#"{"kwh":12.5,"status":"COMPLETED"}"#.utf8))
    try stage.wait("the end of the session in \(provider.version)") {
      try received("sessions", provider)?["status"] == "COMPLETED"
    }
  }

  /// The provider orders something, the operator's platform is asked and does it, the provider hears of it.
  private func order(
    _ name: String, _ body: JSON, _ stage: VersionsStage, _ provider: Provider
  ) throws {
    let (giver, taker) = (provider.platform.office, stage.operating.office)
    let given = try giver.call(.post, "/partners/volt/commands/\(name)", body.bytes)
    let id = try #require(given["command_id"]?.string, "\(given.text)")
    var ask: String?
    try stage.wait("\(name) in \(provider.version)") {
      ask = try taker.call(.get, "/asks")["asks"]?[0]?["ask_id"]?.string
      return ask != nil
    }
    _ = try taker.call(.post, "/asks/\(ask ?? "")", Array(#"{"result":"ACCEPTED"}"#.utf8))
    var outcome: JSON?
    try stage.wait("the result of \(name) in \(provider.version)") {
      outcome = try giver.call(.get, "/commands/\(id)")["outcome"]
      return outcome?.string != nil
    }
    #expect(outcome == "accepted", "\(name) in \(provider.version)")
  }

  private func received(_ module: String, _ provider: Provider) throws -> JSON? {
    try provider.platform.control.get("/partners/volt/\(module)?limit=10")[0]
  }

  /// Every body that any of the four recorded.
  private func inspect(_ stage: VersionsStage) throws {
    let ours = try stage.operating.exchanges()
    for provider in stage.providers {
      let sides = [
        ours.filter { $0["partner"]?.string == provider.id }, try provider.platform.exchanges(),
      ]
      for (side, rows) in zip(["operator", "provider"], sides) {
        var record = WireRecord(provider.version)
        for row in rows { record.look(row) }
        let errors = record.errors
        #expect(
          errors.isEmpty,
          "\(side), \(provider.version), \(errors.count): \(errors.prefix(5).joined(separator: "\n"))")
        // A location that is fetched first is not pushed as a whole; its status changes are.
        let pushes = ["PUT locations", "PATCH evses"].compactMap { record.seen[$0] }
        #expect(!pushes.isEmpty, "\(side), \(provider.version): no station was pushed")
        for kind in HistoryObjects.kinds(provider.version) {
          #expect(record.seen[kind] ?? 0 > 0, "\(side), \(provider.version): no \(kind), but \(record.seen)")
        }
        print(
          "\(provider.version), \(side): \(rows.count) exchanges, \(record.bodies) bodies without an error")
      }
    }
  }
}

/// What the platforms of both sides write while drivers charge.
enum HistoryObjects {
  private static let place = #""location_id":"LOC-00001","evse_uid":"NVO-1-1""#

  static let start = json(#"{"token":{"uid":"\#(SampleNetwork.uid(0))","type":"RFID"},\#(place)}"#)

  /// What is ordered while a session goes on; 2.1.1 takes no reservation back.
  static func orders(_ version: OCPIVersion) -> [(String, JSON)] {
    let token = #""token":{"uid":"\#(SampleNetwork.uid(0))","type":"RFID"}"#
    let expiry = #""expiry_date":"2099-01-01T00:00:00Z""#
    let all: [(String, JSON)] = [
      ("RESERVE_NOW", json(#"{\#(token),\#(place),"reservation_id":"R-1",\#(expiry)}"#)),
      ("CANCEL_RESERVATION", json(#"{"reservation_id":"R-1"}"#)),
      ("UNLOCK_CONNECTOR", json(#"{\#(place),"connector_id":"1","operator":"Jo"}"#)),
    ]
    return all.filter { version > .v2_1_1 || $0.0 != "CANCEL_RESERVATION" }
  }

  /// The order to stop a session.
  static func stop(_ session: String) -> JSON { ["session_id": .string(session)] }

  /// What must have been on the wire.
  static func kinds(_ version: OCPIVersion) -> [String] {
    let commands = ["START_SESSION"] + orders(version).map(\.0)
    let result = version == .v2_1_1 ? "command-responses" : "command-results"
    return commands.map { "POST commands/" + $0 } + [
      "POST \(result)", "GET versions", "GET version-details", "POST credentials", "GET locations",
      "GET tariffs", "GET tokens", "POST location-references", "POST cdrs", "PUT sessions",
      "POST commands/STOP_SESSION",
    ]
  }

  private static func token(_ party: PartyID) -> String {
    #"""
    "cdr_token":{"country_code":"\#(party.country)","party_id":"\#(party.party)","uid":"\#(SampleNetwork.uid(0))",\#
    "type":"RFID","contract_id":"\#(party.country)-\#(party.party)-C00000000-X"},"auth_method":"COMMAND"
    """#
  }

  static func session(_ id: String, _ party: PartyID) -> [UInt8] {
    Array(
      """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"2026-01-01T09:00:00Z","kwh":1.5,\
      \(token(party)),\(place),"connector_id":"1","currency":"EUR","status":"ACTIVE",\
      "last_updated":"2026-01-01T09:30:00Z","charging_periods":[\
      {"start_date_time":"2026-01-01T09:00:00Z","dimensions":[{"type":"ENERGY","volume":1.5}]}]}
      """.utf8)
  }

  static func cdr(_ id: String, _ session: String, _ party: PartyID) -> [UInt8] {
    // Billed from what was published when the session started, so it starts now.
    let start = WallClock.system.now()
    let end = start.adding(seconds: 7200)
    return Array(
      """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(start)",\
      "end_date_time":"\(end)","session_id":"\(session)",\(token(party)),\
      "cdr_location":{"id":"LOC-00001","address":"Hauptstraße 1","city":"Berlin","postal_code":"10115",\
      "country":"DEU","coordinates":{"latitude":"52.532000","longitude":"13.384900"},"evse_uid":"NVO-1-1",\
      "evse_id":"DE*NVO*E1*1","connector_id":"1","connector_standard":"IEC_62196_T2",\
      "connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},"currency":"EUR","charging_periods":[\
      {"start_date_time":"\(start)","dimensions":[{"type":"ENERGY","volume":12.5},\
      {"type":"TIME","volume":2}]}],"total_cost":{"excl_vat":6.13},"total_energy":12.5,"total_time":2,\
      "last_updated":"\(end)"}
      """.utf8)
  }

  private static func json(_ text: String) -> JSON { (try? JSON.parse(text)) ?? .null }
}
