import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// One change of status on its way to all who may see the EVSE.
@Suite struct FanOutTests {
  /// A house with partners that see different EVSEs of the same locations.
  private struct Square {
    let house: PublishHouse
    let partners: [String: RecordingPartner]

    init(_ shares: [String: String]) async throws {
      var files: [String: String] = [:]
      for (place, id) in shares.keys.sorted().enumerated() {
        files[id] = Sample.partner(id, party: "NL-P0\(place)", shares[id] ?? "")
      }
      house = try await PublishHouse(files)
      var partners: [String: RecordingPartner] = [:]
      for id in shares.keys {
        let partner = RecordingPartner(on: house.platform.group)
        try partner.start()
        try await house.register(id, receiver: partner.base)
        partners[id] = partner
      }
      self.partners = partners
    }

    func settle() async throws {
      for id in partners.keys.sorted() {
        try await house.settle(id)
        try await house.deliver(id)
      }
    }

    func said(_ id: String) -> [String] {
      (partners[id]?.take() ?? []).map { "\($0.method) \($0.name) \($0.body?["status"]?.string ?? "")" }
    }

    func close() async {
      for partner in partners.values { await partner.stop() }
      house.close()
    }
  }

  private static let everything = "[sync.locations]\ndebounce = \"0 s\"\n"
  private static let first = everything + "[share]\nevse_ids = [\"DE*NVO*EL1*0\", \"DE*NVO*EL10\"]\n"

  @Test("LOC-36 a change of status goes to those who see the EVSE, and no view is judged anew")
  func goesToThoseWhoSee() async throws {
    let square = try await Square(["acme": Self.everything, "beta": Self.first])
    let house = square.house
    let sample = Sample.location("L1", at: house.clock.now, powers: [22, 22])
    try await house.put("locations", [sample])
    try await square.settle()
    #expect(square.said("acme") == ["PUT locations/DE/NVO/L1 "])
    #expect(square.said("beta") == ["PUT locations/DE/NVO/L1 "])
    house.clock.advance(seconds: 60)
    let answer = try await house.office(
      .post, "/own/statuses?party=DE-NVO",
      """
      {"location":"L1","evse":"L1-1","status":"CHARGING"}
      {"location":"l1","evse":"l1-1","status":"CHARGING"}
      """)
    #expect(answer.status == 200)
    #expect(answer.json["accepted"]?.int == 1 && answer.json["unchanged"]?.int == 1)
    let row = try #require(
      try await house.commons.store.read { tx in try tx.own.object("locations", sample.key) })
    #expect(row.change > row.shape)
    try await square.settle()
    #expect(square.said("acme") == ["PATCH locations/DE/NVO/L1/L1-1 CHARGING"])
    #expect(square.said("beta") == [])
    house.clock.advance(seconds: 60)
    _ = try await house.office(
      .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"BLOCKED\"}\n")
    try await square.settle()
    #expect(square.said("acme") == ["PATCH locations/DE/NVO/L1/L1-0 BLOCKED"])
    #expect(square.said("beta") == ["PATCH locations/DE/NVO/L1/L1-0 BLOCKED"])
    let window = try await house.get("locations?date_from=\(house.clock.now)", as: "beta")
    #expect(window.ids == ["L1"], "who asks by date finds the change, too (TR-30)")
    #expect(window.envelope.data?[0]?["evses"]?.elements.map { $0["status"]?.string } == ["BLOCKED"])
    await square.close()
  }

  @Test(
    "LOC-04 a line of /own/statuses leaves what PATCH of the EVSE leaves",
    arguments: [
      #"{"status":"CHARGING"}"#, #"{"status":"CHARGING","last_updated":"2030-01-01T00:00:00Z"}"#,
      #"{"status":"CHARGING","last_updated":"2001-01-01T00:00:00Z"}"#, #"{"status":"REMOVED"}"#,
      #"{"status":"AVAILABLE"}"#,
    ])
  func sameAsPatch(_ change: String) async throws {
    let house = try await PublishHouse([:])
    for id in ["L1", "L2"] {
      let sample = Sample.location(id, at: house.clock.now, powers: [22, 22])
      _ = try await house.office(.put, "/own/locations/DE/NVO/\(id)", sample.text)
    }
    house.clock.advance(seconds: 60)
    _ = try await house.office(.patch, "/own/locations/DE/NVO/L1/L1-1", change)
    let line = #"{"location":"L2","evse":"L2-1","# + change.dropFirst()
    let answer = try await house.office(.post, "/own/statuses", line)
    #expect(answer.json["rejected"]?.int == 0)
    let patched = try await house.office(.get, "/own/locations/DE/NVO/L1").json
    let told = try await house.office(.get, "/own/locations/DE/NVO/L2").json
    #expect(told.text.replacing("L2", with: "L1") == patched.text)
    house.close()
  }

  @Test("a bad line of /own/statuses is told with its number and stops no other")
  func badLines() async throws {
    let house = try await PublishHouse([:])
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    let answer = try await house.office(
      .post, "/own/statuses",
      """
      {"location":"L9","evse":"L1-0","status":"CHARGING"}
      {"location":"L1","evse":"L1-7","status":"CHARGING"}

      {"location":"L1","evse":"L1-0","status":"BUSY"}
      nothing
      {"location":"L1","evse":"L1-0","status":"CHARGING","party":"FR-BLU"}
      {"location":"L1","evse":"L1-0"}
      {"location":"L1","evse":"L1-0","status":"CHARGING","last_updated":"soon"}
      {"location":"L1","evse":"L1-0","status":"CHARGING"}
      """)
    #expect(answer.json["accepted"]?.int == 1 && answer.json["rejected"]?.int == 7)
    let told = (answer.json["problems"]?.elements ?? []).map {
      "\($0["line"]?.int ?? 0) \($0["code"]?.string ?? "") \($0["path"]?.string ?? "")"
    }
    #expect(
      told.sorted() == [
        "1 BR404 ", "2 BR404 ", "4 BR422 status", "5 BW101 ", "6 BR422 party", "7 BR422 status",
        "8 BR422 last_updated",
      ])
    #expect(try await house.office(.post, "/own/statuses?party=FR-BLU").status == 404)
    house.close()
  }

  @Test("ruling 19 P-64 what comes while a PATCH is on its way follows it, and a refused PATCH becomes a PUT")
  func meanwhile() async throws {
    let square = try await Square(["acme": Self.everything])
    let house = square.house
    let partner = try #require(square.partners["acme"])
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await square.settle()
    _ = partner.take()
    house.clock.advance(seconds: 60)
    partner.meanwhile {
      house.clock.advance(seconds: 1)
      _ = try await house.office(
        .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"AVAILABLE\"}")
      while try await FanOut(house.commons).step() {}
    }
    _ = try await house.office(
      .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"CHARGING\"}")
    try await square.settle()
    #expect(
      square.said("acme") == [
        "PATCH locations/DE/NVO/L1/L1-0 CHARGING", "PATCH locations/DE/NVO/L1/L1-0 AVAILABLE",
      ])
    #expect(try await house.waiting("acme") == 0)
    partner.answer { $0.method == "PATCH" ? (.notFound, .unknownLocation) : (.ok, .success) }
    _ = try await house.office(
      .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"BLOCKED\"}")
    try await square.settle()
    let messages = partner.take()
    #expect(messages.map(\.method) == ["PATCH", "PUT"])
    #expect(messages.last?.body?["evses"]?[0]?["status"]?.string == "BLOCKED")
    #expect(try await house.waiting("acme") == 0)
    await square.close()
  }

  @Test("ruling 19 a state that the sender read ahead of the loop, and that went again, leaves nobody stale")
  func readAhead() async throws {
    let square = try await Square(["acme": Self.everything])
    let house = square.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await square.settle()
    _ = square.said("acme")
    let sender = OutboxSender(.locations, for: try house.link("acme"), house.commons)
    let charging = "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"CHARGING\"}"
    _ = try await house.office(.post, "/own/statuses", charging)
    while try await FanOut(house.commons).step() {}
    // Back again, and the sender looks before the loop does: nothing is to be told.
    _ = try await house.office(
      .post, "/own/statuses", charging.replacing("CHARGING", with: "AVAILABLE"))
    _ = try await sender.round()
    #expect(square.said("acme") == [])
    _ = try await house.office(.post, "/own/statuses", charging)
    try await square.settle()
    #expect(square.said("acme") == ["PATCH locations/DE/NVO/L1/L1-0 CHARGING"])
    await square.close()
  }

  @Test("S-12 other terms hide an EVSE before its status is sent: nothing of it is told but its removal")
  func hiddenMeanwhile() async throws {
    let square = try await Square(["beta": Self.everything])
    let house = square.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, powers: [22, 22])])
    try await square.settle()
    _ = square.said("beta")
    house.clock.advance(seconds: 60)
    _ = try await house.office(
      .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-1\",\"status\":\"CHARGING\"}")
    while try await FanOut(house.commons).step() {}
    try await house.apply("beta", party: "NL-P00", Self.first)
    try await house.deliver("beta")
    try await square.settle()
    #expect(square.said("beta").filter { $0.contains("L1-1") } == ["PATCH locations/DE/NVO/L1/L1-1 REMOVED"])
    house.clock.advance(seconds: 60)
    _ = try await house.office(
      .post, "/own/statuses",
      """
      {"location":"L1","evse":"L1-1","status":"BLOCKED"}
      {"location":"L1","evse":"L1-0","status":"BLOCKED"}
      """)
    try await square.settle()
    #expect(square.said("beta") == ["PATCH locations/DE/NVO/L1/L1-0 BLOCKED"])
    await square.close()
  }
}
