import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

@testable import Bilateral

@Suite(.serialized, .timeLimit(.minutes(1))) struct ComebackTests {
  @Test(
    "a party is back when it is connected now and was not at the last look; the first look only remembers")
  func presence() {
    let (acme, blue) = (PartyID(country: "NL", party: "ACM"), PartyID(country: "FR", party: "BLU"))
    var presence = Presence()
    let all = Set([acme, blue].compactMap(\.self))
    #expect(presence.look(all) == [])
    #expect(presence.look([]) == [])
    #expect(presence.look(all) == all.sorted())
    #expect(presence.look(all) == [])
  }

  @Test("HCI-04 HCI-05 TR-82 a party that comes online is read through its hub from where it was read last")
  func pulled() async throws {
    let file = HybridSample.behind(id: "volt", role: "DE-NVO:CPO").replacing(
      TestPair.Terms.quiet.ofCPO, with: HubStage.pullingLocations)
    let stage = try await HubStage.start(
      us: ["NL-ACM:EMSP"], partners: ["hub": "NL-HUB:HUB"], files: ["volt": file], pulling: ["hub"]
    ) { call in
      call.path == "/hub/sender/locations" && call.to == "DE-NVO" ? "[\(OwnSample.location("L1"))]" : nil
    }
    func asked() -> [HubStage.Call] { stage.calls.filter { $0.path == "/hub/sender/locations" } }
    func tell(_ status: String) async throws {
      let info = HubStage.info("DE-NVO", status, role: "CPO")
      #expect(try await stage.send(.put, "/2.2.1/receiver/hubclientinfo/DE/NVO", info).ocpi == 1000)
    }
    try await stage.wait { asked().contains { $0.to == "NL-HUB" } }
    try await tell("OFFLINE")
    let hub = try #require(stage.commons.links["hub"])
    let loop = ComebackLoop(hub, stage.commons)
    var presence = Presence()
    try await loop.look(&presence)
    #expect(asked().allSatisfy { $0.to == "NL-HUB" }, "the hub's own list brings its objects")
    try await tell("CONNECTED")
    try await loop.look(&presence)
    #expect(asked().contains { $0.from == "NL-ACM" && $0.to == "DE-NVO" })
    let held = try await stage.office.send(.get, "/partners/volt/locations?origins=1").json
    #expect(held[0]?["origins"] == ["hub"] && held[0]?["object"]?["id"] == "L1")
    await stage.stop()
  }
}
