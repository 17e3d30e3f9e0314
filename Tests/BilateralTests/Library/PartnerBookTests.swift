import Bilateral
import BilateralTesting
import Testing

/// Partner files and prices for a program that embeds the library.
struct PartnerBookTests {
  private static func fleet(discount: String = "8 %") throws -> TestFleet {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner(
      "acme",
      """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      [agreement]
      zone = "Europe/Berlin"
      [them]
      roles = ["NL-ACM:EMSP"]
      [connection]
      registration = "they-start"
      [pricing.sell]
      base = "adhoc"
      discount = "\(discount)"
      """)
    try fleet.write(
      "tariffs/adhoc.json",
      """
      [{"country_code": "DE", "party_id": "NVO", "id": "AC", "currency": "EUR", "tax_included": "NO",
        "elements": [{"price_components": [
          {"type": "ENERGY", "price": 0.59, "vat": 19.0, "step_size": 1},
          {"type": "FLAT", "price": 1.00, "vat": 19.0, "step_size": 1}]}],
        "last_updated": "2026-01-01T00:00:00Z"}]
      """)
    return fleet
  }

  @Test("a folder's partners and findings are read, with file, line and column")
  func reading() throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    let book = try PartnerBook(folder: fleet.folder)
    #expect(book.isValid)
    #expect(book.partners.map(\.id) == ["acme"] && book.partners[0].roles == ["NL-ACM:EMSP"])
    #expect(book.partners[0].status == "test" && book.partners[0].file == "partners/acme.toml")

    try fleet.partner("broken", "schema = \"bilateral/1\"\nid = \"broken\"\nnam = \"B\"\n")
    let second = try PartnerBook(folder: fleet.folder)
    #expect(!second.isValid && second.partners.map(\.id) == ["acme"])
    let unknown = try #require(second.findings.first { $0.path == "nam" })
    #expect(unknown.file == "partners/broken.toml" && unknown.line == 3 && unknown.column == 1)
    #expect(throws: BilateralError.self) { try PartnerBook(folder: fleet.folder + "/nowhere") }
  }

  @Test("a described session is priced exactly under the partner's terms")
  func pricing() throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    let book = try PartnerBook(folder: fleet.folder)
    var session = SessionDescription(
      energy: "31.417", chargingSeconds: 95 * 60, start: "2026-11-20T17:10:00Z")
    session.power = "11"
    let quote = try book.price(session, with: "acme")
    // 31.417 × 0.5428 + 0.92 = 17.9731…; with 19 % 21.388…
    #expect(quote.net == "17.97" && quote.gross == "21.39" && quote.currency == "EUR")
    #expect(quote.lines.map(\.component) == ["energy", "flat"])
    #expect(quote.lines[0].billed == "31.417" && quote.lines[0].unitPrice == "0.5428")
    #expect(!quote.explanation.isEmpty)
  }

  @Test(
    "what cannot be priced says why",
    arguments: [
      ("x", "2026-11-20T17:10:00Z", "acme", PartnerBook.Side.sell, "\"x\" is no number of kWh"),
      ("-1", "2026-11-20T17:10:00Z", "acme", .sell, "\"-1\" is no number of kWh"),
      ("1", "yesterday", "acme", .sell, "\"yesterday\" is no time"),
      ("1", "2026-11-20T17:10:00Z", "beta", .sell, "there is no partner beta whose file can be used"),
      ("1", "2026-11-20T17:10:00Z", "acme", .retail, "partners/acme.toml has no [pricing.retail]"),
    ] as [(String, String, String, PartnerBook.Side, String)])
  func refusals(energy: String, start: String, id: String, side: PartnerBook.Side, message: String) throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    let book = try PartnerBook(folder: fleet.folder)
    let session = SessionDescription(energy: energy, chargingSeconds: 60, start: start)
    let error = #expect(throws: BilateralError.self) { try book.price(session, with: id, side: side) }
    #expect(error?.message == message)
  }
}
