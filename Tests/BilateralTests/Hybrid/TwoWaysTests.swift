import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// What one partner sends on its own connection and through a hub is one entry.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TwoWaysTests {
  /// We are NL-ACM; the operator DE-NVO speaks to us itself and through a hub.
  private func stage(_ route: String = HybridSample.both) async throws -> HubStage {
    try await HubStage.start(
      us: ["NL-ACM:EMSP"], partners: ["hub": "NL-HUB:HUB", "volt": "DE-NVO:CPO"], more: ["volt": route])
  }

  /// Sends as the operator: on its own connection, or through the hub.
  private func send(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, by id: String, _ stage: HubStage
  ) async throws -> HubStage.Answer {
    try await stage.send(
      method, "/2.2.1/receiver/\(path)", body, as: id, from: "DE-NVO", to: "NL-ACM")
  }

  private func events(_ stage: HubStage) async throws -> [String] {
    let page = try await stage.office.send(.get, "/events").json["events"]?.elements ?? []
    return page.filter { $0["type"]?.string != "partner" }.map {
      "\($0["type"]?.string ?? "") \($0["id"]?.string ?? "") \($0["change"]?.string ?? "")"
    }
  }

  private func listed(_ module: String, _ stage: HubStage) async throws -> [JSON] {
    try await stage.office.send(.get, "/partners/volt/\(module)?origins=1").json.elements ?? []
  }

  @Test
  func `what a partner itself sends through the hub is its newest word, unless the file says what counts`()
    async throws
  {
    let stage = try await stage()
    let place = "locations/DE/NVO/L1"
    _ = try await send(.put, place, OwnSample.location("L1"), by: "volt", stage)
    let later = OwnSample.location("L1", status: "CHARGING", updated: "2026-02-01T00:00:00Z")
    let broadcast = try await stage.send(
      .put, "/2.2.1/receiver/\(place)", later, as: "hub", from: "NL-HUB", to: "NL-ACM")
    #expect(broadcast.ocpi == 1000)
    #expect(try await listed("locations", stage)[0]["object"]?["evses"]?[0]?["status"] == "AVAILABLE")
    let latest = OwnSample.location("L1", status: "CHARGING", updated: "2026-02-02T00:00:00Z")
    _ = try await send(.put, place, latest, by: "hub", stage)
    #expect(try await listed("locations", stage)[0]["object"]?["evses"]?[0]?["status"] == "CHARGING")
    await stage.stop()
  }

  @Test("P-120 a location that comes on both ways is one entry with both origins and one event")
  func location() async throws {
    let stage = try await stage(HybridSample.both + "on_duplicate = \"keep-direct\"\n")
    let place = "locations/DE/NVO/L1"
    #expect(try await send(.put, place, OwnSample.location("L1"), by: "hub", stage).http == 201)
    #expect(try await send(.put, place, OwnSample.location("L1"), by: "volt", stage).ocpi == 1000)
    let entries = try await listed("locations", stage)
    #expect(
      entries.count == 1 && entries[0]["origins"] == ["hub", "volt"] && entries[0]["partner"] == "volt")
    #expect(try await stage.office.send(.get, "/partners/hub/locations").json == [])
    let later = OwnSample.location("L1", status: "CHARGING", updated: "2026-02-01T00:00:00Z")
    #expect(try await send(.put, place, later, by: "hub", stage).ocpi == 1000)
    #expect(try await listed("locations", stage)[0]["object"]?["evses"]?[0]?["status"] == "AVAILABLE")
    #expect(try await events(stage) == ["locations.changed L1 created"])
    #expect(try await send(.put, place, later, by: "volt", stage).ocpi == 1000)
    #expect(try await events(stage).last == "locations.changed L1 updated")
    await stage.stop()
  }

  @Test("what one way takes back stands as long as the other way shows it")
  func tariff() async throws {
    let stage = try await stage()
    let place = "tariffs/DE/NVO/T1"
    #expect(try await send(.put, place, Self.tariff("T1", "0.50"), by: "volt", stage).http == 201)
    #expect(try await send(.put, place, Self.tariff("T1", "0.55"), by: "hub", stage).ocpi == 1000)
    #expect(try await send(.delete, place, by: "volt", stage).ocpi == 1000)
    let entries = try await listed("tariffs", stage)
    #expect(entries.map { $0["origins"] } == [["hub"]])
    #expect(
      try await events(stage) == ["tariffs.changed T1 created", "tariffs.changed T1 updated"])
    #expect(try await send(.delete, place, by: "hub", stage).ocpi == 1000)
    #expect(try await events(stage).last == "tariffs.changed T1 removed")
    #expect(try await listed("tariffs", stage).isEmpty)
    await stage.stop()
  }

  @Test("P-120 CDR-22 a CDR that comes on both ways counts once; another content for it is held and told")
  func cdr() async throws {
    let stage = try await stage()
    #expect(try await send(.post, "cdrs", HistorySample.cdr(), by: "hub", stage).ocpi == 1000)
    #expect(try await send(.post, "cdrs", HistorySample.cdr(), by: "volt", stage).ocpi == 1000)
    let entries = try await listed("cdrs", stage)
    #expect(entries.map { $0["origins"] } == [["hub", "volt"]])
    #expect(try await send(.post, "cdrs", HistorySample.cdr(cost: "11.00"), by: "volt", stage).ocpi == 2001)
    #expect(try await events(stage) == ["cdrs.changed C1 created", "cdrs.conflict C1 refused"])
    #expect(try await listed("cdrs", stage)[0]["object"]?["total_cost"]?["excl_vat"]?.numberText == "10.00")
    #expect(try await send(.post, "cdrs", HistorySample.cdr("C2"), by: "hub", stage).ocpi == 1000)
    #expect(try await events(stage).last == "cdrs.changed C2 created", "who tells of both himself means two")
    await stage.stop()
  }

  @Test("a CDR of the same charge under another id is kept beside its entry and told of")
  func twin() async throws {
    let stage = try await stage()
    #expect(try await send(.post, "cdrs", HistorySample.cdr(), by: "volt", stage).ocpi == 1000)
    let other = HistorySample.cdr("HUB-77").replacing("09:00:00", with: "08:58:01")
    #expect(try await send(.post, "cdrs", other, by: "hub", stage).ocpi == 1000)
    #expect(try await send(.post, "cdrs", other, by: "hub", stage).ocpi == 1000)
    #expect(try await events(stage) == ["cdrs.changed C1 created", "cdrs.duplicate HUB-77 beside"])
    let told = try await stage.office.send(.get, "/events").json["events"]?.elements?.last
    #expect(told?["object"]?["same_as"] == "C1" && told?["object"]?["code"] == "BR582")
    #expect(try await listed("cdrs", stage).count == 1)
    let later = HistorySample.cdr("HUB-78").replacing("09:00:00", with: "09:02:01")
    #expect(try await send(.post, "cdrs", later, by: "hub", stage).ocpi == 1000)
    #expect(try await events(stage).last == "cdrs.changed HUB-78 created")
    await stage.stop()
  }

  @Test("two short charges of one card, one after the other, are two, whatever ways tell of them")
  func shortOnes() async throws {
    let stage = try await stage()
    func cdr(_ id: String, _ start: String, _ end: String, _ energy: String) -> String {
      HistorySample.cdr(id, energy: energy).replacing("T09:00:00", with: "T\(start)")
        .replacing("T11:00:00", with: "T\(end)")
    }
    #expect(
      try await send(.post, "cdrs", cdr("C1", "09:00:00", "09:00:40", "0.1"), by: "volt", stage).ocpi == 1000)
    let next = cdr("HUB-1", "09:01:10", "09:31:10", "9.9")
    #expect(try await send(.post, "cdrs", next, by: "hub", stage).ocpi == 1000)
    let told = cdr("HUB-2", "09:00:50", "09:01:30", "0.1")
    #expect(try await send(.post, "cdrs", told, by: "hub", stage).ocpi == 1000)
    #expect(
      try await events(stage) == [
        "cdrs.changed C1 created", "cdrs.changed HUB-1 created", "cdrs.duplicate HUB-2 beside",
      ])
    await stage.stop()
  }

  @Test("what a hub carried is kept under the partner behind it, and found by the hub's name too")
  func logged() async throws {
    let stage = try await stage()
    #expect(try await send(.post, "cdrs", HistorySample.cdr(), by: "hub", stage).ocpi == 1000)
    let log = try #require(stage.office.side.platform.exchanges)
    var rows: [ExchangeRow] = []
    for id in ["volt", "hub"] {
      var filter = ExchangeFilter()
      filter.partner = id
      filter.module = "cdrs"
      for _ in 0..<1000 where rows.isEmpty {
        rows = (try? await log.list(filter, limit: 10)) ?? []
        if rows.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
      }
      #expect(rows.map(\.partner) == ["volt"] && rows.map(\.hub) == ["hub"])
      rows = []
    }
    await stage.stop()
  }

  @Test("a session goes on where its newest word stands, and is one under two ids")
  func session() async throws {
    let stage = try await stage()
    let place = "sessions/DE/NVO/S1"
    #expect(try await send(.put, place, HistorySample.session(), by: "volt", stage).http == 201)
    let other = HistorySample.session("HUB-9").replacing("09:00:00", with: "09:01:30")
    #expect(try await send(.put, "sessions/DE/NVO/HUB-9", other, by: "hub", stage).ocpi == 1000)
    let patch = #"{"kwh":7.5,"last_updated":"2026-01-01T10:30:00Z"}"#
    #expect(try await send(.patch, place, patch, by: "hub", stage).ocpi == 1000)
    #expect(try await listed("sessions", stage)[0]["object"]?["kwh"]?.numberText == "7.5")
    let end = HistorySample.session(status: "COMPLETED", kwh: "9.0", at: "2026-01-01T11:00:00Z")
    #expect(try await send(.put, place, end, by: "volt", stage).ocpi == 1000)
    #expect(try await send(.put, place, end, by: "hub", stage).ocpi == 1000)
    let entries = try await listed("sessions", stage)
    #expect(entries.count == 1 && entries[0]["object"]?["status"] == "COMPLETED")
    #expect(
      try await events(stage).filter { $0.contains("duplicate") } == ["sessions.duplicate HUB-9 beside"])
    await stage.stop()
  }

  @Test(
    "the card that counts is the one that authorises, by the file's precedence",
    arguments: [("keep-direct", true), ("keep-hub", false), ("newest", false)])
  func card(rule: String, allowed: Bool) async throws {
    let stage = try await HubStage.start(
      us: ["DE-NVO:CPO"], partners: ["hub": "NL-HUB:HUB", "acme": "NL-ACM:EMSP"],
      more: ["acme": HybridSample.both + "on_duplicate = \"\(rule)\"\n"])
    func put(_ valid: Bool, by id: String, at day: String) async throws -> Int {
      let token = HybridSample.of("NL-ACM", OwnSample.token("U1", valid: valid, whitelist: "ALWAYS"))
        .replacing("2026-01-01", with: day)
      return try await stage.send(
        .put, "/2.2.1/receiver/tokens/NL/ACM/U1", token, as: id, from: "NL-ACM", to: "DE-NVO"
      ).ocpi
    }
    #expect(try await put(true, by: "acme", at: "2026-01-01") == 1000)
    #expect(try await put(false, by: "hub", at: "2026-02-01") == 1000)
    let answer = try await stage.office.send(.post, "/partners/acme/authorize", #"{"uid":"U1"}"#)
    #expect(answer.json["allowed"] == .bool(allowed))
    await stage.stop()
  }

  @Test("P-127 two operators behind one hub both call their tariff 1: each CDR is re-rated by its owner's")
  func tariffsOfTwo() async throws {
    let stage = try await HubStage.start(
      us: ["NL-ACM:EMSP"], partners: ["hub": "NL-HUB:HUB"],
      files: [
        "volt": HybridSample.behind(id: "volt", role: "DE-NVO:CPO"),
        "blue": HybridSample.behind(id: "blue", role: "FR-BLU:CPO"),
      ])
    for (party, price) in [("DE-NVO", "0.50"), ("FR-BLU", "0.30"), ("SE-OTH", "0.40")] {
      let path = "/2.2.1/receiver/"
      let owner = party.replacing("-", with: "/")
      let place = OwnSample.location("HOME9").replacing(
        "\"max_voltage\"", with: "\"tariff_ids\":[\"1\"],\"max_voltage\"")
      func put(_ module: String, _ id: String, _ body: String) async throws -> Int {
        try await stage.send(
          .put, "\(path)\(module)/\(owner)/\(id)", HybridSample.of(party, body), from: party, to: "NL-ACM"
        ).ocpi
      }
      #expect(try await put("tariffs", "1", Self.tariff("1", price)) == 1000)
      #expect(try await put("locations", "HOME9", place) == 1000)
    }
    let tariffs = try await stage.office.send(.get, "/network/tariffs").json.elements ?? []
    #expect(tariffs.count == 3)
    for (party, id, cost) in [
      ("DE-NVO", "volt", "10.00"), ("FR-BLU", "blue", "6.00"), ("SE-OTH", "hub", "8.00"),
    ] {
      let cdr = HybridSample.of(party, HistorySample.cdr(cost: cost))
      let answer = try await stage.send(.post, "/2.2.1/receiver/cdrs", cdr, from: party, to: "NL-ACM")
      #expect(answer.ocpi == 1000)
      let owner = party.replacing("-", with: "/")
      let held = try await stage.office.send(.get, "/partners/\(id)/cdrs/\(owner)/C1")
      #expect(["exact", "explained"].contains(held.response.fields["X-Verdict"]), "\(party)")
      let why = try await stage.office.send(.get, "/partners/\(id)/cdrs/\(owner)/C1?explain=1").json
      #expect(why["ours"]?["net"]?.string == String(cost.prefix { $0 != "." }), "\(party)")
    }
    await stage.stop()
  }

  private static func tariff(_ id: String, _ price: String) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"\(id)","currency":"EUR","elements":[{"price_components":[\
    {"type":"ENERGY","price":\(price),"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
    """
  }
}
