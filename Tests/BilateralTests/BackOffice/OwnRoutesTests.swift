import BilateralBase
import BilateralNet
import Testing

@Suite struct OwnRoutesTests {
  private let path = "/own/locations/DE/NVO/L1"

  @Test("an object is written once, repeated without effect, changed, read, deleted")
  func lifeOfALocation() async throws {
    let office = try await Office.start()
    let first = try await office.send(.put, path, OwnSample.location("L1"))
    #expect(first.status == 201)
    #expect(first.json["outcome"] == "created")
    let again = try await office.send(.put, path, OwnSample.location("L1", updated: "2026-02-01T00:00:00Z"))
    #expect(again.status == 200)
    #expect(again.json["outcome"] == "unchanged")
    let read = try await office.send(.get, path)
    #expect(read.json["id"] == "L1")
    #expect(read.json["country_code"] == "DE")
    #expect(try await office.send(.delete, path).json["outcome"] == "deleted")
    #expect(try await office.send(.get, path).status == 404)
    #expect(try await office.send(.delete, path).status == 404)
    #expect(try await office.send(.put, path, OwnSample.location("L1")).status == 201)
    await office.stop()
  }

  @Test("LOC-04 LOC-36 a status change of one EVSE raises the times of its parents")
  func statusOfAnEVSE() async throws {
    let office = try await Office.start()
    _ = try await office.send(.put, path, OwnSample.location("L1"))
    let change = #"{"status":"CHARGING","last_updated":"2026-03-01T00:00:00Z"}"#
    let patched = try await office.send(.patch, "\(path)/E1", change)
    #expect(patched.json["outcome"] == "changed")
    let location = try await office.send(.get, path).json
    #expect(location["last_updated"] == "2026-03-01T00:00:00Z")
    #expect(location["evses"]?[0]?["status"] == "CHARGING")
    #expect(location["evses"]?[0]?["connectors"]?[0]?["last_updated"] == "2026-01-01T00:00:00Z")
    #expect(try await office.send(.patch, "\(path)/E1", change).json["outcome"] == "unchanged")
    // Without a time of its own the change gets that of its arrival.
    _ = try await office.send(.patch, "\(path)/E1", #"{"status":"AVAILABLE"}"#)
    let now = try await office.send(.get, "\(path)/E1").json["last_updated"]?.string ?? ""
    #expect(now > "2026-03-01T00:00:00Z")
    await office.stop()
  }

  @Test("a change always carries a later time than the state before it")
  func timesGrow() async throws {
    let office = try await Office.start()
    _ = try await office.send(.put, path, OwnSample.location("L1", updated: "2026-02-01T00:00:00Z"))
    let older = OwnSample.location("L1", status: "BLOCKED", updated: "2025-01-01T00:00:00Z")
    #expect(try await office.send(.put, path, older).json["outcome"] == "changed")
    let stored = try await office.send(.get, path).json["last_updated"]?.string ?? ""
    #expect(stored > "2026-02-01T00:00:00Z")
    await office.stop()
  }

  @Test("EVSEs and connectors are put, changed and taken out of service")
  func parts() async throws {
    let office = try await Office.start()
    _ = try await office.send(.put, path, OwnSample.location("L1"))
    let second = try await office.send(.put, "\(path)/E1/2", OwnSample.connector("2"))
    #expect(second.json["outcome"] == "changed")
    let amps = try await office.send(.patch, "\(path)/E1/2", #"{"max_amperage":16}"#)
    #expect(amps.json["outcome"] == "changed")
    #expect(try await office.send(.get, "\(path)/E1/2").json["max_amperage"] == 16)
    #expect(try await office.send(.delete, "\(path)/E1/1").status == 200)
    #expect(try await office.send(.delete, "\(path)/E1/2").status == 409)
    #expect(try await office.send(.delete, "\(path)/E1").status == 200)
    #expect(try await office.send(.get, "\(path)/E1").json["status"] == "REMOVED")
    #expect(try await office.send(.get, "\(path)/E9").status == 404)
    #expect(try await office.send(.patch, "\(path)/E9", #"{"status":"CHARGING"}"#).status == 404)
    await office.stop()
  }

  @Test("TR-70 an object that partners could not take is refused with path, code and requirement")
  func refusals() async throws {
    let office = try await Office.start()
    let tooLong = OwnSample.location("L1").replacing("Hauptstr. 1", with: String(repeating: "x", count: 60))
    let length = try await office.send(.put, path, tooLong)
    #expect(length.status == 422)
    #expect(length.path == "address")
    #expect(length.code == "BW108")
    #expect(length.json["error"]?["help"] == "see requirement TR-70")
    let broken = OwnSample.location("L1").replacing("\"max_voltage\":230", with: "\"max_voltage\":\"much\"")
    #expect(try await office.send(.put, path, broken).path == "evses[0].connectors[0].max_voltage")
    #expect(try await office.send(.put, path, "{").status == 400)
    #expect(try await office.send(.put, path, OwnSample.location("L2")).status == 422)
    #expect(try await office.send(.put, "/own/locations/DE/XYZ/L1", OwnSample.location("L1")).status == 404)
    #expect(try await office.send(.patch, path, #"{"city":"Bonn"}"#).status == 404)
    _ = try await office.send(.put, path, OwnSample.location("L1"))
    #expect(try await office.send(.patch, path, #"{"id":"L7"}"#).status == 422)
    #expect(try await office.send(.patch, path, #"{"country":"nowhere at all"}"#).status == 422)
    await office.stop()
  }

  @Test("objects are answered in the version that the header asks for")
  func versions() async throws {
    let office = try await Office.start()
    _ = try await office.send(.put, path, OwnSample.location("L1"))
    let old = try await office.send(.get, path, fields: ["OCPI-Version": "2.1.1"])
    #expect(old.json["country_code"] == nil)
    #expect(old.json["postal_code"] != nil)
    let wrong = try await office.send(.get, path, fields: ["OCPI-Version": "9"])
    #expect(wrong.status == 400)
    #expect(wrong.path == "OCPI-Version")
    await office.stop()
  }

  @Test("TOK-03 TOK-04 tokens of one uid are told apart by their type")
  func tokensByType() async throws {
    let office = try await Office.start()
    let path = "/own/tokens/DE/NVO/04A1B2C3"
    _ = try await office.send(.put, path, OwnSample.token("04A1B2C3"))
    let app = OwnSample.token("04A1B2C3").replacing("RFID", with: "APP_USER")
    #expect(try await office.send(.put, path, app).status == 201)
    _ = try await office.send(.patch, path + "?type=APP_USER", #"{"valid":false}"#)
    #expect(try await office.send(.get, path).json["valid"] == true)
    #expect(try await office.send(.get, path + "?type=APP_USER").json["valid"] == false)
    await office.stop()
  }

  @Test("a list has a total, and a link while there is more")
  func lists() async throws {
    let office = try await Office.start()
    for number in 1...3 {
      _ = try await office.send(
        .put, "/own/locations/DE/NVO/L\(number)",
        OwnSample.location("L\(number)", updated: "2026-01-0\(number)T00:00:00Z"))
    }
    let page = try await office.send(.get, "/own/locations?limit=2")
    #expect(page.json.elements?.count == 2)
    #expect(page.response.fields["X-Total-Count"] == "3")
    #expect(page.response.fields[.link] == "</own/locations?offset=2&limit=2>; rel=\"next\"")
    let last = try await office.send(.get, "/own/locations?offset=2&limit=2")
    #expect(last.json.elements?.map { $0["id"] } == ["L3"])
    #expect(last.response.fields[.link] == nil)
    let recent = try await office.send(.get, "/own/locations?date_from=2026-01-02T00:00:00Z")
    #expect(recent.json.elements?.count == 2)
    #expect(try await office.send(.get, "/own/locations?limit=0").status == 400)
    #expect(try await office.send(.get, "/own/locations?date_from=yesterday").path == "date_from")
    await office.stop()
  }
}
