import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// We are connected to a hub.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BehindHubTests {
  private static let time = "2026-01-01T00:00:00Z"

  private func stage(
    _ us: String = "DE-NVO:CPO", _ answer: @escaping @Sendable (HubStage.Call) -> String? = { _ in nil }
  ) async throws -> HubStage {
    try await HubStage.start(us: [us], partners: ["hub": "NL-HUB:HUB"], answer: answer)
  }

  private func events(_ stage: HubStage) async throws -> [String] {
    let page = try await stage.office.send(.get, "/events").json["events"]?.elements ?? []
    return page.map { "\($0["id"]?.string ?? "") \($0["change"]?.string ?? "")" }
  }

  @Test("HCI-03 HCI-06 HCI-09 TR-78 who is behind a hub is read as a whole at the start, shown and told of")
  func readAtStart() async throws {
    let list = [
      HubStage.info("NL-ACM", "CONNECTED", at: Self.time), HubStage.info("FR-BLU", "PLANNED", at: Self.time),
    ]
    let stage = try await stage { call in
      call.path == "/hub/sender/hubclientinfo" ? "[\(list.joined(separator: ","))]" : nil
    }
    try await stage.wait { try await events(stage).count == 2 }
    #expect(try await events(stage) == ["NL-ACM:EMSP created", "FR-BLU:EMSP created"])
    let call = try #require(stage.calls.first { $0.path == "/hub/sender/hubclientinfo" })
    #expect(call.from == nil && call.to == nil)
    let shown = try await stage.office.send(.get, "/partners/hub/hubclientinfo").json.elements ?? []
    #expect(shown.compactMap { $0["status"]?.string } == ["CONNECTED", "PLANNED"])
    let status = try await stage.office.send(.get, "/partners").json["partners"]?[0]
    #expect(status?["parties"] == ["CONNECTED": 1, "PLANNED": 1])
    #expect(status?["modules"]?["hubclientinfo"]?["received"] == 2)
    await stage.stop()
  }

  @Test("HCI-02 HCI-07 a hub tells of a party by PUT, with or without a time, and never deletes")
  func told() async throws {
    let stage = try await stage()
    let place = "/2.2.1/receiver/hubclientinfo/NL/ACM"
    #expect(try await stage.send(.get, place).http == 404)
    #expect(
      try await stage.send(.put, place, HubStage.info("NL-ACM", "CONNECTED", at: Self.time)).http == 201)
    #expect(try await stage.send(.put, place, HubStage.info("NL-ACM", "SUSPENDED")).http == 200)
    #expect(try await stage.send(.get, place).data?["status"] == "SUSPENDED")
    #expect(try await stage.send(.put, place, HubStage.info("FR-BLU", "CONNECTED")).ocpi == 2001)
    #expect(try await stage.send(.put, place, #"{"status":"CONNECTED"}"#).ocpi == 2001)
    for method in [HTTPMethod.delete, .patch] {
      #expect(try await stage.send(method, place, "{}").http == 405)
    }
    #expect(try await events(stage) == ["NL-ACM:EMSP created", "NL-ACM:EMSP updated"])
    await stage.stop()
  }

  @Test("HCI-10 who stands in a hub's credentials is connected, until its client info says otherwise")
  func merged() async throws {
    let stage = try await stage()
    let ledger = RegistrationLedger(stage.commons)
    var agreement = RegistrationLedger.Agreement(
      partner: "hub", version: .v2_3_0, versionsURL: try HTTPURL("https://hub.example/versions"),
      endpoints: [],
      theirToken: SecretText("t"), form: .base64, actor: "test", change: "updated")
    agreement.behind = ["NL-ACM:EMSP", "FR-BLU:EMSP"].compactMap { PartyRole($0) }
    let place = "/2.2.1/receiver/hubclientinfo/"
    _ = try await stage.send(.put, place + "FR/BLU", HubStage.info("FR-BLU", "OFFLINE", at: Self.time))
    try await ledger.complete(agreement)
    #expect(try await stage.send(.get, place + "NL/ACM").data?["status"] == "CONNECTED")
    #expect(try await stage.send(.get, place + "FR/BLU").data?["status"] == "OFFLINE")
    _ = try await stage.send(.put, place + "NL/ACM", HubStage.info("NL-ACM", "SUSPENDED", at: Self.time))
    #expect(try await stage.send(.get, place + "NL/ACM").data?["status"] == "SUSPENDED")
    await stage.stop()
  }

  @Test("the module is offered to hubs, and by hubs, alone")
  func offered() async throws {
    let stage = try await HubStage.start(
      us: ["DE-NVO:CPO"], partners: ["hub": "NL-HUB:HUB", "acme": "NL-ACM:EMSP"])
    func sides(_ id: String) async throws -> [String] {
      let details = try await stage.send(.get, "/2.2.1", as: id).data
      return (details?["endpoints"]?.elements ?? []).filter { $0["identifier"] == "hubclientinfo" }
        .compactMap { $0["role"]?.string }
    }
    #expect(try await sides("hub") == ["RECEIVER"])
    #expect(try await sides("acme") == [])
    #expect(try await stage.send(.put, "/2.2.1/receiver/hubclientinfo/NL/ACM", "{}", as: "acme").http == 404)
    await stage.stop()
  }

  /// Our copy of a card of a party behind the hub.
  private func hold(_ uid: String, _ stage: HubStage) async throws {
    let body = OwnSample.token(uid).replacing("NVO", with: "ACM").replacing("\"DE\"", with: "\"NL\"")
    try await stage.commons.store.write { tx in
      _ = try tx.received.put(
        ReceivedObject(
          module: "tokens", partner: "hub", key: ObjectKey(country: "NL", party: "ACM", id: uid, sub: "RFID"),
          version: "2.2.1", body: JSONText(body), lastUpdated: tx.now, hash: Array(body.utf8)))
    }
  }

  @Test("HCI-04 HCI-05 HCI-06 TR-79 a party behind a hub is spoken with while it is connected, and not else")
  func spokenWith() async throws {
    let stage = try await stage { $0.path.hasSuffix("/authorize") ? #"{"allowed":"ALLOWED"}"# : nil }
    try await hold("CARD", stage)
    func ask() async throws -> Int {
      let before = stage.calls.count
      _ = try await stage.office.send(.post, "/partners/hub/authorize", #"{"uid":"CARD"}"#)
      return stage.calls.dropFirst(before).filter { $0.path.hasSuffix("/authorize") }.count
    }
    #expect(try await ask() == 1, "of whom the hub told nothing is asked")
    let call = try #require(stage.calls.last { $0.path.hasSuffix("/authorize") })
    #expect(call.from == "DE-NVO" && call.to == "NL-ACM")
    for (status, count) in [("OFFLINE", 0), ("PLANNED", 0), ("SUSPENDED", 0), ("CONNECTED", 1)] {
      let place = "/2.2.1/receiver/hubclientinfo/NL/ACM"
      _ = try await stage.send(.put, place, HubStage.info("NL-ACM", status))
      #expect(try await ask() == count, "\(status)")
    }
    await stage.stop()
  }

  @Test("TR-81 TR-82 a hub finds the owner of an unknown card; lists are asked for at its own party")
  func openRequest() async throws {
    let stage = try await stage { $0.path.hasSuffix("/authorize") ? #"{"allowed":"ALLOWED"}"# : nil }
    _ = try await stage.office.send(.post, "/partners/hub/authorize", #"{"uid":"STRANGER"}"#)
    let question = try #require(stage.calls.first { $0.path.hasSuffix("/authorize") })
    #expect(question.from == "DE-NVO" && question.to == nil)
    let link = try #require(stage.commons.links["hub"])
    _ = await PullStep<Token>(link, stage.commons).syncOnce(.full)
    let list = try #require(stage.calls.last { $0.path == "/hub/sender/tokens" })
    #expect(list.method == .get && list.from == "DE-NVO" && list.to == "NL-HUB")
    await stage.stop()
  }
}
