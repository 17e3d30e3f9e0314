import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite struct SenderListTests {
  private func house(_ more: String = Sample.discount) async throws -> PublishHouse {
    let house = try await PublishHouse(["acme": Sample.partner("acme", more)])
    try await house.register("acme")
    return house
  }

  @Test(
    "TR-28 TR-33 TR-34 TR-35 TR-36 TR-38 TR-42 a list walked page by page is what the partner may see, oldest first"
  )
  func walk() async throws {
    let house = try await house()
    let open = (0..<23).map { Sample.location("L\($0)", at: house.clock.now) }
    let shut = (0..<5).map { Sample.location("S\($0)", at: house.clock.now, publish: false) }
    try await house.put("locations", open + shut)
    try await house.settle("acme")
    var seen: [String] = []
    var next: String? = "locations?limit=7"
    while let target = next {
      let answer = try await house.get(target, as: "acme")
      #expect(answer.http.fields["X-Total-Count"] == "23")
      #expect(answer.http.fields["X-Limit"] == "7")
      seen += answer.ids
      let link = answer.http.fields[.link].flatMap(LinkHeader.next)
      if let link { #expect(link.hasPrefix("https://volt.example/ocpi/2.2.1/sender/locations?")) }
      next = link.map { String($0.drop { $0 != "?" }) }.map { "locations" + $0 }
    }
    #expect(seen == open.map(\.key.id))
    house.close()
  }

  @Test(
    "TR-29 TR-30 TR-41 decision 0001: the window takes what changed or was published in it, and repeats its bounds in the link"
  )
  func window() async throws {
    let house = try await house()
    let start = house.clock.now
    let old = start.adding(seconds: -90_000)
    try await house.put("locations", [Sample.location("OLD", at: old)])
    try await house.settle("acme")
    #expect(try await house.get("locations?date_from=\(start)", as: "acme").ids == ["OLD"])
    house.clock.advance(seconds: 10)
    let second = house.clock.now
    #expect(try await house.get("locations?date_from=\(second)", as: "acme").ids == [])
    try await house.put("locations", [Sample.location("A", at: second), Sample.location("B", at: second)])
    try await house.settle("acme")
    let page = try await house.get("locations?date_from=\(second)&limit=1", as: "acme")
    #expect(page.ids == ["A"])
    #expect(page.http.fields["X-Total-Count"] == "2")
    let from = HTTPURL.encoded("\(second)")
    #expect(try #require(page.http.fields[.link]).contains("date_from=\(from)"))
    #expect(try await house.get("locations?date_to=\(second)", as: "acme").ids == ["OLD"])
    let empty = try await house.get("locations?date_from=2030-01-01T00:00:00Z", as: "acme")
    #expect(empty.http.fields["X-Total-Count"] == "0")
    #expect(empty.envelope.data?.kind == .array)
    house.close()
  }

  @Test("TR-21 a parameter that cannot be read is answered with 2001")
  func malformed() async throws {
    let house = try await house()
    let wrong = [
      "offset=-1", "offset=x", "limit=0", "limit=99999999999999999999", "date_from=yesterday", "date_to=",
    ]
    for query in wrong {
      let answer = try await house.get("locations?\(query)", as: "acme")
      #expect(answer.http.status == .ok, "\(query)")
      #expect(answer.envelope.status == .invalidParameters, "\(query)")
    }
    house.close()
  }

  @Test("LOC-01 LOC-03 TR-22 one location, EVSE and connector; what is not shared is not found")
  func single() async throws {
    let house = try await house()
    try await house.put(
      "locations",
      [
        Sample.location("L1", at: house.clock.now),
        Sample.location("HID", at: house.clock.now, publish: false),
      ])
    try await house.settle("acme")
    let connector = try await house.get("locations/l1/L1-0/1", as: "acme")
    #expect(connector.envelope.data?["standard"]?.string == "IEC_62196_T2")
    #expect(try await house.get("locations/L1/L1-0", as: "acme").envelope.data?["uid"]?.string == "L1-0")
    #expect(try await house.get("locations/L1", as: "acme").envelope.data?["id"]?.string == "L1")
    for path in ["locations/HID", "locations/L1/L1-9", "locations/L1/L1-0/2", "locations/L1/L1-0/1/x"] {
      #expect(try await house.get(path, as: "acme").http.status == .notFound, "\(path)")
    }
    #expect(try await house.get("locations", as: "acme", method: .put).http.status == .methodNotAllowed)
    house.close()
  }

  @Test("X-32 what was shown and is withheld is gone from the list and stands as REMOVED in the next window")
  func withdrawn() async throws {
    let house = try await house()
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, powers: [22, 150])])
    try await house.settle("acme")
    house.clock.advance(seconds: 60)
    let moment = house.clock.now
    try await house.put("locations", [Sample.location("L1", at: moment, publish: false, powers: [22, 150])])
    try await house.settle("acme")
    #expect(try await house.get("locations", as: "acme").ids == [])
    let answer = try await house.get("locations?date_from=\(moment)", as: "acme")
    let evses = try #require(answer.envelope.data?.elements.first { _ in true }?["evses"])
    #expect(evses.elements.map { $0["status"]?.string } == ["REMOVED", "REMOVED"])
    #expect(answer.envelope.data?[0]?["name"] == nil)
    house.close()
  }

  @Test("TOK-01 TOK-04 TOK-06 tokens: the filter, the type parameter, and what was taken back is invalid")
  func tokens() async throws {
    let house = try await house("[share.tokens]\ntypes = [\"RFID\"]\n")
    let now = house.clock.now
    try await house.put(
      "tokens", [Sample.token("T1", at: now), Sample.token("T1", at: now, type: "APP_USER")])
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids == ["T1"])
    #expect(try await house.get("tokens/T1", as: "acme").envelope.data?["type"]?.string == "RFID")
    #expect(try await house.get("tokens/T1?type=APP_USER", as: "acme").http.status == .notFound)
    #expect(try await house.get("tokens/T1/authorize", as: "acme").http.status == .methodNotAllowed)
    house.clock.advance(seconds: 5)
    let later = house.clock.now
    let key = Sample.token("T1", at: now).key
    try await house.commons.store.write { tx in _ = try tx.own.delete("tokens", key, at: later) }
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids == [])
    let window = try await house.get("tokens?date_from=\(later)", as: "acme")
    #expect(window.envelope.data?[0]?["valid"]?.bool == false)
    house.close()
  }

  @Test("nothing is shown before terms were applied, nor to a partner that has not registered")
  func nothingApplied() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)])
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    let rows = try await house.commons.store.read { tx in
      (try tx.views.count("locations", for: "acme"), try tx.publishedTariffs.all(for: "acme").count)
    }
    #expect(rows == (0, 0))
    house.close()
  }
}
