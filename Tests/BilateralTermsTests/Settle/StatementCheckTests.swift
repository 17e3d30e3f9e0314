import BilateralBase
import Testing

@testable import BilateralTerms

/// A partner's own statement held against ours.
@Suite struct StatementCheckTests {
  /// Two lines, two rates, three charges and a term.
  private static func ours() throws -> (statement: Statement, entries: [StatementCheckEntry]) {
    var builder = try StatementTests.builder()
    let charges = [
      try StatementTests.charge("cdr DE-NVO/C1", "10.00"),
      try StatementTests.charge("cdr DE-NVO/C2", "20.004", rate: 9, group: "DC"),
      try StatementTests.charge("credit DE-NVO/X1", "-1.00", .credit(of: "cdr DE-NVO/C0"), group: "Credits"),
      try StatementTests.charge("term-parking DE-NVO/C1", "1.50", .settled(.parking), group: "Parking"),
    ]
    for charge in charges { builder.add(charge) }
    let statement = builder.statement(number: "EX-1")
    return (statement, statement.entries.map { StatementCheckEntry($0, in: .euro) })
  }

  private static func read(_ text: String, _ more: String = "") throws -> TheirStatement {
    let terms = TermsTests.head + more
    let file = try #require(PartnerFile.read(bytes: Array(terms.utf8), file: "acme.toml").file)
    return try TheirStatement(
      Array(text.utf8), named: "their", file, owner: PartyID("DE-NVO"))
  }

  private static func findings(_ text: String, _ more: String = "") throws -> [String] {
    let (statement, entries) = try ours()
    let comparison = StatementCheck(
      statement, try read(text, more), entries: entries, owner: PartyID("DE-NVO"))
    func told(_ amount: Rational?) -> String { amount?.decimalText(atMost: 2) ?? "-" }
    return comparison.findings.map {
      "\($0.cause.rawValue) \($0.subject): \(told($0.theirs)) \(told($0.ours)) \(told($0.difference))"
    }
  }

  @Test("the same as JSON, UBL and CSV has no differences")
  func same() throws {
    let statement = try Self.ours().statement
    #expect(try Self.findings(statement.json.text) == [])
    #expect(try Self.findings(InvoiceDocument(statement).text) == [])
    #expect(try Self.findings(StatementCSV.text(of: statement)) == [])
    let invoice = try Self.read(InvoiceDocument(statement).text)
    #expect(
      invoice.seller == "SE556000000001" && invoice.buyer == "NL001234567B01" && invoice.number == "EX-1")
    #expect(
      invoice.isBetween("SE 556000000001", nil) == false
        && invoice.isBetween("SE556000000001", "nl001234567b01"))
  }

  @Test("a credit note is read with its signs turned")
  func creditNote() throws {
    var builder = try StatementTests.builder()
    builder.add(try StatementTests.charge("credit DE-NVO/X1", "-10.00", .credit(of: "cdr DE-NVO/C1")))
    let statement = builder.statement(number: "1")
    let read = try Self.read(InvoiceDocument(statement).text)
    #expect(read.gross == Rational(-121, over: 10) && read.lines.map(\.net) == [-10])
    #expect(StatementCheck(statement, read, entries: []).findings.isEmpty)
  }

  @Test("BR711 BR712 BR713 BR714 totals, tax by rate and lines are named with the money")
  func totals() throws {
    let json = try Self.ours().statement.json
    #expect(json["gross"]?.numberText == "34.51" && json["net"]?.numberText == "30.50")
    func changed(_ text: String, _ from: String, _ to: String) -> String { text.replacing(from, with: to) }
    let text = InvoiceDocument(try Self.ours().statement).text
    // The whole and one rate.
    #expect(
      try Self.findings(
        changed(
          changed(
            text, "TaxInclusiveAmount currencyID=\"EUR\">34.51", "TaxInclusiveAmount currencyID=\"EUR\">35.01"
          ),
          "TaxAmount currencyID=\"EUR\">1.80", "TaxAmount currencyID=\"EUR\">2.30")) == [
          "BR711 total: 35.01 34.51 0.5", "BR713 S 9 %: 2.3 1.8 0.5",
        ])
    #expect(
      try Self.findings(
        changed(
          text, "<cbc:LineExtensionAmount currencyID=\"EUR\">20.00",
          "<cbc:LineExtensionAmount currencyID=\"EUR\">21.00"))
        == ["BR714 DC: 21 20 1"])
    #expect(
      try Self.findings(
        changed(
          text, "TaxExclusiveAmount currencyID=\"EUR\">30.50", "TaxExclusiveAmount currencyID=\"EUR\">30.00"))
        == ["BR712 total: 30 30.5 -0.5"])
    #expect(
      try Self.findings(changed(text, "<cbc:Name>Parking</cbc:Name>", "<cbc:Name>Idle</cbc:Name>")) == [
        "BR714 Parking: - 1.5 -1.5", "BR714 Idle: 1.5 - 1.5",
      ])
    #expect(
      try Self.findings(changed(text, ">EUR</cbc:DocumentCurrencyCode>", ">SEK</cbc:DocumentCurrencyCode>"))
        == ["BR710 SEK and not EUR: - - -"])
  }

  @Test("BR715 BR716 BR717 BR718 charges that are missing, unknown, of another amount or not understood")
  func charges() throws {
    let map =
      "[settlement]\nimport = { cdr = \"Vorgang\", amount = \"Netto\", decimal = \",\" }\ncurrency = \"EUR\"\n"
    let text = "Vorgang;Netto\nC1;10,00\nC2;20,10\nC9;5,00\nX1;-1,00\nC8;viel\n"
    #expect(
      try Self.findings(text, map) == [
        "BR717 cdr DE-NVO/C2: 20.1 20 0.1", "BR715 term-parking DE-NVO/C1: - 1.5 -1.5",
        "BR716 DE-NVO/C9: 5 - 5", "BR718 their:6: \"viel\" is no amount: - - -",
      ])
  }

  @Test(
    "documents that are none are refused with the place",
    arguments: [
      ("<a>", "a is not closed at byte 3"), ("<a></b>", "a is not closed at byte 7"),
      ("<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", "a document type is not read at byte 0"),
      ("<a>&x;</a>", "&x; is unknown at byte 6"), ("<a/><b/>", "something follows the root at byte 4"),
      ("<a/>", "it is no invoice and no credit note of UBL"), ("<Invoice/>", "it has no totals"),
      (String(repeating: "<a>", count: 70), "it is nested too deeply at byte 192"),
    ])
  func refused(text: String, reason: String) throws {
    let file = try #require(
      PartnerFile.read(bytes: Array(TermsTests.head.utf8), file: "acme.toml").file)
    do throws(StatementImport.Problem) {
      _ = try TheirStatement(Array(text.utf8), named: "f.xml", file, owner: nil)
      Issue.record("\(text) was read")
    } catch {
      #expect("\(error)" == "f.xml: \(reason)")
    }
  }

  @Test func `text of elements is read with entities, CDATA, comments and attributes of any quote`() throws {
    let root = try MarkupReader.root(
      of: Array(
        "\u{FEFF}<?xml version='1.0'?><!-- > --><x:a b='>' c=\"'\"> 1&amp;<![CDATA[<2>]]><!--n--><y/>&#51;&#x34; </x:a>\n"
          .utf8))
    #expect(root.name == "a" && root.text == " 1&<2>34 " && root.children.map(\.name) == ["y"])
  }

  @Test("a document cut off anywhere is refused and never crashes")
  func cut() throws {
    let bytes = Array(InvoiceDocument(try Self.ours().statement).text.utf8)
    for end in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: MarkupReader.Problem.self) { _ = try MarkupReader.root(of: Array(bytes[..<end])) }
    }
  }
}
