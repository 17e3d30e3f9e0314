import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

@Suite struct SessionsPushTests {
  private let first = HistorySample.period("2026-01-01T09:00:00Z")
  private let second = HistorySample.period("2026-01-01T09:30:00Z", "2.5")
  private let long = HistorySample.period("2026-01-01T09:00:00Z", "1.6")

  @Test(
    "SES-03 SES-05 SES-16 TR-47 a session is put, then each change is a PATCH with what changed and the new periods"
  )
  func life() async throws {
    let pair = try await HistoryPair()
    #expect(try await pair.put(HistorySample.session(periods: [first])).status == 201)
    let put = try #require(pair.partner.take().first)
    #expect(put.method == "PUT" && put.name == "sessions/DE/NVO/S1")
    #expect(try put.body == JSON.parse(HistorySample.session(periods: [first])))
    #expect(put.body?["total_cost"] == nil, "SES-14")
    let change = "{\"kwh\":4.0,\"charging_periods\":[\(second)],\"last_updated\":\"2026-01-01T11:00:00Z\"}"
    #expect(try await pair.patch(change).status == 200)
    let patch = try #require(pair.partner.take().first)
    #expect(patch.method == "PATCH" && patch.name == "sessions/DE/NVO/S1")
    #expect(try patch.body == JSON.parse(change))
    #expect(try await pair.patch(change).json["outcome"]?.string == "unchanged")
    #expect(pair.partner.take().isEmpty)
    let end = "{\"status\":\"COMPLETED\",\"end_date_time\":\"2026-01-01T11:30:00Z\"}"
    #expect(try await pair.patch(end).status == 200)
    let last = try #require(pair.partner.take().first)
    #expect(last.body?["status"]?.string == "COMPLETED" && last.body?["last_updated"] != nil)
    #expect(last.body?["charging_periods"] == nil)
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("SES-04 TR-49 periods that changed after they were told, and what went away, are told by PUT")
  func whole() async throws {
    let pair = try await HistoryPair()
    let reading = "\"meter_id\":\"M1\","
    _ = try await pair.put(HistorySample.session(periods: [first], more: reading))
    _ = try await pair.put(HistorySample.session(periods: [long], at: "2026-01-01T10:10:00Z", more: reading))
    _ = try await pair.put(HistorySample.session(periods: [long, second], at: "2026-01-01T10:20:00Z"))
    _ = try await pair.put(HistorySample.session(at: "2026-01-01T10:30:00Z"))
    #expect(pair.partner.take().map(\.method) == ["PUT", "PUT", "PUT", "PUT"])
    await pair.close()
  }

  @Test("P-64 a PATCH of a session that the partner does not know becomes a PUT")
  func unknown() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.put(HistorySample.session())
    pair.partner.answer { $0.method == "PATCH" ? (.notFound, .unknownLocation) : (.ok, .success) }
    _ = try await pair.patch("{\"kwh\":3}")
    #expect(pair.partner.take().map(\.method) == ["PUT", "PATCH", "PUT"])
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("SES-07 SES-05 periods are patched in where that is defined, and put where it is not")
  func versions() throws {
    let old = try JSON.parse("{\"kwh\":1,\"charging_periods\":[\(first)]}")
    let new = try JSON.parse("{\"kwh\":2,\"charging_periods\":[\(first),\(second)],\"last_updated\":\"t\"}")
    let less = try JSON.parse("{\"kwh\":2,\"charging_periods\":[\(first)],\"last_updated\":\"t\"}")
    func change(_ version: OCPIVersion, to body: JSON) throws -> SessionCopy.Change {
      let copy = try #require(SessionCopy(text: SessionCopy(of: old, version: version).text))
      return copy.change(to: body, version: version)
    }
    let part = Array("{\"kwh\":2,\"charging_periods\":[\(second)],\"last_updated\":\"t\"}".utf8)
    #expect(try change(.v2_2_1, to: new) == .part(part))
    #expect(try change(.v2_1_1, to: new) == .whole)
    #expect(try change(.v2_1_1, to: less) == .part(Array("{\"kwh\":2,\"last_updated\":\"t\"}".utf8)))
    #expect(try change(.v2_2_1, to: old) == .nothing)
    #expect(SessionCopy(of: old, version: .v2_1_1).change(to: new, version: .v2_2_1) == .whole)
  }

  @Test("SES-01 TR-32 TR-42 SES-17 each partner lists and gets its own drivers' sessions, from a date on")
  func owners() async throws {
    let other = Sample.partner("zebra", party: "NL-ZEB")
    let scsp = Sample.partner("smart", party: "NL-SCP", "[share]\nsessions = \"all\"\n")
      .replacing("\"NL-SCP:EMSP\", \"NL-SCP:CPO\"", with: "\"NL-SCP:SCSP\"")
    let pair = try await HistoryPair(others: ["zebra": other, "smart": scsp])
    for id in ["zebra", "smart"] { try await pair.house.register(id) }
    _ = try await pair.put(HistorySample.session())
    let foreign = HistorySample.session("S2").replacing("\"ACM\"", with: "\"ZEB\"")
    #expect(try await pair.put(foreign, "S2").status == 201)
    for id in ["zebra", "smart"] { try await pair.house.settle(id) }
    #expect(pair.partner.take().map(\.name) == ["sessions/DE/NVO/S1"])
    let from = "sessions?date_from=2026-01-01T00:00:00Z"
    #expect(try await pair.house.get(from, as: "acme").ids == ["S1"])
    #expect(try await pair.house.get(from, as: "zebra").ids == ["S2"])
    #expect(try await pair.house.get(from, as: "smart").ids == ["S1", "S2"])
    #expect(
      try await pair.house.get(
        "sessions?date_from=2026-01-01T10:00:00.001Z&date_to=2026-01-02T00:00:00Z", as: "acme"
      ).ids == [])
    let dateless = try await pair.house.get("sessions", as: "acme")
    #expect(dateless.http.status.code == 200 && dateless.envelope.status.rawValue == 2001)
    #expect(try await pair.house.get("sessions/S1", as: "acme").envelope.data?["id"]?.string == "S1")
    #expect(try await pair.house.get("sessions/S2", as: "acme").http.status.code == 404)
    let preferences = try await pair.house.get("sessions/S1/charging_preferences", as: "acme", method: .put)
    #expect(preferences.http.status.code == 405, "until they are built")
    await pair.close()
  }

  @Test("SES-08 our own session is final once COMPLETED: changed, put or taken back it is a 409")
  func final() async throws {
    let pair = try await HistoryPair()
    let end = HistorySample.session(status: "COMPLETED")
    _ = try await pair.put(end)
    #expect(try await pair.put(end).json["outcome"]?.string == "unchanged")
    let put = try await pair.put(HistorySample.session(kwh: "9"))
    #expect(put.status == 409 && put.json["error"]?["code"]?.string == "BR342")
    #expect(try await pair.patch("{\"kwh\":9}").status == 409)
    #expect(try await pair.house.office(.delete, "/own/sessions/DE/NVO/S1").status == 409)
    #expect(pair.partner.take().count == 1)
    await pair.close()
  }

  @Test("SES-22 a session that our platform takes back is told as INVALID")
  func invalid() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.put(HistorySample.session())
    _ = pair.partner.take()
    #expect(try await pair.house.office(.delete, "/own/sessions/DE/NVO/S1").status == 200)
    try await pair.tell()
    let told = try #require(pair.partner.take().first)
    #expect(told.name == "sessions/DE/NVO/S1" && told.body?["status"]?.string == "INVALID")
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test(
    "SES-09 SES-10 SES-12 CMD-23 a reservation has no EVSE yet; it begins, with its EVSE, when charging begins"
  )
  func reservation() async throws {
    let pair = try await HistoryPair()
    let open = HistorySample.session(status: "RESERVATION").replacing("\"E1\"", with: "\"#NA\"")
      .replacing("\"connector_id\":\"1\"", with: "\"connector_id\":\"#NA\"")
    #expect(try await pair.put(open).status == 201)
    let early = try await pair.patch("{\"status\":\"ACTIVE\",\"last_updated\":\"2026-01-01T10:30:00Z\"}")
    #expect(early.status == 422 && early.json["error"]?["path"]?.string == "evse_uid")
    let begin = """
      {"status":"ACTIVE","evse_uid":"E1","connector_id":"1","last_updated":"2026-01-01T10:30:00Z"}
      """
    #expect(try await pair.patch(begin).status == 200)
    let messages = pair.partner.take()
    #expect(messages.map { $0.body?["status"]?.string } == ["RESERVATION", "ACTIVE"])
    #expect(messages.last?.body?["start_date_time"]?.string == "2026-01-01T10:30:00Z")
    #expect(messages.last?.body?["evse_uid"]?.string == "E1")
    await pair.close()
  }

  @Test("SES-11 SES-15 the reference of the authorisation goes out as it is, energy in Wh does not")
  func content() async throws {
    let pair = try await HistoryPair()
    let watts = try await pair.put(HistorySample.session(kwh: "1500", periods: [first]))
    #expect(watts.status == 422 && watts.json["error"]?["path"]?.string == "kwh")
    #expect(try await pair.put(HistorySample.session(periods: [first])).status == 201)
    let told = pair.partner.take()
    #expect(told.map { $0.body?["authorization_reference"]?.string } == ["REF-1"])
    #expect(told.first?.body?["kwh"]?.numberText == "1.50")
    await pair.close()
  }
}
