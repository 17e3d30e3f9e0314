import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Testing

/// We are a hub.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HubTests {
  @Test("HCI-01 HCI-05 HCI-07 a hub lists who is connected and tells of each change once")
  func book() async throws {
    let stage = try await HubStage.start(
      us: ["NL-HUB:HUB"], partners: ["volt": "DE-NVO:CPO", "acme": "NL-ACM:EMSP"])
    let loop = HubLoop(stage.commons)
    try await loop.round()
    func told(of path: String) -> [String] {
      stage.calls.filter { $0.method == .put && $0.path.hasSuffix(path) }.map {
        "\($0.path.split(separator: "/")[0]) \($0.body["status"]?.string ?? "?")"
      }
    }
    try await stage.wait {
      told(of: "NL/ACM").contains("volt CONNECTED") && told(of: "DE/NVO").contains("acme CONNECTED")
    }
    #expect(stage.calls.allSatisfy { $0.to == nil || !$0.path.contains("hubclientinfo") })
    let list = try await stage.send(.get, "/2.2.1/sender/hubclientinfo", as: "volt").data?.elements ?? []
    #expect(Set(list.compactMap { $0["party_id"]?.string }) == ["NVO", "ACM"])
    #expect(list.allSatisfy { $0["status"] == "CONNECTED" })
    let before = stage.calls.count
    try await loop.round()
    #expect(stage.calls.count == before, "nothing changed, nobody is told")
    stage.commons.links["acme"]?.establish(LinkFacts(state: .suspended, version: .v2_2_1))
    try await loop.round()
    #expect(told(of: "NL/ACM").last == "volt SUSPENDED")
    #expect(!told(of: "NL/ACM").contains("acme SUSPENDED"), "who is away reads again when it is back")
    await stage.stop()
  }
}
