import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct PriceListTests {
  static func read(_ text: String, _ tax: TaxIncluded? = nil) throws -> (PriceList?, [String]) {
    let party = try PricingFixture.party()
    let (list, findings) = PriceList.read(
      name: "adhoc", bytes: Array(text.utf8), taxIncluded: tax, party: party)
    return (list, findings.map(\.code))
  }

  static let silent = PricingFixture.retail.replacing("\"tax_included\":\"NO\",", with: "")

  @Test("ruling 16 a list must say whether its prices include tax")
  func tax() throws {
    #expect(try Self.read("[\(Self.silent)]") == (nil, ["BT156"]))
    let said = try Self.read("[\(Self.silent)]", .yes)
    #expect(said.0?.tariffs.first?.taxIncluded == .yes && said.1.isEmpty)
    #expect(try Self.read("[\(PricingFixture.retail)]").0?.tariffs.first?.taxIncluded == .no)
    #expect(try Self.read("[\(PricingFixture.retail)]", .yes) == (nil, ["BT156"]))
    let odd = PricingFixture.retail.replacing("\"NO\"", with: "\"PERHAPS\"")
    #expect(try Self.read("[\(odd)]") == (nil, ["BT156"]))
  }

  @Test(
    "what is no list is refused",
    arguments: [
      "", "[", "{}", "[]", "[1]", "[{}]", "[{\"id\":\"a\",\"currency\":\"EUR\",\"elements\":[]}]",
    ])
  func malformed(text: String) throws {
    let (list, codes) = try Self.read(text, .no)
    #expect(list == nil && codes == ["BT158"])
  }

  @Test func `an id may stand in a list once`() throws {
    let (list, codes) = try Self.read("[\(PricingFixture.retail),\(PricingFixture.retail)]")
    #expect(list == nil && codes == ["BT158"])
  }
}
