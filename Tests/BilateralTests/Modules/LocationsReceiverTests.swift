import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct LocationsReceiverTests {
  private let place = "locations/DE/NVO/LOC1"
  private let old: Int64 = 1_700_000_000
  private let new: Int64 = 1_700_000_100

  private func status(_ status: String, _ seconds: Int64) -> String {
    "{\"status\":\"\(status)\",\"last_updated\":\"\(Timestamp(seconds: seconds))\"}"
  }

  @Test("LOC-02 TR-23 TR-45 a PUT creates with 201, replaces with 200, and GET shows what was sent")
  func put() async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.get, place).http == 404)
    let created = try await bench.send(.put, place, SampleLocation.json(1))
    #expect(created.http == 201 && created.ocpi == 1000)
    let replaced = try await bench.send(.put, place, SampleLocation.json(1, at: new, name: "Depot"))
    #expect(replaced.http == 200 && replaced.ocpi == 1000)
    #expect(try await bench.send(.get, place).data?["name"]?.string == "Depot 1")
    #expect(try await bench.send(.get, place + "/E1/1").data?["standard"]?.string == "IEC_62196_T2")
    #expect(try await bench.send(.get, place + "/E9").http == 404)
    #expect(try bench.events() == ["locations.changed LOC1 created", "locations.changed LOC1 updated"])
    await bench.stop()
  }

  @Test("P-62 an older object is ignored, answered with success, and changes nothing")
  func stale() async throws {
    let bench = try await PushBench.emsp()
    _ = try await bench.send(.put, place, SampleLocation.json(1, at: new))
    let stale = try await bench.send(.put, place, SampleLocation.json(1, at: old, name: "Old"))
    #expect(stale.http == 200 && stale.ocpi == 1000 && stale.message.contains("older"))
    let late = try await bench.send(.patch, place + "/E1", status("CHARGING", old))
    #expect(late.ocpi == 1000 && late.message.contains("older"))
    #expect(try await bench.send(.get, place).data?["name"]?.string == "Garage 1")
    #expect(try await bench.send(.get, place + "/E1").data?["status"]?.string == "AVAILABLE")
    await bench.stop()
  }

  @Test(
    "LOC-05 LOC-36 TR-46 a status PATCH of an EVSE changes it alone and lifts last_updated of its parents")
  func patchEVSE() async throws {
    let bench = try await PushBench.emsp()
    _ = try await bench.send(.put, place, SampleLocation.json(1))
    let answer = try await bench.send(.patch, place + "/E1", status("CHARGING", new))
    #expect(answer.http == 200 && answer.ocpi == 1000)
    let location = try #require(try await bench.send(.get, place).data)
    #expect(location["last_updated"]?.string == "\(Timestamp(seconds: new))")
    #expect(location["evses"]?[0]?["status"]?.string == "CHARGING")
    #expect(location["evses"]?[0]?["connectors"]?[0]?["last_updated"]?.string == "\(Timestamp(seconds: old))")
    #expect(location["name"]?.string == "Garage 1")
    #expect(try bench.events().last == "locations.changed LOC1 updated")
    await bench.stop()
  }

  @Test("TR-47 a PATCH without last_updated is refused with 2001 and the field's name")
  func patchWithoutTime() async throws {
    let bench = try await PushBench.emsp()
    _ = try await bench.send(.put, place, SampleLocation.json(1))
    for path in [place, place + "/E1", place + "/E1/1"] {
      let answer = try await bench.send(.patch, path, "{\"status\":\"CHARGING\"}")
      #expect(answer.http == 200 && answer.ocpi == 2001)
      #expect(answer.message.contains("last_updated is missing"))
    }
    #expect(try await bench.send(.patch, place, "{").http == 400, "TR-20")
    await bench.stop()
  }

  @Test("LOC-08 LOC-09 an unknown EVSE is created below a known location, below an unknown one there is 404")
  func putEVSE() async throws {
    let bench = try await PushBench.emsp()
    let evse = { (uid: String) in
      "{\"uid\":\"\(uid)\",\"status\":\"AVAILABLE\",\"connectors\":[{\"id\":\"1\",\"standard\":\"CHADEMO\","
        + "\"format\":\"CABLE\",\"power_type\":\"DC\",\"max_voltage\":400,\"max_amperage\":125,"
        + "\"last_updated\":\"2026-01-01T00:00:00Z\"}],\"last_updated\":\"2026-01-01T00:00:00Z\"}"
    }
    #expect(try await bench.send(.put, place + "/E7", evse("E7")).http == 404)
    #expect(try await bench.send(.patch, place + "/E7", status("CHARGING", new)).http == 404)
    _ = try await bench.send(.put, place, SampleLocation.json(1))
    #expect(try await bench.send(.patch, place + "/E7", status("CHARGING", new)).http == 404)
    #expect(try await bench.send(.put, place + "/E7", evse("E7")).http == 201)
    #expect(try await bench.send(.put, place + "/E7", evse("E7")).http == 200)
    #expect(try await bench.send(.put, place + "/E7", evse("E8")).ocpi == 2001, "TR-54")
    let location = try await bench.send(.get, place).data
    #expect(location?["evses"]?.elements?.count == 2)
    #expect(location?["last_updated"]?.string == "2026-01-01T00:00:00Z", "LOC-05")
    await bench.stop()
  }

  @Test("TR-53 TR-54 TR-55 S-11 what does not belong to the partner or to the address is refused")
  func ownership() async throws {
    let bench = try await PushBench.emsp()
    #expect(
      try await bench.send(.put, "locations/DE/OTH/LOC1", SampleLocation.json(1, party: "OTH")).http == 404)
    #expect(try await bench.send(.put, place, SampleLocation.json(2)).ocpi == 2001)
    #expect(try await bench.send(.put, place, SampleLocation.json(1, party: "OTH")).ocpi == 2001)
    #expect(try await bench.send(.post, place, SampleLocation.json(1)).http == 405, "TR-51")
    #expect(try await bench.send(.delete, place).http == 405, "LOC-06")
    #expect(try bench.events().isEmpty)
    await bench.stop()
  }

  @Test("a bad object is refused with its path and held, until a good one comes")
  func held() async throws {
    let bench = try await PushBench.emsp()
    let answer = try await bench.send(.put, place, SampleLocation.json(1, standard: nil))
    #expect(answer.http == 200 && answer.ocpi == 2001)
    #expect(answer.message == "evses[0].connectors[0].standard is missing")
    #expect(try bench.held().map(\.identity) == ["DE-NVO/LOC1"])
    #expect(try await bench.send(.put, place, SampleLocation.json(1)).http == 201)
    #expect(try bench.held().isEmpty)
    await bench.stop()
  }
}
