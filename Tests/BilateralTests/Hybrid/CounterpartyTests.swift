import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

/// Partners that are reached through a hub: by whose terms their messages are dealt with.
@Suite(.serialized, .timeLimit(.minutes(1))) struct CounterpartyTests {
  private static let files = [
    "acme": HybridSample.behind(id: "acme", role: "NL-ACM:CPO"),
    "blue": HybridSample.behind(id: "blue", role: "FR-BLU:CPO", status: "suspended"),
  ]

  private func stage(
    _ answer: @escaping @Sendable (HubStage.Call) -> String? = { _ in nil }
  ) async throws -> HubStage {
    try await HubStage.start(
      us: ["DE-NVO:EMSP"], partners: ["hub": "NL-HUB:HUB", "volt": "DE-VLT:CPO"], files: Self.files,
      answer: answer)
  }

  private func put(_ party: String, from: String?, _ stage: HubStage) async throws -> HubStage.Answer {
    let place = "/2.2.1/receiver/locations/\(party.replacing("-", with: "/"))/L1"
    return try await stage.send(
      .put, place, HybridSample.of(party, OwnSample.location("L1")), from: from, to: "DE-NVO")
  }

  private func held(_ id: String, _ stage: HubStage) async throws -> [String] {
    let list = try await stage.office.send(.get, "/partners/\(id)/locations").json.elements ?? []
    return list.map { "\($0["country_code"]?.string ?? "")-\($0["party_id"]?.string ?? "")" }
  }

  @Test("TR-79 TR-83 S-11 what a hub forwards or broadcasts is its owner's, by the owner's terms")
  func forwarded() async throws {
    let stage = try await stage()
    #expect(try await put("NL-ACM", from: "NL-ACM", stage).http == 201)
    #expect(try await put("SE-OTH", from: "SE-OTH", stage).http == 201)
    #expect(try await held("acme", stage) == ["NL-ACM"])
    #expect(try await held("hub", stage) == ["SE-OTH"], "a party without a file is dealt with by the hub's")
    #expect(try await put("SE-OTH", from: "NL-ACM", stage).http == 404, "nobody pushes another's objects")
    #expect(try await put("NL-ACM", from: "SE-OTH", stage).http == 404)
    #expect(try await put("NL-ACM", from: "NL-HUB", stage).http == 200, "a broadcast of the same object")
    #expect(try await put("NO-NEW", from: "NL-HUB", stage).http == 201)
    #expect(try await held("acme", stage) == ["NL-ACM"])
    #expect(try await held("hub", stage) == ["SE-OTH", "NO-NEW"])
    await stage.stop()
  }

  @Test("a party whose agreement rests, or that speaks to us itself, is refused in words")
  func refused() async throws {
    let stage = try await stage()
    for from in ["FR-BLU", "NL-HUB"] {
      let answer = try await put("FR-BLU", from: from, stage)
      #expect(answer.http == 200 && answer.ocpi == 2000)
      #expect(answer.message == "our agreement with FR-BLU is suspended: no locations are exchanged now")
    }
    let answer = try await put("DE-VLT", from: "DE-VLT", stage)
    #expect(answer.ocpi == 2000)
    #expect(answer.message?.hasPrefix("DE-VLT speaks to us on a connection of its own") == true)
    for id in ["blue", "hub", "volt"] { #expect(try await held(id, stage) == [], "\(id)") }
    await stage.stop()
  }

  @Test(
    "TR-82 a hub's list is read object by object, each by its owner's terms; who speaks to us itself is left out"
  )
  func pulled() async throws {
    let list = ["NL-ACM", "SE-OTH", "DE-VLT"].map { HybridSample.of($0, OwnSample.location("L1")) }
    let stage = try await stage { call in
      call.path == "/hub/sender/locations" ? "[\(list.joined(separator: ","))]" : nil
    }
    let link = try #require(stage.commons.links["hub"])
    let report = await PullStep<Location>(link, stage.commons).syncOnce(.full)
    #expect(report.failure == nil)
    #expect(try await held("acme", stage) == ["NL-ACM"])
    #expect(try await held("hub", stage) == ["SE-OTH"])
    #expect(try await held("volt", stage) == [])
    let network = try await stage.office.send(.get, "/network/locations").json.elements ?? []
    #expect(network.map { $0["partner"]?.string } == ["acme", "hub"])
    #expect(network.allSatisfy { $0["origins"] == ["hub"] })
    await stage.stop()
  }

  @Test("a partner behind a hub is never registered; status tells how its hub stands")
  func notRegistered() async throws {
    let stage = try await stage()
    let (platform, steps) = (stage.office.side.platform, StepStream { _ in })
    let verbs: [@Sendable () async throws -> ControlReply] = [
      { try await platform.registrar.register("acme", .register, telling: steps) },
      { try await platform.rotation.rotate("acme", both: false, telling: steps) },
      { try await platform.invitation.invite("acme") },
      { try await platform.check.check("acme", telling: steps) },
    ]
    for verb in verbs {
      let failure = await #expect(throws: ControlFailure.self) { _ = try await verb() }
      #expect(failure?.code == "BR580")
      #expect(failure?.message == "acme is reached through the hub hub and has no connection of its own")
    }
    let partners = try await stage.office.send(.get, "/partners").json["partners"]?.elements ?? []
    let acme = partners.first { $0["id"] == "acme" }
    #expect(acme?["route"] == "hub" && acme?["hub"] == "hub" && acme?["state"] == "registered")
    #expect(acme?["next_step"] == .null)
    #expect(stage.calls.allSatisfy { $0.to != "NL-ACM" }, "nobody is called for it")
    await stage.stop()
  }
}
