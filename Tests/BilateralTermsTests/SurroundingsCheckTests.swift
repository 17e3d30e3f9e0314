import BilateralBase
import BilateralCrypto
import BilateralTerms
import Foundation
import Testing

@Suite struct SurroundingsCheckTests {
  private static let today = CivilDate(Timestamp(seconds: 1_795_219_200))

  private func found(
    _ more: String, status: String = "test", _ change: (inout FleetSurroundings) -> Void = { _ in }
  ) throws -> [String] {
    let text = TermsTests.head + more
    let (file, findings) = PartnerFile.read(
      bytes: Array("status = \"\(status)\"\n\(text)".utf8), file: "acme.toml")
    var around = FleetSurroundings()
    around.today = Self.today
    change(&around)
    return Fleet.check([try #require(file, "\(findings)")], in: around).map { "\($0.code) \($0.severity)" }
  }

  @Test(arguments: [
    ("ends = 2026-11-20\n", "test", ["BT161 error"]), ("ends = 2026-11-21\n", "test", []),
    ("ends = 2026-11-20\n", "ended", []), ("ends = 2026-11-20\nrenewal = \"1 year\"\n", "test", []),
    (
      "ends = 2027-02-28\nrenewal = \"1 year\"\ntermination_notice = \"90 days\"\n", "test", ["BT162 warning"]
    ),
    (
      "ends = 2027-02-28\nrenewal = \"1 year\"\ntermination_notice = \"3 months\"\n", "test",
      ["BT162 warning"]
    ),
    ("ends = 2027-02-28\nrenewal = \"1 year\"\ntermination_notice = \"1 month\"\n", "test", []),
    ("ends = 2027-01-31\nrenewal = \"1 year\"\ntermination_notice = \"90 days\"\n", "test", []),
    ("zone = \"Europe/Amsterdam\"\n", "test", []),
    ("zone = \"Europe/Entenhausen\"\n", "test", ["BT116 error"]),
  ])
  func `an agreement's days and zones are held against the calendar`(
    _ agreement: String, _ status: String, _ codes: [String]
  ) throws {
    #expect(try found("[agreement]\n" + agreement, status: status) { $0.zones = ZoneCatalog() } == codes)
  }

  @Test func `a signed paper must be the one that was named`() throws {
    let hash = Hex.encode(SHA256.hash("paper"))
    let text = "[agreement]\ndocument = \"contracts/a.pdf\"\ndocument_sha256 = \"\(hash)\"\n"
    #expect(try found(text) { $0.file = { $0 == "contracts/a.pdf" ? Array("paper".utf8) : nil } } == [])
    #expect(try found(text) { $0.file = { _ in Array("other".utf8) } } == ["BT163 error"])
    #expect(try found(text) { $0.file = { _ in nil } } == [])
    let climbing = text.replacing("contracts/", with: "../")
    #expect(try found(climbing) { $0.file = { _ in Array("other".utf8) } } == [])
  }

  @Test(arguments: [(29, ["BT191 warning"]), (31, []), (-1, ["BT191 warning"])])
  func `a certificate that ends within thirty days is told of`(_ days: Int, _ codes: [String]) throws {
    let now = Timestamp(seconds: Int64(Self.today.daysSince1970) * 86_400)
    let maker = try CertificateMaker(
      authority: CertificateMaker.Request(
        name: "Test", notBefore: now.adding(seconds: -864_000),
        notAfter: now.adding(seconds: Int64(days) * 86_400)))
    let pem = maker.authority.certificate
    let text = "[security]\nclient_cert = \"file:c.pem\"\nclient_key = \"secret:k\"\n"
    #expect(try found(text) { $0.certificate = { _ in pem } } == codes)
    #expect(try found(text) { $0.certificate = { _ in Array("no certificate".utf8) } } == [])
    #expect(try found("[security]\nca_bundle = \"ca.pem\"\n") { $0.file = { _ in pem } } == codes)
  }

  private static func list(_ components: String) throws -> PriceList {
    let text = """
      [{"country_code":"DE","party_id":"NVO","id":"A","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[\(components)]}],"last_updated":"2026-01-01T00:00:00Z"}]
      """
    let party = try #require(PartyID("DE-NVO"))
    let (list, findings) = PriceList.read(
      name: "adhoc", bytes: Array(text.utf8), taxIncluded: nil, party: party)
    return try #require(list, "\(findings)")
  }

  @Test func `a price list that is not there, or that cannot be sold from, is told of`() throws {
    let energy = "{\"type\":\"ENERGY\",\"price\":0.5,\"vat\":19.0,\"step_size\":1}"
    let flat = "{\"type\":\"FLAT\",\"price\":1.0,\"vat\":19.0,\"step_size\":1}"
    let lists = ["adhoc": try Self.list("\(flat),\(energy)")]
    let sell = "[pricing.sell]\nbase = \"adhoc\"\n"
    #expect(try found(sell) { $0.lists = lists } == [])
    #expect(try found(sell.replacing("adhoc", with: "adhco")) { $0.lists = lists } == ["BT158 error"])
    #expect(try found(sell) { $0.lists = [:] } == ["BT158 warning"])
    #expect(try found(sell + "currency = \"SEK\"\n") { $0.lists = lists } == ["BT221 warning"])
    #expect(try found(sell + "max_session = \"50 EUR\"\n") { $0.lists = lists } == [])
    let afir = sell + "[compliance]\nprofiles = [\"afir-msp\"]\n"
    #expect(try found(afir) { $0.lists = lists } == ["BT200 warning"])
    let ordered = ["adhoc": try Self.list("\(energy),\(flat)")]
    #expect(try found(afir) { $0.lists = ordered } == [])
  }

  @Test func `a group that is exclusive to one partner may not be shared with another`() throws {
    func file(_ id: String, _ share: String) throws -> PartnerFile {
      let text = """
        schema = "bilateral/1"
        id = "\(id)"
        name = "\(id)"
        status = "test"
        [us]
        roles = ["DE-NVO:CPO"]
        [them]
        roles = ["NL-\(id.uppercased()):EMSP"]
        \(share)
        """
      return try #require(PartnerFile.read(bytes: Array(text.utf8), file: "\(id).toml").file)
    }
    let one = try file(
      "one", "[agreement]\nexclusivity = \"location-groups\"\n[share]\ngroups = [\"hotels\"]\n")
    let open = try file("two", "")
    #expect(Fleet.check([one, open]).map(\.code) == ["BT164"])
    #expect(Fleet.check([one, try file("two", "[share]\ngroups = [\"hotels\"]\n")]).map(\.code) == ["BT164"])
    #expect(Fleet.check([one, try file("two", "[share]\nexclude_groups = [\"hotels\"]\n")]) == [])
    #expect(Fleet.check([one, try file("two", "[share]\ngroups = [\"other\"]\n")]) == [])
  }
}

extension SurroundingsCheckTests {
  @Test(
    "X-03 BT238 prices that no allowed version can say are told before anybody is connected",
    arguments: [
      ("[\"2.1.1\"]", "highest-common", ["BT238 warning"]),
      ("[\"2.1.1\", \"2.2.1\"]", "highest-common", ["BT238 note"]),
      ("[\"2.1.1\", \"2.2.1\"]", "at-least 2.2.1", []),
      ("[\"2.2.1\", \"2.1.1\"]", "pin 2.1.1", ["BT238 warning"]),
      ("[\"2.3.0\"]", "highest-common", []),
    ])
  func unsayable(_ versions: String, _ policy: String, _ codes: [String]) throws {
    let connection = "[connection]\nallowed_versions = \(versions)\nversion_policy = \"\(policy)\"\n"
    let prices = "[pricing.sell]\nbase = \"adhoc\"\n"
    let list = try PricingFixture.list([PricingFixture.retail])
    func told(_ text: String) throws -> [String] {
      try found(text) { $0.lists = ["adhoc": list] }.filter { $0.hasPrefix("BT238") }
    }
    #expect(try told(connection + prices + "min_session = \"1.00 EUR\"\n") == codes)
    #expect(try told(connection + prices) == [])
  }
}
