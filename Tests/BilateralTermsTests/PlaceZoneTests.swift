import BilateralBase
import BilateralModel
import BilateralTerms
import Foundation
import Testing

@Suite struct PlaceZoneTests {
  private let catalog = ZoneCatalog()

  private func location(_ country: String, longitude: String = "10.1", zone: String? = nil) throws -> Location
  {
    let party = try #require(PartyID("DE-NVO"))
    return Location(
      party: party, id: "L1", publish: true, address: "Kai 7", city: "Kiel", country: country,
      coordinates: GeoLocation(latitude: "54.3", longitude: longitude), timeZone: zone, lastUpdated: .epoch)
  }

  @Test("R17 BT233 the zone that a location says counts; that of its country is told to be one")
  func zone() throws {
    let said = try #require(PlaceZone(try location("DEU", zone: "Europe/Vienna"), in: catalog))
    #expect(said.zone.name == "Europe/Vienna" && said.finding == nil)
    let taken = try #require(PlaceZone(try location("deu"), in: catalog))
    #expect(taken.zone.name == "Europe/Berlin" && taken.finding?.code == "BT233")
    #expect(taken.finding?.message.contains("Europe/Berlin, the zone of DEU") == true)
  }

  @Test(
    "R17 where a country has several zones nothing is guessed",
    arguments: ["USA", "RUS", "AUS", "BRA", "CAN", "MEX", "IDN", "KAZ", "CHN", "UKR", "GRL", "", "XX"])
  func several(country: String) throws {
    #expect(PlaceZone(try location(country), in: catalog) == nil)
    #expect(PlaceZone(try location(country, zone: "Mars/Olympus"), in: catalog) == nil)
  }

  @Test("R17 each country of the table has exactly one zone, and this system knows it")
  func table() throws {
    for (country, name) in CountryZone.names {
      #expect((try? catalog.zone(name)) != nil, "\(country) \(name)")
    }
    guard let text = try? String(contentsOfFile: "/usr/share/zoneinfo/zone.tab", encoding: .utf8) else {
      return
    }
    var zones: [String: [String]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      if columns.count > 2 { zones[String(columns[0]), default: []].append(String(columns[2])) }
    }
    for (country, name) in CountryZone.names where !["DEU", "CYP", "XKX"].contains(country) {
      let found = zones.filter { CountryCode.threeLetters(of: $0.key) == country }.values.joined()
      #expect(Array(found) == [name], "\(country)")
    }
  }
}
