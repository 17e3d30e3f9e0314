import BilateralBase
import Testing

@testable import BilateralTerms

/// What terms of settlement do beside the sums.
@Suite struct SettlementEffectsTests {
  private func terms(_ text: String) throws -> PartnerFile {
    try StatementTests.terms("vat_treatment = \"domestic\"\n" + text)
  }

  @Test(
    "C11 a credit limit counts what is open less the deposit, and is told from the alarm's share on",
    arguments: [
      ("7000", "within", false, false), ("9200", "near", true, false), ("12000", "near", true, false),
      ("12000.01", "above", true, true), ("-5", "within", false, false),
    ])
  func credit(open: String, place: String, isHigh: Bool, isOver: Bool) throws {
    let agreed = try #require(
      try terms("credit_limit = \"10000.00 EUR\"\ncredit_alarm = \"72 %\"\ndeposit = \"2000.00 EUR\"\n")
        .settlement
        .creditLimit)
    let standing = CreditLimit.Standing(agreed, open: try #require(Rational(decimalText: open)))
    #expect(standing.isHigh == isHigh && standing.isOver == isOver)
    #expect(standing.words.hasSuffix(": \(place) the credit limit of 10000.00 EUR"), "\(standing.words)")
  }

  @Test(
    "C11 without an alarm's share the limit itself is the alarm; a deposit of another currency covers nothing"
  )
  func plainLimit() throws {
    let agreed = try #require(
      try terms("credit_limit = \"100.00 EUR\"\ndeposit = \"50.00 SEK\"\n").settlement.creditLimit)
    #expect(!CreditLimit.Standing(agreed, open: 99).isHigh && CreditLimit.Standing(agreed, open: 100).isHigh)
    #expect(try terms("deposit = \"50.00 EUR\"\n").settlement.creditLimit == nil)
  }

  @Test(
    "C11 invoice_format and attach_cdrs say which files are written by default",
    arguments: [
      ("", nil), ("invoice_format = [\"ubl\", \"pdf-html\"]\n", "html ubl"),
      ("attach_cdrs = false\n", "html json ubl"),
      ("invoice_format = [\"csv\", \"json\"]\nattach_cdrs = false\n", "json"),
    ])
  func files(text: String, names: String?) throws {
    #expect(try terms(text).settlement.files?.sorted().joined(separator: " ") == names)
  }

  @Test("C11 reference_format and deliver_to stand on the invoice")
  func reference() throws {
    var builder = try StatementTests.builder()
    builder.add(try StatementTests.charge("cdr 1", "10.00"))
    var facts = InvoiceDocument.Facts()
    (facts.account, facts.orderNumber) = ("DE02120300000000202051", "PO 7")
    (facts.referenceFormat, facts.deliverTo) = ("{po_number}/{number} {period}", "in@acme.example")
    let statement = builder.statement(number: "N-1")
    let text = InvoiceDocument(statement, facts).text
    #expect(text.contains("<cbc:PaymentID>PO 7/N-1 2026-10</cbc:PaymentID>"), "\(text)")
    let parts = text.split(separator: "cac:AccountingCustomerParty")
    #expect(parts[1].contains("<cbc:EndpointID schemeID=\"EM\">in@acme.example</cbc:EndpointID>"))
    #expect(!parts[0].contains("EndpointID"))
    #expect(facts.reference(of: builder.statement()) == nil, "a preview has no number")
    facts.deliverTo = "sftp://acme.example/in@box"
    #expect(!InvoiceDocument(statement, facts).text.contains("EndpointID"))
    #expect(StatementPage(statement, reference: "PO 7/N-1").text.contains("Reference PO 7/N-1"))
    #expect(!StatementPage(statement, reference: "N-1").text.contains("Reference"))
  }

  @Test("BT600 BT601 a reference that nothing fills in is an error, a deposit without a limit is told of")
  func findings() throws {
    func said(_ text: String) -> [String] {
      let all = TermsTests.head + "[settlement]\n" + text
      let (file, findings) = PartnerFile.read(bytes: Array(all.utf8), file: "acme.toml")
      return (findings + (file.map { Fleet.check([$0]) } ?? [])).map { "\($0.code) \($0.path ?? "")" }
    }
    #expect(said("reference_format = \"{nummer}\"\n").contains("BT600 settlement.reference_format"))
    #expect(!said("reference_format = \"R {number}\"\n").contains { $0.hasPrefix("BT600") })
    #expect(said("deposit = \"5.00 EUR\"\n").contains("BT601 settlement.deposit"))
    #expect(!said("deposit = \"5.00 EUR\"\ncredit_limit = \"5.00 EUR\"\n").contains { $0.hasPrefix("BT601") })
  }
}
