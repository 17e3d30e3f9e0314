import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

/// `mapping.csv`: the platform speaks its own ids, partners see the others.
@Suite struct MappingTests {
  private func office() async throws -> Office {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner("acme", TestPair.acme)
    let text = "csms_evse,csms_connector,evse_uid,evse_id,connector_id\n4711,7,NVO-1,DE*NVO*E9,1\n"
    try fleet.write("mapping.csv", Array(text.utf8))
    return try await Office.start(on: fleet)
  }

  private func location(_ status: String = "AVAILABLE") -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"L1","publish":true,"address":"Am Markt 1","city":"Kiel",
     "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13490"},"time_zone":"Europe/Berlin",
     "evses":[{"uid":"4711","status":"\(status)","connectors":[{"id":"7","standard":"IEC_62196_T2","format":"SOCKET",
       "power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"last_updated":"2026-01-01T00:00:00Z"}],
       "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}
    """
  }

  private func stored(_ office: Office) async throws -> JSON {
    let row = try await office.commons.store.read { tx in
      try tx.own.object("locations", ObjectKey(country: "DE", party: "NVO", id: "L1"))
    }
    return try JSON.parse(try #require(row).body.bytes)
  }

  @Test("what is put and imported under own ids is stored under the others, and read back under own ids")
  func objects() async throws {
    let office = try await office()
    let put = try await office.send(.put, "/own/locations/DE/NVO/L1", location())
    #expect(put.response.status.isSuccess, "\(String(decoding: put.response.body, as: UTF8.self))")
    let evse = try #require(try await stored(office)["evses"]?[0])
    #expect(evse["uid"]?.string == "NVO-1" && evse["evse_id"]?.string == "DE*NVO*E9")
    #expect(evse["connectors"]?[0]?["id"]?.string == "1")
    let back = try JSON.parse(try await office.send(.get, "/own/locations/DE/NVO/L1").response.body)
    #expect(back["evses"]?[0]?["uid"]?.string == "4711")
    #expect(back["evses"]?[0]?["connectors"]?[0]?["id"]?.string == "7")
    let line = location("CHARGING").replacing("\n", with: " ").replacing(
      "\"last_updated\":\"2026-01-01T00:00:00Z\"}]", with: "\"last_updated\":\"2026-01-02T00:00:00Z\"}]")
    let imported = try await office.send(.post, "/own/import?module=locations", line)
    #expect(try JSON.parse(imported.response.body)["accepted"]?.int == 1)
    #expect(try await stored(office)["evses"]?.elements?.count == 1, "the same EVSE, not a second one")
    #expect(try await stored(office)["evses"]?[0]?["status"]?.string == "CHARGING")
    await office.stop()
  }

  @Test("parts are addressed, changed and read under own ids")
  func parts() async throws {
    let office = try await office()
    _ = try await office.send(.put, "/own/locations/DE/NVO/L1", location())
    let place = "/own/locations/DE/NVO/L1/4711"
    let patched = try await office.send(.patch, place, #"{"status":"BLOCKED"}"#)
    #expect(patched.response.status == .ok)
    #expect(try await stored(office)["evses"]?[0]?["status"]?.string == "BLOCKED")
    let wider = try await office.send(.patch, place + "/7", #"{"id":"7","max_amperage":16}"#)
    #expect(wider.response.status == .ok, "\(String(decoding: wider.response.body, as: UTF8.self))")
    #expect(try await stored(office)["evses"]?[0]?["connectors"]?[0]?["max_amperage"]?.int == 16)
    let connector = try JSON.parse(try await office.send(.get, place + "/7").response.body)
    #expect(connector["id"]?.string == "7" && connector["max_amperage"]?.int == 16)
    #expect(try JSON.parse(try await office.send(.get, place).response.body)["uid"]?.string == "4711")
    await office.stop()
  }

  @Test("a session names its EVSE under own ids, and is kept under the others")
  func sessions() async throws {
    let office = try await office()
    let session = """
      {"country_code":"DE","party_id":"NVO","id":"S1","start_date_time":"2026-01-01T00:00:00Z","kwh":1.5,
       "cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04AB12","type":"RFID","contract_id":"NL-ACM-C1"},
       "auth_method":"WHITELIST","location_id":"L1","evse_uid":"4711","connector_id":"7","currency":"EUR",
       "status":"ACTIVE","last_updated":"2026-01-01T00:00:00Z"}
      """
    let put = try await office.send(.put, "/own/sessions/DE/NVO/S1", session)
    #expect(put.response.status.isSuccess, "\(String(decoding: put.response.body, as: UTF8.self))")
    let row = try await office.commons.store.read { tx in
      try tx.own.object("sessions", ObjectKey(country: "DE", party: "NVO", id: "S1"))
    }
    let kept = try JSON.parse(try #require(row).body.bytes)
    #expect(kept["evse_uid"]?.string == "NVO-1" && kept["connector_id"]?.string == "1")
    let changed = try await office.send(.patch, "/own/sessions/DE/NVO/S1", #"{"evse_uid":"4711","kwh":2}"#)
    #expect(changed.response.status.isSuccess, "\(String(decoding: changed.response.body, as: UTF8.self))")
    let back = try JSON.parse(try await office.send(.get, "/own/sessions/DE/NVO/S1").response.body)
    #expect(back["evse_uid"]?.string == "4711" && back["connector_id"]?.string == "7")
    await office.stop()
  }

  @Test("a CDR names its EVSE under own ids, is kept under the others, and read back under own ids")
  func cdrs() async throws {
    let office = try await office()
    let own = HistorySample.cdr().replacing("\"evse_uid\":\"E1\"", with: "\"evse_uid\":\"4711\"")
      .replacing("\"connector_id\":\"1\"", with: "\"connector_id\":\"7\"")
    let post = try await office.send(.post, "/own/cdrs", own)
    #expect(post.status == 201, "\(post.text)")
    let row = try await office.commons.store.read { tx in
      try tx.own.object("cdrs", ObjectKey(country: "DE", party: "NVO", id: "C1"))
    }
    let place = try JSON.parse(try #require(row).body.bytes)["cdr_location"]
    #expect(place?["evse_uid"]?.string == "NVO-1" && place?["connector_id"]?.string == "1")
    #expect(place?["evse_id"]?.string == "DE*NVO*E9")
    let back = try await office.send(.get, "/own/cdrs").json[0]?["cdr_location"]
    #expect(back?["evse_uid"]?.string == "4711" && back?["connector_id"]?.string == "7")
    let again = try await office.send(.post, "/own/cdrs", own)
    #expect(again.status == 200 && again.json["outcome"]?.string == "unchanged", "\(again.text)")
    await office.stop()
  }

  @Test(
    "what a partner commands reaches the platform under its own ids; what it tells of itself is left alone")
  func commands() async throws {
    let office = try await office()
    let object = JSONText(Array(#"{"location_id":"L1","evse_uid":"NVO-1","connector_id":"1"}"#.utf8))
    try await office.commons.store.write { tx in
      try tx.events.append(
        Event(
          type: "ask", partner: "acme", module: "commands", id: "c1", change: "command", object: object,
          askID: "a1"))
      try tx.events.append(
        Event(
          type: "session", partner: "acme", module: "sessions", id: "s1", change: "created", object: object))
    }
    let events = try JSON.parse(try await office.send(.get, "/events?after=0").response.body)["events"]?
      .elements
    let ask = events?.first { $0["ask_id"]?.string == "a1" }
    #expect(ask?["object"]?.text == #"{"location_id":"L1","evse_uid":"4711","connector_id":"7"}"#)
    #expect(events?.first { $0["id"]?.string == "s1" }?["object"]?["evse_uid"]?.string == "NVO-1")
    await office.stop()
  }

  @Test("a fleet whose mapping contradicts itself does not start")
  func broken() async throws {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.write("mapping.csv", Array("csms_evse,evse_uid\n1,A\n2,A\n".utf8))
    #expect(throws: LoadedFleet.Unusable.self) { try LoadedFleet.read(fleet.folder) }
    fleet.remove()
  }
}
