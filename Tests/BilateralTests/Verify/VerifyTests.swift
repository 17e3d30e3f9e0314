import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct VerifyTests {
  @Test("LOC-38 verify finds what was changed behind our back at the partner, and sends just that again")
  func threeChanged() async throws {
    let pair = try await SettledPair.start(locations: 40)
    let fine = try await pair.cpo.ask("/partners/acme/verify")
    #expect(fine["ok"]?.bool == true && fine["stale"]?.int == 0 && fine["exit"] == nil, "\(fine)")
    try await pair.emsp.platform.commons.store.write { tx in
      try tx.run(
        "UPDATE received SET hash = x'00', body = replace(body, 'AVAILABLE', 'CHARGING') WHERE object = 'L3'")
      try tx.run(
        "UPDATE received SET hash = x'00', body = replace(body, 'Hafen', 'Elsewhere') WHERE object = 'L7'")
      try tx.run("DELETE FROM received WHERE object = 'L9'")
    }
    let found = try await pair.cpo.ask("/partners/acme/verify")
    #expect(found["stale"]?.int == 3 && found["exit"]?.int == 1)
    let stale = found["modules"]?["locations"]?["stale"]?.elements ?? []
    #expect(stale.compactMap { $0["paths"]?[0]?.string }.sorted() == ["evses[0].status", "name"])
    #expect(stale.filter { $0["missing"]?.bool == true }.count == 1)
    let news = try await pair.emsp.platform.commons.store.read { tx in try tx.events.newest() }
    let sent = try await pair.cpo.ask("/partners/acme/verify", #"{"resend":true}"#)
    #expect(sent["exit"] == nil && sent["modules"]?["locations"]?["resent"]?.int == 3)
    try await pair.quiet(40)
    let again = try await pair.cpo.ask("/partners/acme/verify")
    #expect(again["stale"]?.int == 0)
    let events = try await pair.emsp.platform.commons.store.read { tx in
      try tx.events.list(after: news, limit: 100)
    }
    #expect(events.compactMap(\.event.id).sorted() == ["L3", "L7", "L9"])
    await pair.stop()
  }

  @Test("a sample is spread over all objects")
  func sample() async throws {
    let pair = try await SettledPair.start(locations: 40)
    let order = #"{"modules":["locations"],"sample":5}"#
    let answer = try await pair.cpo.ask("/partners/acme/verify", order)
    #expect(answer["modules"]?["locations"]?["same"]?.int == 5)
    #expect(answer["modules"]?["tariffs"] == nil)
    await pair.stop()
  }

  @Test(
    "two copies differ by what they say, not by how it is written",
    arguments: [
      (#"{"a":1.50,"b":[1,2]}"#, #"{"b":[1,2],"a":1.5}"#, []),
      (#"{"a":1,"last_updated":"x"}"#, #"{"a":1,"last_updated":"y"}"#, []),
      (#"{"a":{"b":[1,2]}}"#, #"{"a":{"b":[1,3]}}"#, ["a.b[1]"]),
      (#"{"a":[1]}"#, #"{"a":[1,2]}"#, ["a[1]"]), (#"{"a":null}"#, "{}", []),
      (#"{"a":1}"#, #"{"b":1}"#, ["a", "b"]), ("1", "2", ["the whole object"]),
    ] as [(String, String, [String])])
  func difference(_ ours: String, _ theirs: String, _ paths: [String]) throws {
    #expect(JSONDifference.paths(try JSON.parse(ours), try JSON.parse(theirs)) == paths)
  }
}
