import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// One platform of ours behind the simulated hub, with two operators that both call their tariffs alike.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HubPairTests {
  private static let terms = """
    [sync.locations]
    mode = "off"
    [sync.tariffs]
    mode = "off"
    [sync.tokens]
    mode = "push"

    """

  private func wait(_ what: String, until holds: () async throws -> Bool) async throws {
    for _ in 0..<2000 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(what) did not come")
  }

  private func statuses(_ office: Office) async throws -> [String] {
    let shown = try await office.send(.get, "/partners/hub/hubclientinfo").json.elements ?? []
    return shown.map { "\($0["party_id"]?.string ?? "") \($0["status"]?.string ?? "")" }.sorted()
  }

  @Test("a provider of ours meets two operators through a hub: cards, stations, prices, sessions, bills")
  func provider() async throws {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:EMSP"], certificatesBy: TestFleet.makeCertificates())
    let side = try await TestSide.start(fleet)
    let house = try await HubHouse.open(["FR-BLU:CPO", "BE-RED:CPO"]) {
      $0.own.authorities = fleet.authority.certificate
    }
    try fleet.partner("hub", house.hub.partnerFile(authorityFile: "tls/ca.pem") + Self.terms)
    try fleet.secret(house.hub.secretName, Array(house.hub.tokenA.utf8))
    var registrar = side.platform.registrar
    registrar.patience = 0
    let code = await controlFailure { try await registrar.register("hub", update: false, telling: .silent) }
    #expect(code?.code == nil)
    let office = try Office(over: side)
    try await wait("client info") { try await statuses(office) == ["BLU CONNECTED", "RED CONNECTED"] }

    #expect(try await office.send(.put, "/own/tokens/DE/NVO/CARD", OwnSample.token("CARD")).status == 201)
    let blu = try house.partner("FR-BLU")
    try await wait("the card") { blu.received.keys.contains { $0.hasPrefix("tokens/DE/NVO/CARD") } }

    let link = side.link("hub")
    _ = await PullStep<Location>(link, side.platform.commons).syncOnce(.full)
    _ = await PullStep<Tariff>(link, side.platform.commons).syncOnce(.full)
    let rows = try await side.platform.commons.store.read { tx in
      try ["locations", "tariffs"].map { try tx.received.list($0, from: "hub", ListFilter()).rows.count }
    }
    let red = try house.partner("BE-RED")
    #expect(rows[0] == blu.owned("locations") + red.owned("locations"))
    #expect(rows[1] == 4, "two operators have a tariff AC-1 and a tariff DC-1 each")

    let party = try HubSample.party("FR-BLU")
    #expect(await house.hub.carryOut(.authorize(party, "CARD"))["allowed"] == "ALLOWED")
    let charged = await house.hub.carryOut(.charge(party, "CARD"))
    #expect(charged["taken"] == true, "\(charged.text)")
    let history = try await side.platform.commons.store.read { tx in
      try ["sessions", "cdrs"].map { try tx.received.list($0, from: "hub", ListFilter()).rows.count }
    }
    #expect(history == [1, 1])

    _ = await house.hub.carryOut(.cut(party))
    try await wait("the cut") { try await statuses(office) == ["BLU OFFLINE", "RED CONNECTED"] }
    _ = await house.hub.carryOut(.restore(party))
    try await wait("the return") { try await statuses(office) == ["BLU CONNECTED", "RED CONNECTED"] }
    await house.close()
    await side.stop()
    fleet.remove()
  }
}
