import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Synchronization

/// An eMSP's platform that pulls from a scripted CPO, with a real database.
struct PullBench: Sendable {
  let fleet: TestFleet
  let platform: Platform
  let partner: ScriptedPartner
  let link: PartnerLink

  var store: Store { platform.commons.store }

  /// Opens the platform and serves the script; `sync` are lines of the partner file.
  static func open(
    _ script: ScriptedPartner.Script = .init(), sync: String = "", parties: [String] = ["DE-NVO:CPO"],
    connection: String = "", store: StoreOptions = StoreOptions(), version: OCPIVersion = .v2_2_1,
    wall: WallClock = .system
  ) async throws -> PullBench {
    let fleet = try TestFleet(
      "ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
    let group = try EventLoopGroup(count: 1)
    return try await open(
      fleet, ScriptedPartner.start(script, on: group), sync: sync, parties: parties,
      connection: connection, store: store, version: version, wall: wall)
  }

  /// Opens the platform of a fleet folder against a partner that is there already.
  static func open(
    _ fleet: TestFleet, _ partner: ScriptedPartner, sync: String = "",
    parties: [String] = ["DE-NVO:CPO"], connection: String = "", store: StoreOptions = StoreOptions(),
    version: OCPIVersion = .v2_2_1, wall: WallClock = .system
  ) async throws -> PullBench {
    let roles = parties.map { "\"\($0)\"" }.joined(separator: ", ")
    let file = TestPair.volt(partner.url("versions")).replacing("\"DE-NVO:CPO\"", with: roles)
      .replacing("[connection]", with: "[connection]\n\(connection)")
    try fleet.partner("volt", file + sync + "\n")
    var surroundings = Surroundings.system(log: .silent)
    surroundings.wallClock = wall
    let platform = try await Platform.open(fleet.folder, surroundings: surroundings, store: store)
    guard let link = platform.commons.links["volt"] else { throw CocoaError(.fileReadCorruptFile) }
    let bench = PullBench(fleet: fleet, platform: platform, partner: partner, link: link)
    bench.establish(version)
    return bench
  }

  /// Makes the partner one that serves its lists in a version.
  func establish(_ version: OCPIVersion) {
    let modules: [ModuleID] = [.locations, .tariffs, .tokens, .sessions, .cdrs]
    link.establish(
      LinkFacts(
        state: .registered, version: version,
        endpoints: modules.map {
          Endpoint(identifier: $0, role: .sender, url: partner.url($0.rawValue))
        }, theirToken: SecretText("token-of-the-partner")))
  }

  /// Pulls locations once.
  func pull(_ kind: SyncSchedule.Kind = .delta) async -> PullReport {
    await PullStep<Location>(link, platform.commons).syncOnce(kind)
  }

  /// The ids of the live locations in order of arrival.
  func ids() throws -> [String] {
    try store.readBlocking { tx in
      try tx.received.list("locations", from: "volt", ListFilter(limit: 10_000)).rows.map(\.key.id)
    }
  }

  /// The ids of the location events in order, with how they changed.
  func events() throws -> [String] {
    try store.readBlocking { tx in
      try tx.events.list(after: 0, limit: 10_000).map { "\($0.event.change ?? "?") \($0.event.id ?? "?")" }
    }
  }

  func held() throws -> [QuarantineRow] {
    try store.readBlocking { tx in try tx.quarantine.list() }
  }

  func cursor(_ kind: CursorRow.Kind) throws -> CursorRow {
    try store.readBlocking { tx in try tx.cursors.cursor(kind, of: "locations", from: "volt") }
  }

  /// Closes everything and removes the folder.
  func close() async {
    await partner.stop()
    shut()
    fleet.remove()
  }

  /// Closes the platform; the folder stays.
  func shut() {
    platform.commons.store.close()
    platform.group.stop()
  }
}

/// Locations as a CPO's system writes them.
enum SampleLocation {
  /// The JSON of a location with one charging point; its id is `LOC` and the number, `seconds` is its update time.
  ///
  /// Without a `standard` the connector lacks a required field.
  static func json(
    _ number: Int, at seconds: Int64 = 1_700_000_000, name: String = "Garage",
    standard: String? = "IEC_62196_T2", party: String = "NVO", status: String = "AVAILABLE"
  ) -> String {
    let time = Timestamp(seconds: seconds)
    let plug = standard.map { "\"standard\":\"\($0)\"," } ?? ""
    return """
      {"country_code":"DE","party_id":"\(party)","id":"LOC\(number)","publish":true,"name":"\(name) \(number)",\
      "address":"Hauptstr. \(number)","city":"Berlin","country":"DEU",\
      "coordinates":{"latitude":"52.520008","longitude":"13.404954"},"time_zone":"Europe/Berlin",\
      "evses":[{"uid":"E\(number)","status":"\(status)","connectors":[{"id":"1",\(plug)"format":"SOCKET",\
      "power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"last_updated":"\(time)"}],\
      "last_updated":"\(time)"}],"last_updated":"\(time)"}
      """
  }

  static func list(_ count: Int) -> [String] { (0..<count).map { json($0) } }

  static func script(_ count: Int, pageSize: Int = 10) -> ScriptedPartner.Script {
    var script = ScriptedPartner.Script()
    script.lists["locations"] = list(count)
    script.pageSize = pageSize
    return script
  }
}
