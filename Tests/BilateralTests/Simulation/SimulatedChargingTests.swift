import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SimulatedChargingTests {
  private static let off = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }
    .joined()

  @Test("SES-02 CDR-02 a simulated CPO pushes a session and its CDR, and we have both")
  func cpo() async throws {
    let house = try await FaultHouse.openEMSP()
    let partner = try house.meet(nil, 700, as: .cpo, terms: "", sync: Self.off, id: "charging")
    #expect(await house.register(partner) == nil)
    let driver: JSON = [
      "country_code": "NL", "party_id": "ACM", "uid": "U1", "type": "RFID", "contract_id": "NL-ACM-C1",
    ]
    #expect(await partner.charge("S1", driver: driver))
    let rows = try await house.side.platform.commons.store.read { tx in
      try ["sessions", "cdrs"].flatMap { try tx.received.list($0, from: "charging", ListFilter()).rows }
    }
    #expect(rows.map(\.key.id) == ["S1", "CDR-S1"])
    let session = try JSON.parse(try #require(rows.first).body.bytes)
    #expect(session["status"]?.string == "COMPLETED" && session["charging_periods"]?.elements?.count == 2)
    await partner.stop()
    await house.close()
  }

  @Test("SES-03 CDR-22 a simulated eMSP takes sessions and CDRs, and refuses a CDR that changed")
  func emsp() async throws {
    let house = try await FaultHouse.openCPO()
    let partner = try house.meet(nil, 701, as: .emsp, terms: "", sync: Self.off, id: "driving")
    #expect(await house.register(partner) == nil)
    let party = partner.plan.role.party
    let card = HistorySample.token.replacing(
      "NL\",\"party_id\":\"ACM", with: "\(party.country)\",\"party_id\":\"\(party.party)")
    let office = try Office(over: house.side)
    let session = HistorySample.session().replacing(HistorySample.token, with: card)
    #expect(try await office.send(.put, "/own/sessions/DE/NVO/S1", session).status == 201)
    let cdr = HistorySample.cdr().replacing(HistorySample.token, with: card)
    let posted = try await office.send(.post, "/own/cdrs", cdr)
    #expect(posted.status == 201 && posted.json["partners"] == ["driving"])
    let deadline = ContinuousClock().now + .seconds(20)
    while partner.received["cdrs/C1"] == nil, ContinuousClock().now < deadline {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try partner.received["cdrs/C1"] == JSON.parse(cdr))
    #expect(partner.received["sessions/DE/NVO/S1"]?["id"]?.string == "S1")
    await partner.stop()
    await house.close()
  }
}
