import Bilateral
import BilateralBase
import BilateralNet
import Testing

/// What an app shows a driver: the retail price of a received tariff, roaming as a line of its own.
@Suite struct RetailRoutesTests {
  private func stage(_ terms: String = ReceivedStage.retail) async throws -> ReceivedStage {
    let stage = try await ReceivedStage(terms)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    return stage
  }

  private func lines(_ price: JSON?) -> [String] {
    price?["lines"]?.elements?.map { line in
      "\(line["name"]?.string ?? "") \(line["price"]?.string ?? "")/\(line["unit"]?.string ?? "")"
        + (line["roaming"]?.bool == true ? " roaming" : "")
    } ?? []
  }

  private static let shown = [
    "Energy 0.4165/kWh", "Roaming service fee 0.05/kWh roaming", "Parking 3/h",
    "Roaming service fee 0.36/h roaming",
    "Roaming service fee 0.39/session roaming",
  ]

  @Test("ruling 29 a connector shows what a driver pays, the cost of roaming as lines of its own")
  func connector() async throws {
    let stage = try await stage()
    let answer = try await stage.house.office(.get, "/partners/acme/locations/NL/ACM/L1?view=retail")
    let price = answer.json["evses"]?[0]?["connectors"]?[0]?["prices"]?[0]
    #expect(Set(lines(price)) == Set(Self.shown), "\(answer.json.text)")
    #expect(price?["tariff"]?.string == "T1" && price?["tax_included"]?.bool == false)
    let list = try await stage.house.office(.get, "/partners/acme/locations?view=retail").json
    #expect(list[0] == answer.json)
    stage.house.close()
  }

  @Test("a received tariff becomes a retail price, with tax where the terms show it so")
  func tariff() async throws {
    let stage = try await stage(ReceivedStage.retail.replacing("exclusive", with: "inclusive"))
    let answer = try await stage.house.office(.get, "/partners/acme/tariffs?view=retail")
    let price = answer.json[0]?["prices"]?[0]
    #expect(
      price?["tax_included"]?.bool == true && price?["currency"]?.string == "EUR", "\(answer.json.text)")
    // 0.4165 · 1.21 = 0.503965, and 12 % more 0.5644408.
    #expect(lines(price).contains("Energy 0.504/kWh"), "\(lines(price))")
    #expect(lines(price).contains("Roaming service fee 0.0604/kWh roaming"), "\(lines(price))")
    let one = try await stage.house.office(.get, "/partners/acme/tariffs/NL/ACM/T1?view=retail").json
    #expect(one == answer.json[0])
    stage.house.close()
  }

  @Test("cards of a group have the price of their group")
  func group() async throws {
    let rule =
      "[[pricing.retail.rule]]\nid = \"gold\"\nwhen = { token_groups = [\"GOLD\"] }\nmarkup = \"5 %\"\n"
    let terms = ReceivedStage.retail.replacing(
      "[[pricing.retail.rule]]", with: rule + "[[pricing.retail.rule]]")
    let stage = try await stage(terms)
    let path = "/partners/acme/locations/NL/ACM/L1?view=retail&token_group=GOLD"
    let answer = try await stage.house.office(.get, path)
    let price = answer.json["evses"]?[0]?["connectors"]?[0]?["prices"]?[0]
    #expect(lines(price).contains("Roaming service fee 0.0208/kWh roaming"), "\(answer.json.text)")
    stage.house.close()
  }

  @Test("the price of a moment is that of the tariff and the terms of then")
  func moment() async throws {
    let stage = try await stage()
    try await stage.tell(tariff: "0.50", at: "10:00")
    for (clock, energy) in [("09:00", "Energy 0.4165/kWh"), ("10:30", "Energy 0.5/kWh")] {
      let path = "/partners/acme/tariffs/NL/ACM/T1?view=retail&at=\(ReceivedStage.time(clock))"
      let answer = try await stage.house.office(.get, path)
      let shown = lines(answer.json["prices"]?[0])
      #expect(shown.contains(energy), "\(clock) \(answer.json.text)")
    }
    stage.house.close()
  }

  @Test("without retail terms no price is shown, a wholesale price least of all")
  func nothing() async throws {
    let stage = try await stage("")
    for path in ["tariffs", "tariffs/NL/ACM/T1", "locations/NL/ACM/L1"] {
      let answer = try await stage.house.office(.get, "/partners/acme/\(path)?view=retail")
      #expect(answer.status == 422 && answer.json["error"]?["code"]?.string == "BR560", "\(answer.json.text)")
    }
    #expect(try await stage.house.office(.get, "/partners/acme/tariffs?view=wholesale").status == 400)
    stage.house.close()
  }
}
