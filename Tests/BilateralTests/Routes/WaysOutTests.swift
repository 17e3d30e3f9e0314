import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// On which connection our messages to a partner travel.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WaysOutTests {
  private static let fallback = """
    kind = "direct-with-hub-fallback"
    fallback_after = "5 min"
    return_after = "30 min"
    """

  @Test("TR-79 a partner without a connection of its own gets its own messages on its hub's")
  func behindHub() async throws {
    let stage = try await WayStage("kind = \"direct-with-hub-fallback\"")
    let link = try stage.house.link("acme")
    link.takeUpRoute(onHub: true)
    try await stage.put("L1")
    #expect(try await stage.sent() == ["hub PUT /in/locations/DE/NVO/L1 DE-NVO NL-ACM"])
    #expect(link.carriesTraffic && link.way(of: .init("tokens")) == .hub("hub"))
    await stage.stop()
  }

  @Test func `a hub stands in after an outage that lasts, and steps back when the connection is well again`()
    async throws
  {
    let stage = try await WayStage(Self.fallback)
    let (link, clock) = (try stage.house.link("acme"), stage.house.clock)
    let watch = RouteWatch(link, stage.house.commons)
    try await stage.put("L1")
    #expect(try await stage.sent() == ["direct PUT /in/locations/DE/NVO/L1 DE-NVO NL-ACM"])
    // What a call finds when nobody is there.
    let nobody = OCPIFailure(.timedOut, "no answer")
    link.took(nobody)
    clock.advance(seconds: 299)
    link.took(nobody)
    #expect(link.lookAtRoute() == nil && !link.isOnHub)
    clock.advance(seconds: 2)
    #expect(link.lookAtRoute() == .toHub)
    try await stage.put("L2")
    #expect(try await stage.sent() == ["hub PUT /in/locations/DE/NVO/L2 DE-NVO NL-ACM"])
    // The watch finds it well, and half an hour later comes back.
    try await watch.look()
    #expect(link.isOnHub)
    clock.advance(seconds: 1800)
    try await watch.look()
    #expect(!link.isOnHub)
    let events = try await stage.house.commons.store.read { tx in try tx.events.list(after: 0, limit: 100) }
    #expect(events.contains { $0.event.change == "route-direct" })
    try await stage.put("L3")
    // What went by the hub meanwhile is told again where the partner looks first.
    let sent = try await stage.sent().sorted()
    #expect(sent == ["L2", "L3"].map { "direct PUT /in/locations/DE/NVO/\($0) DE-NVO NL-ACM" })
    await stage.stop()
  }

  @Test func `a restart finds the partner on the way where it was left`() async throws {
    let stage = try await WayStage(Self.fallback)
    let link = try stage.house.link("acme")
    try await stage.house.commons.store.write { tx in
      try tx.partners.learn(RouteWatch.fact, "hub", of: "acme")
    }
    try await RouteWatch(link, stage.house.commons).recall()
    #expect(link.isOnHub)
    await stage.stop()
  }

  @Test func `a session and its CDR stay on the way where they began`() async throws {
    let stage = try await WayStage(Self.fallback)
    let link = try stage.house.link("acme")
    try await stage.put("L1")
    _ = try await stage.sent()
    _ = try await stage.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    #expect(try await stage.sent() == ["direct PUT /in/sessions/DE/NVO/S1 DE-NVO NL-ACM"])
    link.takeUpRoute(onHub: true)
    _ = try await stage.house.office(.post, "/own/cdrs", HistorySample.cdr())
    try await stage.put("L2")
    let sent = try await stage.sent() + stage.sent()
    #expect(
      sent.sorted() == [
        "direct POST /in/cdrs DE-NVO NL-ACM", "hub PUT /in/locations/DE/NVO/L2 DE-NVO NL-ACM",
      ])
    await stage.stop()
  }

  @Test func `a split sends each module on its way`() async throws {
    let stage = try await WayStage("kind = \"split\"\nper_module = { sessions = \"hub\", cdrs = \"hub\" }")
    try await stage.put("L1")
    _ = try await stage.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    #expect(
      try await stage.sent().sorted() == [
        "direct PUT /in/locations/DE/NVO/L1 DE-NVO NL-ACM", "hub PUT /in/sessions/DE/NVO/S1 DE-NVO NL-ACM",
      ])
    await stage.stop()
  }

  @Test("S-15 an address decides whose token is shown: a hub's host never sees the partner's")
  func carriers() async throws {
    let stage = try await WayStage(Self.fallback)
    let (acme, hub) = (try stage.house.link("acme"), try stage.house.link("hub"))
    #expect(acme.carrier(of: try HTTPURL("\(stage.direct.base)/in/x")) === acme)
    #expect(acme.carrier(of: try HTTPURL("\(stage.hub.base)/in/x")) === hub)
    let foreign = try HTTPURL("http://127.0.0.1:9/x")
    #expect(acme.carrier(of: foreign) === acme && !acme.mayCall(foreign))
    await #expect(throws: OCPIFailure.self) { _ = try await acme.call(OCPIRequest(.get, foreign)) }
    await stage.stop()
  }
}
