import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// The simulated hub over real sockets, among platforms that are not ours.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SimulatedHubTests {
  private static let location =
    #"{ "country_code":"DE","party_id":"GST","id":"L1", "odd": 1.50, "publish":true, "address":"Kai 1","city":"Kiel", "#
    + #""country":"DEU","coordinates":{"latitude":"54.323300","longitude":"10.122800"}, "time_zone":"Europe/Berlin", "#
    + #""last_updated":"2020-01-01T00:00:00Z" }"#

  private func wait(_ holds: () -> Bool) async throws {
    for _ in 0..<2000 where !holds() { try await Task.sleep(for: .milliseconds(10)) }
    #expect(holds())
  }

  @Test(
    "a message passes as it is, with a new request id, the same correlation id and both parties (hub: TR79 TR86 TR87)"
  )
  func passed() async throws {
    let house = try await HubHouse.open([])
    let provider = try await HubGuest.register(["NL-PRO:EMSP"], at: house)
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    let answer = try await guest.send(
      .put, "receiver/locations/DE/GST/L1", Self.location, from: "DE-GST", to: "NL-PRO")
    #expect(answer.http == 200 && answer.status == 1000)
    let routing = RoutedParties(from: try HubSample.party("NL-PRO"), to: try HubSample.party("DE-GST"))
    #expect(RoutedParties(answer.fields) == routing)
    #expect(answer.fields["X-Request-ID"] == "request" && answer.fields["X-Correlation-ID"] == "story")
    let message = try #require(provider.messages.first { $0.path == "/receiver/locations/DE/GST/L1" })
    #expect(message.body == Self.location && message.routing == routing.swapped)
    #expect(message.fields["X-Request-ID"] != "request" && message.fields["X-Correlation-ID"] == "story")
    await guest.stop()
    await provider.stop()
    await house.close()
  }

  @Test("a broadcast reaches all who take it as the hub's, under its owner's address (hub: TR83)")
  func broadcast() async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP", "FR-BLU:CPO"])
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    let answer = try await guest.send(
      .put, "receiver/locations/DE/GST/L1", Self.location, from: "DE-GST", to: "NL-HUB")
    let hub = try HubSample.party("NL-HUB")
    #expect(answer.status == 1000 && RoutedParties(answer.fields).from == hub)
    #expect(try house.partner("NL-ACM").received["locations/DE/GST/L1"]?["odd"]?.numberText == "1.50")
    #expect(try house.partner("FR-BLU").received["locations/DE/GST/L1"] == nil)
    await guest.stop()
    await house.close()
  }

  @Test("everything behind it is one list, page by page, each text as its owner wrote it (hub: TR82 TR87)")
  func everything() async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP", "FR-BLU:CPO", "BE-RED:CPO"]) { $0.own.pageSize = 2 }
    let acm = try house.partner("NL-ACM")
    #expect(await acm.pull("tariffs") == 4)
    let tariffs = acm.pulled("tariffs").map { "\($0["party_id"]?.string ?? "")/\($0["id"]?.string ?? "")" }
    #expect(Set(tariffs) == ["BLU/AC-1", "BLU/DC-1", "RED/AC-1", "RED/DC-1"])
    let count = try house.partner("FR-BLU").owned("locations") + house.partner("BE-RED").owned("locations")
    #expect(await acm.pull("locations") == count)
    #expect(await acm.pull("tokens") == 0, "its own are not shown to it")
    #expect(try await house.partner("BE-RED").pull("tokens") == 3)
    await house.close()
  }

  @Test("a simulated operator asks about, and bills, a simulated provider's driver through the hub")
  func charging() async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP", "FR-BLU:CPO"])
    let acm = try house.partner("NL-ACM")
    let uid = try #require(acm.ids("tokens").first)
    let operating = try HubSample.party("FR-BLU")
    let asked = await house.hub.carryOut(.authorize(operating, uid))
    #expect(asked["allowed"] == "ALLOWED", "\(asked.text)")
    let charged = await house.hub.carryOut(.charge(operating, uid))
    #expect(charged["taken"] == true, "\(charged.text)")
    #expect(acm.received.keys.contains { $0.hasPrefix("cdrs/CDR-SIM-FR-BLU") })
    let session = try #require(acm.received.first { $0.key.hasPrefix("sessions/FR/BLU/") }?.value)
    #expect(session["status"] == "COMPLETED")
    #expect(await acm.pull("cdrs") == 1, "its CDRs are listed to it")
    await house.close()
  }

  @Test("results of commands come back through the hub (hub: TR79)")
  func commands() async throws {
    let house = try await HubHouse.open(["FR-BLU:CPO"])
    let guest = try await HubGuest.register(["NL-PRO:EMSP"], at: house)
    let place = try #require(try house.partner("FR-BLU").ids("locations").first)
    let body = #"{"location_id":"\#(place)","response_url":"http://127.0.0.1:9/x"}"#
    let named = try await guest.send(
      .post, "receiver/commands/UNLOCK_CONNECTOR",
      body.replacing("http://127.0.0.1:9/x", with: guest.base + "/done"),
      from: "NL-PRO", to: "FR-BLU")
    #expect(named.data?["result"] == "ACCEPTED")
    try await wait { guest.messages.contains { $0.path == "/done" } }
    let result = try #require(guest.messages.first { $0.path == "/done" })
    #expect(try JSON.parse(result.body)["result"] == "ACCEPTED")
    let routing = RoutedParties(from: try HubSample.party("FR-BLU"), to: try HubSample.party("NL-PRO"))
    #expect(result.routing == routing)
    await guest.stop()
    await house.close()
  }

  @Test("who is cut is OFFLINE to all, 4003 to senders, and back when restored (hub: HCI01 HCI05 TR88)")
  func cut() async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP"])
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    let acm = try HubSample.party("NL-ACM")
    func list() async throws -> [String] {
      let rows = try await guest.send(.get, "sender/hubclientinfo").data?.elements ?? []
      return rows.map { "\($0["party_id"]?.string ?? "") \($0["status"]?.string ?? "")" }
    }
    #expect(try await list() == ["ACM CONNECTED"])
    #expect(await house.hub.carryOut(.cut(acm))["status"] == "OFFLINE")
    try await wait { guest.messages.contains { $0.body.contains("OFFLINE") } }
    let told = try #require(guest.messages.last { $0.path == "/receiver/hubclientinfo/NL/ACM" })
    #expect(told.routing == RoutedParties(), "client info has no routing headers")
    #expect(try await list() == ["ACM OFFLINE"])
    let refused = try await guest.send(.get, "sender/tokens", from: "DE-GST", to: "NL-ACM")
    #expect(refused.http == 200 && refused.status == 4003)
    #expect(try await house.partner("NL-ACM").pull("locations") == nil, "it is cut off itself")
    #expect(await house.hub.carryOut(.restore(acm))["status"] == "CONNECTED")
    #expect(
      try await guest.send(.get, "sender/tokens", from: "DE-GST", to: "NL-ACM").data?.elements?.count == 3)
    await guest.stop()
    await house.close()
  }

  @Test(
    "a receiver that is silent is 4002, one that is gone 4003 and OFFLINE until it is heard of (hub: TR88 HCI08)"
  )
  func silence() async throws {
    let house = try await HubHouse.open([]) { plan in
      (plan.patience, plan.keepAlive) = (.milliseconds(300), 0)
    }
    let slow = try await HubGuest.register(["NL-SLO:EMSP"], at: house) { request in
      try? await Task.sleep(for: .seconds(request.target.path.hasPrefix("/sender/tokens") ? 1 : 0))
      return OddAnswer.envelope("[]")
    }
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    #expect(try await guest.send(.get, "sender/tokens", from: "DE-GST", to: "NL-SLO").status == 4002)
    await slow.stop()
    #expect(try await guest.send(.get, "sender/tokens", from: "DE-GST", to: "NL-SLO").status == 4003)
    #expect(try house.hub.directory.status(of: HubSample.party("NL-SLO")) == .offline)
    await house.hub.watchOnce()
    await house.hub.watchOnce()
    #expect(try house.hub.directory.status(of: HubSample.party("DE-GST")) == .connected)
    #expect(try house.hub.directory.status(of: HubSample.party("NL-SLO")) == .offline)
    await guest.stop()
    await house.close()
  }

  @Test("errors of a receiver are passed on as they are, but not its 401 (hub: TR88)")
  func errors() async throws {
    let house = try await HubHouse.open([])
    let provider = try await HubGuest.register(["NL-PRO:EMSP"], at: house) { request in
      let isRefused = request.target.path.hasSuffix("/U9/authorize")
      return isRefused
        ? HTTPResponse(.unauthorized)
        : HTTPResponse(.notFound, body: Array(#"{"status_code":2004,"status_message":"who?"}"#.utf8))
    }
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    let unknown = try await guest.send(
      .post, "sender/tokens/U1/authorize", "{}", from: "DE-GST", to: "NL-PRO")
    #expect(unknown.http == 404 && unknown.status == 2004)
    let refused = try await guest.send(
      .post, "sender/tokens/U9/authorize", "{}", from: "DE-GST", to: "NL-PRO")
    #expect(refused.http == 200 && refused.status == 4000)
    await guest.stop()
    await provider.stop()
    await house.close()
  }

  @Test(
    "a hub shows itself alone in 2.2.1; later it names its party and lists whom it reaches (hub: CR23 CR24)",
    arguments: [OCPIVersion.v2_2_1, .v2_3_0])
  func introduction(_ version: OCPIVersion) async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP"], in: version)
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house, in: version)
    let roles = guest.introduction["roles"]?.elements?.compactMap { $0["role"]?.string }
    #expect(roles == (version == .v2_2_1 ? ["HUB"] : ["EMSP"]))
    #expect(guest.introduction["hub_party_id"]?.string == (version == .v2_2_1 ? nil : "NLHUB"))
    #expect(
      try await guest.send(.get, "sender/tokens", from: "DE-GST", to: "NL-HUB").data?.elements?.count == 3)
    await guest.stop()
    await house.close()
  }

  @Test("faults do what they say while the hub runs")
  func faults() async throws {
    let house = try await HubHouse.open(["NL-ACM:EMSP"], faults: ["restamps", "drops-fields=odd"])
    let guest = try await HubGuest.register(["DE-GST:CPO"], at: house)
    let acm = try house.partner("NL-ACM")
    func push(_ to: String) async throws -> Int {
      try await guest.send(.put, "receiver/locations/DE/GST/L1", Self.location, from: "DE-GST", to: to).status
    }
    #expect(try await push("NL-ACM") == 1000)
    let seen = try #require(acm.received["locations/DE/GST/L1"])
    #expect(seen["odd"] == nil && seen["last_updated"] != "2020-01-01T00:00:00Z")
    _ = await house.hub.carryOut(.mend(.restamps))
    _ = await house.hub.carryOut(.mend(.dropsFields))
    let before = acm.pushes.count
    _ = await house.hub.carryOut(.spoil("forwards-twice"))
    #expect(try await push("NL-HUB") == 1000 && acm.pushes.count == before + 2)
    _ = await house.hub.carryOut(.mend(.forwardsTwice))
    _ = await house.hub.carryOut(.spoil("broadcast-lost"))
    #expect(try await push("NL-HUB") == 1000 && acm.pushes.count == before + 2)
    _ = await house.hub.carryOut(.mend(.broadcastLost))
    let patch = ("receiver/locations/DE/GST/NONE", #"{"name":"x","last_updated":"2026-01-01T00:00:00Z"}"#)
    #expect(try await guest.send(.patch, patch.0, patch.1, from: "DE-GST", to: "NL-HUB").status == 2003)
    _ = await house.hub.carryOut(.spoil("broadcast-lies"))
    #expect(try await guest.send(.patch, patch.0, patch.1, from: "DE-GST", to: "NL-HUB").status == 1000)
    await guest.stop()
    await house.close()
  }
}
