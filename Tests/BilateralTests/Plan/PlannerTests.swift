import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

@Suite struct PlannerTests {
  private func house(_ more: String = Sample.discount) async throws -> PublishHouse {
    let house = try await PublishHouse(["acme": Sample.partner("acme", more)])
    try await house.put(
      "locations",
      [
        Sample.location("L1", at: house.clock.now, powers: [22, 150]),
        Sample.location("L2", at: house.clock.now, country: "NLD"),
      ])
    // As `apply` does: with the price lists of that moment.
    let entry = try PartnerFolder(house.commons).read("acme")
    try await house.register("acme")
    try await house.commons.store.write { tx in _ = try entry.snapshot.apply(tx, actor: "test") }
    try await house.platform.loader.load(entry.file)
    try await house.settle("acme")
    return house
  }

  private func write(_ text: String, _ name: String, _ house: PublishHouse) throws {
    try text.write(toFile: "\(house.folder)/\(name)", atomically: true, encoding: .utf8)
  }

  private func part(_ house: PublishHouse) async throws -> JSON {
    let plan = try await house.platform.planner.plan(["acme"]).json
    return try #require(plan["partners"]?[0])
  }

  private func words(_ part: JSON, _ block: String = "terms") -> [String] {
    (part[block]?.elements ?? []).map { entry in
      [entry["path"]?.string, entry["old"]?.string ?? "-", entry["new"]?.string ?? "-"].compactMap { $0 }
        .joined(separator: " ")
    }
  }

  @Test("a file that is in force plans nothing")
  func nothing() async throws {
    let house = try await house()
    let part = try await part(house)
    #expect(part["changes"]?.bool == false, "\(part.text)")
    #expect(part["tariffs"]?["same"]?.int == 1)
    house.close()
  }

  @Test("another discount: the value, old and new, and the tariff that gets other prices")
  func discount() async throws {
    let house = try await house()
    try write(
      Sample.partner("acme", Sample.discount.replacing("8 %", with: "9 %")), "partners/acme.toml", house)
    let part = try await part(house)
    #expect(words(part) == ["pricing.sell.discount 8 % 9 %"])
    #expect(part["tariffs"]?["change"]?.elements?.count == 1)
    #expect(part["tariffs"]?["add"]?.elements?.isEmpty == true)
    #expect(part["connectors"]?["change"]?.int == 0)
    #expect(part["changes"]?.bool == true)
    house.close()
  }

  @Test("a rule is called by its name, and its connectors get other tariff ids")
  func rules() async throws {
    let house = try await house()
    let rule = "[[pricing.sell.rule]]\nid = \"hpc\"\nwhen = { power_min = \"100 kW\" }\ndiscount = \"5 %\"\n"
    let rest = "[[pricing.sell.rule]]\nid = \"rest\"\ndiscount = \"8 %\"\n"
    try write(
      Sample.partner("acme", "[pricing.sell]\nbase = \"adhoc\"\n" + rule + rest), "partners/acme.toml", house)
    let part = try await part(house)
    let said = words(part)
    #expect(said.contains("pricing.sell.rule[hpc].discount - 5 %"), "\(said)")
    #expect(said.contains("pricing.sell.discount 8 % -"))
    #expect(part["tariffs"]?["add"]?.elements?.count == 2)
    #expect(part["tariffs"]?["end"]?.elements?.count == 1)
    #expect(part["connectors"]?["change"]?.int == 3)
    #expect(part["locations"]?["update"]?.int == 2)
    house.close()
  }

  @Test("S-12 a narrower share: what vanishes is counted, and more than max_shrink is refused by a guard")
  func shrink() async throws {
    let house = try await house()
    let text = Sample.discount + "[share]\ncountries = [\"NL\"]\n"
    try write(Sample.partner("acme", text), "partners/acme.toml", house)
    var part = try await part(house)
    #expect(part["share"]?["locations"]?.text == #"{"before":2,"appear":0,"disappear":1}"#)
    #expect(part["share"]?["evses"]?.text == #"{"before":3,"appear":0,"disappear":2}"#)
    #expect(part["guards"]?[0]?["code"]?.string == "BR555")
    try write(
      Sample.partner("acme", text + "[sync.locations]\nmax_shrink = \"70 %\"\n"), "partners/acme.toml", house)
    part = try await self.part(house)
    #expect(part["guards"]?.elements?.allSatisfy { $0["state"]?.string == "pass" } == true)
    #expect(words(part, "technical") == ["sync.locations.max_shrink 10 % 70 %"])
    house.close()
  }

  @Test("ruling 9: an edited price list is planned and not in force before apply, not even after a restart")
  func lists() async throws {
    let house = try await house()
    try write(Sample.list.replacing("0.50", with: "0.60"), "tariffs/adhoc.json", house)
    let part = try await part(house)
    #expect(words(part) == ["tariffs/adhoc.json as applied as edited"])
    #expect(part["tariffs"]?["change"]?.elements?.count == 1)
    try await house.commons.store.write { tx in try tx.viewCursors.forget(partner: "acme") }
    try await house.settle("acme")
    let list = try await house.get("tariffs", as: "acme").envelope.data
    #expect(list?[0]?["elements"]?[0]?["price_components"]?[0]?["price"]?.numberText == "0.46")
    let status = try await house.office(.get, "/partners").json["partners"]?[0]
    #expect(status?["drift"]?.bool == false, "what was read at the start is in force")
    house.close()
  }

  @Test("a plan that was edited after it was made is none")
  func edited() async throws {
    let house = try await house()
    var json = try await house.platform.planner.plan([]).json
    #expect((try? TermsPlan(json)) != nil)
    json["env"] = "prod"
    #expect(throws: TermsPlan.Unreadable.self) { try TermsPlan(json) }
    house.close()
  }
}
