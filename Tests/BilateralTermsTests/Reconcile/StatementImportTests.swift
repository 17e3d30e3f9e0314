import BilateralBase
import Testing

@testable import BilateralTerms

/// Statements of partners, as they come.
@Suite struct StatementImportTests {
  private static func read(_ text: String, _ columns: StatementColumns = StatementColumns()) throws
    -> StatementImport
  {
    try StatementImport(
      Array(text.utf8), named: "carlo.csv", columns, owner: PartyID("DE-NVO"), currency: .euro)
  }

  private static func said(_ statement: StatementImport) -> [String] {
    statement.lines.map { "\($0.place) \($0.cdr ?? "-") \($0.session ?? "-") \($0.net)" }
      + statement.problems.map { "\($0)" }
  }

  @Test("a plain table with usual headings")
  func plain() throws {
    let text =
      "\u{FEFF}CDR_ID,Session_id,Net,Currency\r\nc1,s1,1.25,EUR\r\n\"c,2\",,-0.5,SEK\n\nc3,s3,x,EUR\n,,1,EUR\n"
    #expect(
      Self.said(try Self.read(text)) == [
        "carlo.csv:2 DE-NVO/C1 DE-NVO/S1 1.25 EUR", "carlo.csv:3 DE-NVO/C,2 - -0.50 SEK",
        "carlo.csv:5: \"x\" is no amount", "carlo.csv:6: neither a CDR nor a session",
      ])
  }

  @Test("columns by the partner file, semicolons and decimal commas")
  func mapped() throws {
    let terms =
      TermsTests.head
      + "[settlement]\nimport = { cdr = \"Vorgang\", amount = \"Netto\", party = \"CPO\", decimal = \",\" }\n"
    let file = try #require(PartnerFile.read(bytes: Array(terms.utf8), file: "acme.toml").file)
    let text = "Vorgang;Netto;CPO\nA7;1.234,50;NL-ACM\nNL-ACM/A8;2;\n"
    #expect(
      Self.said(try Self.read(text, file.statementColumns)) == [
        "carlo.csv:2 NL-ACM/A7 - 1234.50 EUR", "carlo.csv:3 NL-ACM/A8 - 2.00 EUR",
      ])
    let other = #expect(throws: StatementImport.Problem.self) {
      try Self.read("id,net\n", file.statementColumns)
    }
    #expect(other.map { "\($0)" } == "carlo.csv:1: there is no column \"Vorgang\"")
  }

  @Test("JSON: a list, or an object with one; numbers keep their digits")
  func json() throws {
    let list =
      "[{\"cdr_id\":\"C1\",\"amount\":1.10,\"currency\":\"eur\"},{\"session_id\":\"S2\",\"amount\":\"3\"}]"
    let wanted = ["carlo.csv[0] DE-NVO/C1 - 1.10 EUR", "carlo.csv[1] - DE-NVO/S2 3.00 EUR"]
    #expect(Self.said(try Self.read(list)) == wanted)
    #expect(Self.said(try Self.read("{\"period\":\"2026-10\",\"lines\":\(list)}")) == wanted)
    let none = #expect(throws: StatementImport.Problem.self) { try Self.read("{\"a\":1}") }
    #expect(none != nil)
  }

  @Test("our own appendix of an invoice is read as it is: by amounts in the CDR's currency, terms left alone")
  func ours() throws {
    let text =
      StatementCSV.heading
      + "\ncdr NL-ACM/C1,cdr,,2026-10-01T00:00:00Z,NL,Standard,10,5.00,EUR,S,21,55.5,SEK,0.09,ECB,2026-10-01\n"
    let lines = try Self.read(text).lines
    #expect(lines.map { "\($0.cdr ?? "-") \($0.net)" } == ["NL-ACM/C1 55.50 SEK"])
  }

  @Test("lines that are quoted over several lines keep the numbers of lines right, and no bytes crash it")
  func hostile() throws {
    let text = "id,net\n\"a\nb\",1\nc,2\n\"open,3"
    #expect(try Self.read(text).lines.map(\.place) == ["carlo.csv:2", "carlo.csv:4"])
    for cut in 0...text.utf8.count { _ = try? Self.read(String(text.prefix(cut))) }
    for empty in ["", "\n\n", "[", "{}", "id\n", ";;;\n"] {
      #expect(throws: StatementImport.Problem.self) { try Self.read(empty) }
    }
  }
}
