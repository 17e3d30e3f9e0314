import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

@Suite struct PublishedTariffsTests {
  private func price(_ tariff: JSONNode?) -> String? {
    tariff?["elements"]?[0]?["price_components"]?[0]?["price"]?.numberText
  }

  private func connectorIDs(_ house: PublishHouse, _ id: String) async throws -> [String] {
    let connector = try await house.get("locations/L1/L1-0/1", as: id).envelope.data
    return connector?["tariff_ids"]?.elements.compactMap(\.string) ?? []
  }

  @Test(
    "S-12 TAR-25 TAR-01 TR-08 TR-42 two partners see different tariffs at the same connector, and never each other's"
  )
  func twoPartners() async throws {
    let house = try await PublishHouse([
      "acme": Sample.partner("acme", "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"8 %\"\n"),
      "blue": Sample.partner(
        "blue", party: "FR-BLU", "[pricing.sell]\nbase = \"adhoc\"\nmarkup = \"10 %\"\n"),
    ])
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    var seen: [String: (ids: [String], price: String?)] = [:]
    for id in ["acme", "blue"] {
      try await house.register(id)
      try await house.settle(id)
      let list = try await house.get("tariffs", as: id)
      seen[id] = (list.ids, price(list.envelope.data?[0]))
      #expect(try await connectorIDs(house, id) == list.ids)
    }
    #expect(seen["acme"]?.price == "0.46")
    #expect(seen["blue"]?.price == "0.55")
    let acme = try #require(seen["acme"]?.ids.first)
    let blue = try #require(seen["blue"]?.ids.first)
    #expect(acme != blue)
    #expect(try await house.get("tariffs/\(acme)", as: "acme").http.status == .ok)
    #expect(try await house.get("tariffs/\(acme)", as: "blue").http.status == .notFound)
    #expect(try await house.get("tariffs/AC-1", as: "blue").http.status == .notFound)
    house.close()
  }

  @Test(
    "ruling 15: terms beyond what can be priced, or without a usable list, publish nothing, never raw prices")
  func nothingRaw() async throws {
    let terms = [
      "BT155": "[pricing.sell]\nbase = \"adhoc\"\nprice_time = \"period\"\n"
        + "[[pricing.sell.rule]]\nid = \"may\"\nfrom = 2027-05-01\nmarkup = \"3 %\"\n",
      "BT221": "[pricing.sell]\nbase = \"adhoc\"\ncurrency = \"SEK\"\n",
      "BT158": "[pricing.sell]\nbase = \"nowhere\"\ndiscount = \"8 %\"\n", "": "",
    ]
    for (code, more) in terms {
      let house = try await PublishHouse(["acme": Sample.partner("acme", more)])
      try await house.register("acme")
      try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
      try await house.settle("acme")
      #expect(try await house.get("tariffs", as: "acme").ids == [], "\(code)")
      #expect(try await connectorIDs(house, "acme") == [], "\(code)")
      let findings = try house.link("acme").publishing("tariffs").map(\.code)
      #expect(findings.contains(code) || code.isEmpty && findings.isEmpty, "\(code): \(findings)")
      house.close()
    }
  }

  @Test("a changed price list counts at the next apply, not before")
  func listChanges() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)])
    try await house.register("acme")
    try await house.settle("acme")
    let raised = Sample.list.replacingOccurrences(of: "0.50", with: "0.60")
    try raised.write(toFile: house.folder + "/tariffs/adhoc.json", atomically: true, encoding: .utf8)
    try await house.settle("acme")
    #expect(price(try await house.get("tariffs", as: "acme").envelope.data?[0]) == "0.46")
    house.clock.advance(seconds: 60)
    let moment = house.clock.now
    try await TariffPublisher.renew(try house.link("acme"), house.commons)
    try await house.settle("acme")
    let window = try await house.get("tariffs?date_from=\(moment)", as: "acme")
    #expect(price(window.envelope.data?[0]) == "0.552")
    #expect(window.envelope.data?[0]?["last_updated"]?.string == "\(moment)")
    house.close()
  }

  @Test("our own tariffs from the back office are the list named own, and count when they change")
  func ownList() async throws {
    let terms = "[pricing.sell]\nbase = \"own\"\ndiscount = \"10 %\"\n"
    let house = try await PublishHouse(["acme": Sample.partner("acme", terms)])
    try await house.register("acme")
    try await house.settle("acme")
    #expect(try await house.get("tariffs", as: "acme").ids == [])
    let text = String(Sample.list.dropFirst().dropLast())
    let key = ObjectKey(country: "DE", party: "NVO", id: "AC-1")
    try await house.put("tariffs", [Sample.Object(key: key, text: text, at: house.clock.now)])
    try await house.settle("acme")
    #expect(price(try await house.get("tariffs", as: "acme").envelope.data?[0]) == "0.45")
    house.close()
  }

  @Test("rulings 23 and 26: connectors carry the tariffs of their class, announced ones too, until one ends")
  func classesAndDates() async throws {
    let clock = HandClock()
    let day = CivilDate(daysSince1970: CivilDate(clock.now).daysSince1970 + 3)
    let terms = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "new"
      from = \(day)
      when = { power_max = "22 kW", hours = "22:00-06:00" }
      discount = "20 %"
      [[pricing.sell.rule]]
      id = "standard"
      discount = "8 %"

      """
    let house = try await PublishHouse(["acme": Sample.partner("acme", terms)], on: clock)
    try await house.put("locations", [Sample.location("L1", at: clock.now, powers: [22, 150])])
    try await house.register("acme")
    try await house.settle("acme")
    func ids(_ evse: Int) async throws -> [String] {
      let connector = try await house.get("locations/L1/L1-\(evse)/1", as: "acme").envelope.data
      return connector?["tariff_ids"]?.elements.compactMap(\.string) ?? []
    }
    let announced = try await house.get("tariffs", as: "acme")
    let (slow, fast) = (try await ids(0), try await ids(1))
    #expect(announced.ids.count == 3 && slow.count == 2 && fast.count == 1)
    #expect(Set(slow + fast) == Set(announced.ids))
    #expect(try house.link("acme").publishing("tariffs").isEmpty)
    clock.advance(seconds: 4 * 86_400)
    try await house.settle("acme")
    let later = try await house.get("tariffs", as: "acme")
    #expect(Set(later.ids) == Set([slow[1]] + fast))
    #expect(try await ids(0) == [slow[1]])
    #expect(try await ids(1) == fast)
    house.close()
  }
}
