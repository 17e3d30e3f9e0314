import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

@testable import partnerctl

/// A partner that is reached directly and through a hub, beside one behind the hub alone.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HybridProcessTests {
  @Test(
    "TR-79 P-120 by two ways each location comes once, each driver charges once, and nothing is lost or doubled"
  )
  func twoWays() throws {
    let stage = try HybridStage()
    try sync(stage)
    try authorise(stage)
    try charge("S1", "NL-ACM", stage)
    try charge("S2", "FR-BLU", stage)
    try command(stage)
    let odd = try byOddHub(stage)
    try withoutHub(stage)
    try withoutDirect(stage)
    try stage.wait("the end of all messages") {
      try stage.volt.control.get("/outbox")["items"]?.elements?.isEmpty == true
    }
    #expect(try stage.ids("cdrs", stage.acme) == ["C-S1", "C-S3", "C-S5", "C-S6"])
    #expect(try stage.ids("cdrs", stage.blue) == (["C-S2", "C-S4"] + odd).sorted())
    #expect(try stage.ids("sessions", stage.blue).count == 2 + odd.count)
    #expect(try stage.ids("sessions", stage.acme) == ["S1", "S3", "S5", "S6"])
    for (platform, count) in [(stage.acme, 4), (stage.blue, 2 + odd.count)] {
      let events = try platform.office.call(.get, "/events?limit=1000")["events"]?.elements ?? []
      #expect(
        events.count { $0["type"]?.string?.hasPrefix("cdrs.") == true && $0["change"] == "created" } == count)
      let cdrs = try platform.office.call(.get, "/partners/volt/cdrs").elements ?? []
      #expect(cdrs.count == count, "each is the operator's, by whatever way it came")
    }
    stage.end()
  }

  /// Both providers hold every station once; the one of two ways knows both.
  private func sync(_ stage: HybridStage) throws {
    for platform in [stage.acme, stage.blue] {
      try stage.wait("the stations") { try platform.network("locations").count == HybridStage.locations }
    }
    try stage.wait("both origins") {
      try stage.acme.network("locations").allSatisfy { ($0["origins"]?.elements?.count ?? 0) == 2 }
    }
    #expect(try stage.acme.network("locations").count == HybridStage.locations)
    let prices = try [stage.acme, stage.blue].map { platform in
      Set(
        try platform.network("tariffs").compactMap {
          $0["object"]?["elements"]?[0]?["price_components"]?[0]?["price"]?.text
        })
    }
    #expect(
      prices[0] != prices[1] && !prices[0].isEmpty && !prices[1].isEmpty, "each has its own terms: \(prices)")
    for (id, party) in [("acme", "NL-ACM"), ("blue", "FR-BLU")] {
      try stage.wait("the cards of \(party)") {
        try stage.volt.control.get("/partners/\(id)/tokens?limit=100").elements?.count == 3
      }
    }
    #expect(try stage.volt.network("tokens").count == 6)
  }

  private func authorise(_ stage: HybridStage) throws {
    let question: JSON = [
      "uid": .string(SampleNetwork.uid(0)), "type": "RFID",
      "location": ["location_id": "LOC-00001", "evse_uids": ["NVO-1-1"]],
    ]
    for id in ["acme", "blue"] {
      let answer = try stage.volt.office.call(.post, "/partners/\(id)/authorize", question.bytes)
      #expect(answer["allowed"]?.bool == true && answer["source"] == "partner", "\(id): \(answer.text)")
    }
  }

  /// A whole charge that arrives.
  private func charge(_ session: String, _ party: String, _ stage: HybridStage) throws {
    try stage.begin(session, party)
    try stage.bill(session, party)
    try arrives(session, party, stage)
  }

  private func arrives(_ session: String, _ party: String, _ stage: HybridStage) throws {
    let platform = party == "NL-ACM" ? stage.acme : stage.blue
    try stage.wait("the CDR of \(session)") { try stage.ids("cdrs", platform).contains("C-\(session)") }
    let cdr = try platform.control.get("/partners/volt/cdrs/DE/NVO/C-\(session)?explain=1")
    #expect(cdr["verdict"] == "exact", "\(session): \(cdr.text)")
  }

  /// A driver of the provider behind the hub starts a charge: order, answer and result all pass through the hub.
  private func command(_ stage: HybridStage) throws {
    let card = SampleNetwork(try #require(PartyID("FR-BLU")), name: "FR-BLU").token(0)
    let order: JSON = ["location_id": "LOC-00001", "token": card]
    let given = try stage.blue.office.call(.post, "/partners/volt/commands/START_SESSION", order.bytes)
    let id = try #require(given["command_id"]?.string)
    var ask: String?
    try stage.wait("the question") {
      ask = try stage.volt.office.call(.get, "/asks")["asks"]?[0]?["ask_id"]?.string
      return ask != nil
    }
    _ = try stage.volt.office.call(.post, "/asks/\(ask ?? "")", Array(#"{"result":"ACCEPTED"}"#.utf8))
    try stage.wait("the result") { try stage.blue.office.call(.get, "/commands/\(id)")["phase"] == "ended" }
    let told = try stage.blue.office.call(.get, "/events?limit=1000")["events"]?.elements ?? []
    let results = told.filter { $0["id"]?.string == id }
    #expect(results.map { $0["change"] } == ["accepted"] && results.first?["partner"] == "volt")
  }

  /// What hubs do wrong with a message neither loses, doubles nor changes a charge; the ids of their CDRs.
  private func byOddHub(_ stage: HybridStage) throws -> [String] {
    let faults = [
      "forwards-twice", "restamps", "lower-case", "headers-missing", "headers-not-swapped", "correlation-new",
    ]
    var cdrs: [String] = []
    for (place, fault) in faults.enumerated() {
      let session = "S\(place + 7)"
      _ = try stage.orders.call(.post, "/fault/\(fault)")
      try charge(session, "FR-BLU", stage)
      _ = try stage.orders.call(.delete, "/fault/\(fault)")
      cdrs.append("C-\(session)")
    }
    // It does not know the receiver for a while: what is earned waits.
    _ = try stage.orders.call(.post, "/fault/unknown-receiver=FR-BLU")
    try stage.begin("S13", "FR-BLU")
    try stage.bill("S13", "FR-BLU")
    try stage.wait("a refusal in words") {
      let words = try stage.volt.control.get("/outbox").text
      return words.contains("4001") || words.contains("unknown")
    }
    _ = try stage.orders.call(.delete, "/fault/unknown-receiver")
    try arrives("S13", "FR-BLU", stage)
    return cdrs + ["C-S13"]
  }

  /// The hub is cut: the direct partner notices nothing, the other's messages wait and arrive once.
  private func withoutHub(_ stage: HybridStage) throws {
    _ = try stage.orders.call(.post, "/cut/hub")
    try charge("S3", "NL-ACM", stage)
    try stage.begin("S4", "FR-BLU")
    try stage.bill("S4", "FR-BLU")
    _ = try stage.orders.call(.post, "/restore/hub")
    try arrives("S4", "FR-BLU", stage)
  }

  /// The direct connection is cut: the hub stands in, what had begun directly waits for it, and all arrive once.
  private func withoutDirect(_ stage: HybridStage) throws {
    try stage.begin("S5", "NL-ACM")
    try stage.wait("the session") { try stage.ids("sessions", stage.acme).contains("S5") }
    stage.cutDirect()
    let evse = "/own/locations/DE/NVO/LOC-00001/NVO-1-1"
    _ = try stage.volt.office.call(.patch, evse, Array(#"{"status":"CHARGING"}"#.utf8))
    try stage.wait("the hub's turn") { try way(stage) == "hub" }
    try charge("S6", "NL-ACM", stage)
    try stage.wait("the status by the hub") {
      let place = try stage.acme.control.get("/partners/volt/locations/DE/NVO/LOC-00001")
      return place["evses"]?[0]?["status"] == "CHARGING"
    }
    try stage.bill("S5", "NL-ACM")
    #expect(try !stage.ids("cdrs", stage.acme).contains("C-S5"))
    try stage.restoreDirect()
    try stage.wait("the direct way") { try way(stage) == "direct" }
    try arrives("S5", "NL-ACM", stage)
  }

  /// The way that the operator's messages to the provider take, as its events tell.
  private func way(_ stage: HybridStage) throws -> String? {
    let events = try stage.volt.office.call(.get, "/events?limit=1000")["events"]?.elements ?? []
    let changes = events.compactMap { $0["change"]?.string }.filter { $0.hasPrefix("route-") }
    return changes.last.map { String($0.dropFirst(6)) }
  }
}
