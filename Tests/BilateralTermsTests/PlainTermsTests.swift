import BilateralBase
import BilateralTerms
import Foundation
import Testing

@Suite struct PlainTermsTests {
  func partner(_ name: String) throws -> PartnerFile {
    let folder = FixtureFiles.repository.appending(path: "partners")
    return try #require(
      PartnerFile.read(bytes: FixtureFiles.bytes(name + ".toml", in: folder), file: name + ".toml").file)
  }

  @Test func `the terms of a service provider read as sentences`() throws {
    let example = PlainTerms.WorkedPrice(session: "30 kWh in 25 min at 150 kW", price: "16.82 EUR net")
    let text = PlainTerms(try partner("acme"), prices: [example]).text
    for sentence in [
      "ACME Mobility B.V. takes part as NL-ACM (mobility service provider), DE-ACM (mobility service provider).",
      "The partnership is live.",
      "The contract is BRA-2026-017.",
      "A price change is announced 42 days ahead.",
      "ACME Mobility B.V. pays us our price list \"adhoc\".",
      "Rule standard: 8 % off energy.",
      "Rule hpc: 5 % off the list price, plus 0.10 EUR/min for parking, parking free for the first 45 min, "
        + "parking never more than 12.00 EUR, on chargers from 150 kW.",
      "Rule night-ac: 0.29 EUR/kWh for energy, at the stations of city-ac, on chargers up to 22 kW, between "
        + "22:00 and 06:00.",
      "A kWh costs at least 0.05 EUR.", "A session costs at most 150.00 EUR.",
      "From 250000 kWh a quarter, the kWh above cost 1.5 % less.",
      "No charge record says this, so it is settled on the statement for each session: parking free for 45 min "
        + "under rule hpc and parking at most 12.00 EUR under rule hpc.",
      "Example: 30 kWh in 25 min at 150 kW costs 16.82 EUR net.",
      "When no answer comes within 3 s, the list of cards decides.",
      "We fetch drivers' cards every 15 min.",
      "It is payable within 30 days.",
      "Operations: NOC, noc@acme.example, +31205550199, 24/7.",
    ] {
      #expect(text.contains("  \(sentence)\n"), "\(sentence)")
    }
  }

  @Test func `a file without prices says so`() throws {
    let terms = PlainTerms(try partner("gireve"))
    #expect(
      terms.paragraphs.map(\.heading)
        == ["Who", "Prices", "Drivers", "Data", "Money"].filter { $0 != "Money" })
    #expect(terms.text.contains("No prices between the two of us are agreed in this file."))
  }

  @Test func `what we owe a charge point operator is said from our side`() throws {
    let text = PlainTerms(try partner("carlo")).text
    #expect(text.contains("We pay Carlo Charge GmbH the prices as received: 6 % off the list price."))
    #expect(text.contains("We fetch stations and their status every 5 min."))
    #expect(text.contains("We send drivers' cards as they change."))
  }
}
