import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct SessionsReceiverTests {
  private let place = "sessions/DE/NVO/S1"
  private let first = HistorySample.period("2026-01-01T09:00:00Z")
  private let second = HistorySample.period("2026-01-01T09:30:00Z", "2.5")

  private func patch(_ members: String, at time: String = "2026-01-01T11:00:00Z") -> String {
    "{\(members)\"last_updated\":\"\(time)\"}"
  }

  private func starts(_ bench: PushBench) async throws -> [String] {
    let session = try await bench.send(.get, place).data
    return session?["charging_periods"]?.elements?.compactMap { $0["start_date_time"]?.string } ?? []
  }

  @Test("SES-02 SES-14 a session is put, shown as it came, and has neither POST nor DELETE")
  func put() async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.get, place).http == 404, "TR-22")
    #expect(try await bench.send(.put, place, HistorySample.session()).http == 201)
    let shown = try await bench.send(.get, place)
    #expect(try shown.data == JSON.parse(HistorySample.session()))
    #expect(shown.data?["kwh"]?.numberText == "1.50")
    #expect(shown.data?["total_cost"] == nil, "unknown is not free of charge")
    #expect(try await bench.send(.post, "sessions", HistorySample.session()).http == 405)
    #expect(try await bench.send(.delete, place).http == 405)
    #expect(try bench.events() == ["sessions.changed S1 created"])
    await bench.stop()
  }

  @Test("SES-04 a PUT replaces the whole session, its periods too")
  func replace() async throws {
    let bench = try await PushBench.emsp()
    _ = try await bench.send(.put, place, HistorySample.session(periods: [first, second]))
    #expect(try await starts(bench).count == 2)
    let bare = HistorySample.session(kwh: "2", at: "2026-01-01T11:00:00Z")
    #expect(try await bench.send(.put, place, bare).http == 200)
    #expect(try await starts(bench).isEmpty)
    await bench.stop()
  }

  @Test("SES-05 TR-46 a PATCH appends its periods; an absent, empty or null list changes nothing")
  func append() async throws {
    let bench = try await PushBench.emsp()
    _ = try await bench.send(.put, place, HistorySample.session(periods: [first]))
    let more = patch("\"kwh\":4.0,\"charging_periods\":[\(second)],")
    for repeated in 1...2 {
      let answer = try await bench.send(.patch, place, more)
      #expect(answer.http == 200 && answer.ocpi == 1000)
      #expect(
        try await starts(bench) == ["2026-01-01T09:00:00Z", "2026-01-01T09:30:00Z"], "P-65 time \(repeated)")
    }
    for (minute, list) in ["", "\"charging_periods\":[],", "\"charging_periods\":null,"].enumerated() {
      let time = "2026-01-01T11:0\(minute + 1):00Z"
      #expect(
        try await bench.send(.patch, place, patch("\"kwh\":\(5 + minute),\(list)", at: time)).ocpi == 1000)
      #expect(try await starts(bench).count == 2)
    }
    let session = try await bench.send(.get, place).data
    #expect(session?["kwh"]?.numberText == "7" && session?["authorization_reference"]?.string == "REF-1")
    let bad = patch("\"charging_periods\":[{\"dimensions\":[]}],", at: "2026-01-01T11:09:00Z")
    let refused = try await bench.send(.patch, place, bad)
    #expect(refused.ocpi == 2001 && refused.message == "charging_periods[0].start_date_time is missing")
    await bench.stop()
  }

  @Test("SES-06 TR-47 only the session itself can be changed, and only with last_updated")
  func levels() async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.patch, place, patch("\"kwh\":2,")).http == 404)
    _ = try await bench.send(.put, place, HistorySample.session())
    #expect(try await bench.send(.patch, place + "/charging_periods", patch("")).http == 404)
    #expect(try await bench.send(.patch, place, "{\"kwh\":2}").message.contains("last_updated is missing"))
    #expect(try await bench.send(.patch, place, patch("\"id\":\"S2\",")).ocpi == 2001)
    #expect(try await bench.send(.put, "sessions/DE/NVO/S2", HistorySample.session()).ocpi == 2001, "TR-54")
    #expect(
      try await bench.send(.put, "sessions/DE/OTH/S1", HistorySample.session(party: "OTH")).http == 404,
      "TR-53")
    await bench.stop()
  }

  @Test("SES-08 nothing changes after COMPLETED: what comes later is refused, held and told once")
  func final() async throws {
    let bench = try await PushBench.emsp()
    let end = HistorySample.session(status: "COMPLETED", at: "2026-01-01T11:00:00Z")
    _ = try await bench.send(.put, place, HistorySample.session())
    #expect(try await bench.send(.patch, place, patch("\"status\":\"COMPLETED\",")).ocpi == 1000)
    #expect(try await bench.send(.put, place, end).ocpi == 1000, "the same once more")
    let late = patch("\"kwh\":9,", at: "2026-01-01T12:00:00Z")
    for _ in 1...2 {
      let answer = try await bench.send(.patch, place, late)
      #expect(answer.http == 200 && answer.ocpi == 2001 && answer.message.contains("COMPLETED"))
    }
    let other = HistorySample.session(status: "ACTIVE", at: "2026-01-01T12:00:00Z")
    #expect(try await bench.send(.put, place, other).ocpi == 2001)
    let old = try await bench.send(.put, place, HistorySample.session(kwh: "0.1", at: "2026-01-01T09:30:00Z"))
    #expect(old.ocpi == 1000 && old.message.contains("older"))
    #expect(try await bench.send(.get, place).data?["kwh"]?.numberText == "1.50")
    #expect(try bench.held().first?.findings.first?.code == "BR341")
    #expect(try bench.held().first?.count == 3)
    #expect(
      try bench.events() == [
        "sessions.changed S1 created", "sessions.changed S1 updated", "sessions.conflict S1 refused",
      ])
    await bench.stop()
  }

  @Test("X-44 periods of a 2.1.1 change replace when they begin like the stored ones, else they are appended")
  func silentVersion() throws {
    func change(_ starts: [String], _ version: OCPIVersion) throws -> [String] {
      let json: JSON = [
        "charging_periods": .array(try starts.map { try JSON.parse(HistorySample.period($0)) })
      ]
      let change = try SessionChange(json, version: version, context: WireContext())
      let known = ["2026-01-01T09:00:00Z", "2026-01-01T09:30:00Z"].compactMap { Timestamp(ocpi: $0) }
      return change.periods(after: known.map { ChargingPeriod(startDateTime: $0) })
        .map { "\($0.startDateTime)" }
    }
    let begin = "2026-01-01T09:00:00Z"
    #expect(try change([begin], .v2_1_1) == [begin])
    #expect(try change([begin], .v2_2_1).count == 2)
    #expect(try change(["2026-01-01T09:45:00Z"], .v2_1_1).count == 3)
    #expect(try change([], .v2_1_1).count == 2)
  }
}
