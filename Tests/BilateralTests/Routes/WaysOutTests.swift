import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Synchronization
import Testing

@testable import Bilateral

/// On which connection our messages to a partner travel.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WaysOutTests {
  /// A platform of a CPO, a hub, a partner called acme, and what each connection got.
  private struct Stage {
    let house: PublishHouse
    let hub: OddPartner
    let direct: OddPartner
    private let calls: Calls

    final class Calls: Sendable {
      let all = Mutex<[(by: String, call: HubStage.Call)]>([])
    }

    // `route` are the lines of acme's `[route]`.
    init(_ route: String, isConnected: Bool = true) async throws {
      let calls = Calls()
      self.calls = calls
      func server(_ name: String) throws -> OddPartner {
        try OddPartner { request in
          calls.all.withLock { $0.append((name, HubStage.Call(request))) }
          return OddAnswer.envelope(request.target.path.hasSuffix("/versions") ? "[]" : "null")
        }
      }
      (hub, direct) = (try server("hub"), try server("direct"))
      let hubFile = Sample.partner("hub").replacing(
        #"["NL-ACM:EMSP", "NL-ACM:CPO"]"#, with: #"["NL-HUB:HUB"]"#)
      let quiet = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
      let acme = Sample.partner("acme", "[route]\nhub = \"hub\"\n\(route)\n")
      house = try await PublishHouse(["hub": hubFile + "\n" + quiet, "acme": acme])
      try await house.register("hub", receiver: "\(hub.base)/in")
      if isConnected { try await house.register("acme", receiver: "\(direct.base)/in") }
    }

    /// Sends what is due, and tells what came by which connection since the last time.
    func sent() async throws -> [String] {
      try await house.settle("acme")
      house.clock.advance(seconds: 10)
      try await house.deliver("acme")
      return take()
    }

    func take() -> [String] {
      calls.all.withLock { all in
        defer { all = [] }
        return all.filter { !$0.call.path.hasSuffix("/versions") }.map { by, call in
          "\(by) \(call.method.name) \(call.path) \(call.from ?? "-") \(call.to ?? "-")"
        }
      }
    }

    func put(_ location: String) async throws {
      try await house.put("locations", [Sample.location(location, at: house.clock.now)])
    }

    func stop() async {
      await hub.stop()
      await direct.stop()
      house.close()
    }
  }

  private static let fallback = """
    kind = "direct-with-hub-fallback"
    fallback_after = "5 min"
    return_after = "30 min"
    """

  @Test("TR-79 a partner without a connection of its own gets its own messages on its hub's")
  func behindHub() async throws {
    let stage = try await Stage("kind = \"direct-with-hub-fallback\"")
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
    let stage = try await Stage(Self.fallback)
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
    #expect(try await stage.sent() == ["direct PUT /in/locations/DE/NVO/L3 DE-NVO NL-ACM"])
    await stage.stop()
  }

  @Test func `a restart finds the partner on the way where it was left`() async throws {
    let stage = try await Stage(Self.fallback)
    let link = try stage.house.link("acme")
    try await stage.house.commons.store.write { tx in
      try tx.partners.learn(RouteWatch.fact, "hub", of: "acme")
    }
    try await RouteWatch(link, stage.house.commons).recall()
    #expect(link.isOnHub)
    await stage.stop()
  }

  @Test func `a session and its CDR stay on the way where they began`() async throws {
    let stage = try await Stage(Self.fallback)
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
    let stage = try await Stage("kind = \"split\"\nper_module = { sessions = \"hub\", cdrs = \"hub\" }")
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
    let stage = try await Stage(Self.fallback)
    let (acme, hub) = (try stage.house.link("acme"), try stage.house.link("hub"))
    #expect(acme.carrier(of: try HTTPURL("\(stage.direct.base)/in/x")) === acme)
    #expect(acme.carrier(of: try HTTPURL("\(stage.hub.base)/in/x")) === hub)
    let foreign = try HTTPURL("http://127.0.0.1:9/x")
    #expect(acme.carrier(of: foreign) === acme && !acme.mayCall(foreign))
    await #expect(throws: OCPIFailure.self) { _ = try await acme.call(OCPIRequest(.get, foreign)) }
    await stage.stop()
  }
}
