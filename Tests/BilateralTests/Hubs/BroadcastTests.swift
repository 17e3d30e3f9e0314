import BilateralBase
import BilateralModel
import BilateralNet
import Synchronization
import Testing

@testable import Bilateral

/// What we tell everybody behind a hub at once.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BroadcastTests {
  private static let hub = Sample.partner("hub").replacing(
    #"["NL-ACM:EMSP", "NL-ACM:CPO"]"#, with: #"["NL-HUB:HUB"]"#)

  @Test("TR-83 TR-84 a broadcast goes to the hub's party, below the address of its owner, and is never a GET")
  func push() async throws {
    let calls = Mutex<[HubStage.Call]>([])
    let partner = try OddPartner { request in
      calls.withLock { $0.append(HubStage.Call(request)) }
      return OddAnswer.envelope("null")
    }
    let house = try await PublishHouse(["hub": Self.hub])
    try await house.register("hub", receiver: "\(partner.base)/in")
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("hub")
    try await house.deliver("hub")
    let told = calls.withLock { $0 }
    #expect(told.map(\.path) == ["/in/locations/DE/NVO/L1"])
    #expect(told.first?.method == .put && told.first?.from == "DE-NVO" && told.first?.to == "NL-HUB")
    let entry = VisibleObjects.Entry(key: Sample.location("L1", at: house.clock.now).key, body: [])
    let reading = CopyReading(link: try house.link("hub"), module: .locations)
    await #expect(throws: OCPIFailure.self) { _ = try await reading.read(entry) }
    #expect(calls.withLock { $0.count } == 1, "nobody's copy is asked for by broadcast")
    await partner.stop()
    house.close()
  }

  @Test("TR-85 a session and a CDR go through a hub to the one party whose driver it was")
  func history() async throws {
    let calls = Mutex<[HubStage.Call]>([])
    let partner = try OddPartner { request in
      calls.withLock { $0.append(HubStage.Call(request)) }
      return OddAnswer.envelope("null")
    }
    let file = Self.hub.replacing(#"["NL-HUB:HUB"]"#, with: #"["NL-HUB:HUB", "NL-ACM:EMSP"]"#)
    let house = try await PublishHouse(["hub": file])
    try await house.register("hub", receiver: "\(partner.base)/in")
    _ = try await house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    _ = try await house.office(.post, "/own/cdrs", HistorySample.cdr())
    for _ in 0..<2 {
      try await house.settle("hub")
      house.clock.advance(seconds: 10)
      try await house.deliver("hub")
    }
    let told = calls.withLock { $0 }.filter { $0.path != "/in/locations" }
    #expect(Set(told.map(\.path)) == ["/in/sessions/DE/NVO/S1", "/in/cdrs"])
    #expect(told.allSatisfy { $0.from == "DE-NVO" && $0.to == "NL-ACM" })
    await partner.stop()
    house.close()
  }
}
