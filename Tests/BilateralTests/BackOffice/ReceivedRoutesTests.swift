import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite struct ReceivedRoutesTests {
  private func receive(_ body: String, _ id: String, from partner: String, _ office: Office) async throws {
    try await office.commons.store.write { tx in
      _ = try tx.received.put(
        ReceivedObject(
          module: "locations", partner: partner, key: ObjectKey(country: "DE", party: "NVO", id: id),
          version: "2.2.1", body: JSONText(body), lastUpdated: tx.now, hash: Array(body.utf8)))
    }
  }

  @Test("received objects are given as sent, or converted when a version is asked for")
  func received() async throws {
    let office = try await Office.start()
    let sent = OwnSample.location("L1").replacing("\"city\"", with: "\"x_own\" : 1,\"city\"")
    try await receive(sent, "L1", from: "acme", office)
    let raw = try await office.send(.get, "/partners/acme/locations")
    #expect(raw.text == "[\(sent)]")
    #expect(raw.response.fields["X-Total-Count"] == "1")
    let old = try await office.send(.get, "/partners/acme/locations", fields: ["OCPI-Version": "2.1.1"])
    #expect(old.json[0]?["country_code"] == nil)
    let one = try await office.send(.get, "/partners/acme/locations/DE/NVO/L1")
    #expect(one.text == sent)
    #expect(one.response.fields["OCPI-Version"] == "2.2.1")
    #expect(try await office.send(.get, "/partners/acme/locations/DE/NVO/L2").status == 404)
    #expect(try await office.send(.get, "/partners/nobody/locations").status == 404)
    #expect(try await office.send(.get, "/partners/acme/magic").status == 404)
    await office.stop()
  }

  @Test("the network shows an object once, with every route it came by")
  func network() async throws {
    let office = try await Office.start()
    try await receive(OwnSample.location("L1"), "L1", from: "acme", office)
    try await receive(OwnSample.location("L2"), "L2", from: "acme", office)
    try await receive(OwnSample.location("L1", status: "CHARGING"), "l1", from: "hub", office)
    let page = try await office.send(.get, "/network/locations?limit=1")
    #expect(page.response.fields["X-Total-Count"] == "2")
    #expect(page.json[0]?["origins"] == ["acme", "hub"])
    #expect(page.json[0]?["object"]?["evses"]?[0]?["status"] == "CHARGING")
    #expect(page.response.fields[.link] != nil)
    let second = try await office.send(.get, "/network/locations?offset=1&limit=1")
    #expect(second.json[0]?["origins"] == ["acme"])
    await office.stop()
  }

  @Test("partners are listed with their state")
  func partners() async throws {
    let office = try await Office.start()
    let partner = try await office.send(.get, "/partners").json["partners"]?[0]
    #expect(partner?["id"] == "acme")
    #expect(partner?["state"] == "new")
    await office.stop()
  }
}
