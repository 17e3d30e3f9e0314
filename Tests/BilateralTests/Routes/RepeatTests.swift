import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// What was told on one way is told again, or taken back, when the way is another.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RepeatTests {
  private static let sell = "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"8 %\"\n"

  /// A route with a cut-over so many seconds from now.
  private static func moving(to kind: String, in seconds: Int64, from now: Timestamp) -> String {
    "kind = \"\(kind)\"\ncut_over = \(now.adding(seconds: seconds))\ncut_over_hold = \"1 h\"\n\(sell)"
  }

  /// A hub that stands in, an object told in that time, and the connection back.
  @Test func `what a hub was told while it stood in is told again on the connection, and nothing else`()
    async throws
  {
    let stage = try await WayStage("kind = \"direct-with-hub-fallback\"")
    let link = try stage.house.link("acme")
    try await stage.put("L1")
    try await stage.put("L2")
    _ = try await stage.sent()
    link.takeUpRoute(onHub: true)
    #expect(try await stage.sent().isEmpty, "an outage sends no whole network through the hub")
    try await stage.put("L1", status: "CHARGING")
    #expect(try await stage.sent() == ["hub PUT /in/locations/DE/NVO/L1 DE-NVO NL-ACM"])
    try await stage.put("L1", status: "BLOCKED")
    #expect(try await stage.sent() == ["hub PATCH /in/locations/DE/NVO/L1/L1-0 DE-NVO NL-ACM"])
    link.takeUpRoute(onHub: false)
    #expect(try await stage.sent() == ["direct PUT /in/locations/DE/NVO/L1 DE-NVO NL-ACM"])
    #expect(try await stage.sent().isEmpty)
    await stage.stop()
  }

  @Test(
    "P-120 at a cut-over every location, tariff and token is told again whole on the new way, once",
    arguments: [("direct", "hub", "direct"), ("hub", "direct", "hub")])
  func cutOver(kind: String, before: String, after: String) async throws {
    let stage = try await WayStage(Self.moving(to: kind, in: 3600, from: HandClock().now))
    try await stage.put("L1")
    try await stage.put("L2")
    try await stage.house.put("tokens", [Sample.token("C1", at: stage.house.clock.now)])
    let first = try await stage.sent()
    #expect(first.count == 4 && first.allSatisfy { $0.hasPrefix("\(before) PUT") }, "\(first)")
    stage.house.clock.advance(seconds: 3600)
    let again = try await stage.sent()
    #expect(again.sorted() == first.map { $0.replacing("\(before) ", with: "\(after) ") }.sorted())
    #expect(try await stage.sent().isEmpty)
    try await stage.put("L1", status: "CHARGING")
    #expect(try await stage.sent() == ["\(after) PATCH /in/locations/DE/NVO/L1/L1-0 DE-NVO NL-ACM"])
    await stage.stop()
  }

  @Test("P-120 LOC-06 what ends after a move is taken back on both ways, and on none twice")
  func removal() async throws {
    let stage = try await WayStage(Self.moving(to: "direct", in: 60, from: HandClock().now))
    try await stage.put("L1")
    try await stage.house.put("tokens", [Sample.token("C1", at: stage.house.clock.now)])
    _ = try await stage.sent()
    stage.house.clock.advance(seconds: 60)
    _ = try await stage.sent()
    try await stage.house.commons.store.write { tx in
      for (module, key) in [("locations", stage.key("L1")), ("tokens", stage.key("C1", "RFID"))] {
        _ = try tx.own.delete(module, key, at: stage.house.clock.now)
      }
    }
    let taken = try await stage.sent()
    let paths = ["PATCH /in/locations/DE/NVO/L1/L1-0", "PUT /in/tokens/DE/NVO/C1"]
    #expect(
      taken.sorted()
        == ["direct", "hub"].flatMap { way in paths.map { "\(way) \($0) DE-NVO NL-ACM" } }.sorted())
    #expect(try await stage.sent().isEmpty)
    let rows = try await stage.house.commons.store.read { tx in
      try [tx.views.view(of: "locations", stage.key("L1"), for: "acme")?.heldOn]
    }
    #expect(rows == [[]])
    await stage.stop()
  }

  @Test func `what ends while the connection is out is taken back there when it returns`() async throws {
    let stage = try await WayStage("kind = \"direct-with-hub-fallback\"")
    let link = try stage.house.link("acme")
    try await stage.put("L1")
    _ = try await stage.sent()
    link.takeUpRoute(onHub: true)
    link.took(OCPIFailure(.timedOut, "no answer"))
    try await stage.house.commons.store.write { tx in
      _ = try tx.own.delete("locations", stage.key("L1"), at: stage.house.clock.now)
    }
    #expect(try await stage.sent() == ["hub PATCH /in/locations/DE/NVO/L1/L1-0 DE-NVO NL-ACM"])
    #expect(try await stage.sent().isEmpty)
    link.showedLife()
    link.takeUpRoute(onHub: false)
    #expect(try await stage.sent() == ["direct PATCH /in/locations/DE/NVO/L1/L1-0 DE-NVO NL-ACM"])
    #expect(try await stage.sent().isEmpty)
    await stage.stop()
  }

  @Test func `a session that was told before anybody spoke of a hub stays on the connection`() async throws {
    let stage = try await WayStage("kind = \"direct\"")
    _ = try await stage.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    #expect(try await stage.sent() == ["direct PUT /in/sessions/DE/NVO/S1 DE-NVO NL-ACM"])
    try await stage.reroute("kind = \"hub\"\ncut_over = \(stage.house.clock.now)\ncut_over_hold = \"1 s\"")
    stage.house.clock.advance(seconds: 100)
    _ = try await stage.house.office(.post, "/own/cdrs", HistorySample.cdr())
    #expect(try await stage.sent() == ["direct POST /in/cdrs DE-NVO NL-ACM"])
    await stage.stop()
  }

  @Test func `a cut-over is told once, at its moment`() async throws {
    let stage = try await WayStage(Self.moving(to: "direct", in: 90, from: HandClock().now))
    let watch = RouteWatch(try stage.house.link("acme"), stage.house.commons)
    #expect(try await watch.turn() == .seconds(60))
    stage.house.clock.advance(seconds: 60)
    #expect(try await watch.turn() == .seconds(30))
    stage.house.clock.advance(seconds: 30)
    for _ in 0..<2 { #expect(try await watch.turn() == nil) }
    let events = try await stage.house.commons.store.read { tx in try tx.events.list(after: 0, limit: 100) }
    #expect(events.count { $0.event.change == "route-direct" } == 1)
    await stage.stop()
  }
}
