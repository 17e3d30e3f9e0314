import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTesting
import Testing

@Suite struct CoverageTests {
  /// The answer of the control route, asked as without a runtime.
  private func coverage(_ house: PublishHouse, _ query: String = "items=all") async throws -> JSON {
    let resting = try await RestingPlatform.open(house.folder, surroundings: .system(log: .silent))
    defer { resting.close() }
    let (status, body) = try await resting.get("/partners/acme/coverage?\(query)")
    #expect(status == 200)
    return try JSON.parse(body)
  }

  private func reasons(_ answer: JSON) -> [String] {
    (answer["evses"]?["reasons"]?.elements ?? []).map { reason in
      "\(reason["count"]?.int ?? 0) \(reason["reason"]?.string ?? "")"
    }
  }

  private func item(_ uid: String, _ answer: JSON) throws -> JSON {
    try #require(answer["items"]?.elements?.first { $0["uid"]?.string == uid })
  }

  private static let push = "[sync.locations]\nmode = \"push\"\n"

  @Test("each EVSE is seen, or told with the rule that hides it")
  func rules() async throws {
    let terms =
      Self.push + "[share]\ncountries = [\"DE\"]\npower_min = \"50 kW\"\nevse_ids = [\"DE*NVO*E*\"]\n"
      + "test_locations = [\"T*\"]\n"
    let house = try await PublishHouse([
      "acme": Sample.partner("acme", terms).replacing("status = \"test\"", with: "status = \"suspended\"")
    ])
    try await house.register("acme")
    let now = house.clock.now
    try await house.put(
      "locations",
      [
        Sample.location("L1", at: now, powers: [22, 150]),
        Sample.location("L2", at: now, publish: false, powers: [150, 150]),
        Sample.location("L3", at: now, country: "NLD", powers: [150]),
        Sample.location("L4", at: now, party: "OTH", powers: [150]),
        Sample.location("T5", at: now, powers: [150]),
        Sample.location("L6", at: now, powers: [150], statuses: ["REMOVED"]),
      ])
    try await house.put("tokens", [Sample.token("A", at: now)])
    try await house.settle("acme")
    let answer = try await coverage(house)
    #expect(answer["evses"]?["total"]?.int == 7)
    #expect(
      reasons(answer) == [
        "2 not published", "1 country not shared", "1 for tests only", "1 nothing flows",
        "1 operator not among our roles", "1 power not shared",
      ])
    #expect(try item("L1-0", answer)["path"] == "share.power_min")
    #expect(try item("L1-1", answer)["reason"] == "nothing flows")
    #expect(answer["tokens"]?["total"]?.int == 1)
    let some = try await coverage(house, "items=all&evse=DE*NVO*EL1*")
    #expect(some["items"]?.elements?.count == 2 && some["evses"]?["total"]?.int == 2)
    #expect(try await coverage(house, "items=none")["items"]?.elements?.isEmpty == true)
    house.close()
  }

  @Test("what was delivered is seen; what was refused or waits is told with error, hint and age")
  func deliveries() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Self.push)])
    try await house.register("acme", receiver: "https://acme.example/ocpi")
    let now = house.clock.now
    try await house.put("locations", ["L1", "L2", "L3"].map { Sample.location($0, at: now) })
    try await house.settle("acme")
    try await house.commons.store.write { tx in
      for row in try tx.outbox.take("locations", for: "acme", limit: 2) {
        if row.key.id == "L1" {
          let hash = try tx.views.view(of: "locations", row.key, for: "acme")?.hash
          try tx.views.acknowledge("locations", row.key, by: "acme", hash: hash)
          try tx.outbox.acknowledge(row.ticket)
        } else {
          try tx.outbox.park(row.ticket, error: "answered 400", hint: "ask the partner")
        }
      }
    }
    let answer = try await coverage(house)
    #expect(answer["evses"]?["seen"]?.int == 1)
    #expect(reasons(answer) == ["1 not yet told", "1 refused by the partner"])
    #expect(answer["evses"]?["without_tariff"]?.int == 1)
    let refused = try item("L2-0", answer)
    #expect(refused["detail"] == "answered 400" && refused["hint"] == "ask the partner")
    #expect(try item("L3-0", answer)["age_seconds"]?.int != nil)
    house.close()
  }

  @Test("nothing is seen before terms are applied, and what the version cannot say is told with its path")
  func obstacles() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Self.push)])
    let now = house.clock.now
    try await house.put("locations", [Sample.location("L1", at: now)])
    #expect(reasons(try await coverage(house)) == ["1 no terms applied"])
    try await house.register("acme")
    let location = Sample.location("L2", at: now)
    let broken = location.text.replacing("\"status\":\"AVAILABLE\",", with: "")
    try await house.put("locations", [Sample.Object(key: location.key, text: broken, at: now)])
    try await house.settle("acme")
    let answer = try await coverage(house)
    #expect(reasons(answer) == ["1 cannot be said in 2.2.1", "1 not yet told"])
    let unfit = answer["items"]?.elements?.first { $0["reason"] == "cannot be said in 2.2.1" }
    #expect(unfit?["detail"]?.string?.contains("evses[0].status") == true)
    house.close()
  }
}
