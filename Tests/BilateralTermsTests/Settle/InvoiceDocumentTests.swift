import BilateralBase
import BilateralTerms
import Foundation
import Testing

/// Statements written out: the sums of the invoice are checked by another program, in another language.
@Suite struct InvoiceDocumentTests {
  private func statement(_ text: String, _ charges: [StatementCharge]) throws -> Statement {
    var builder = try StatementTests.builder(text)
    for charge in charges { builder.add(charge) }
    return builder.statement(number: "ACM-2026-0010")
  }

  private static let domestic = "vat_treatment = \"domestic\"\npayment_term = \"30 days\"\n"

  private static func mixed() throws -> [StatementCharge] {
    var charges = try (1...40).map { number in
      try StatementTests.charge(
        "cdr DE-NVO/C\(number)", "\(number).\(number * 7 % 1000 + 100)5", rate: number % 3 == 0 ? 9 : 21,
        at: "2026-10-1\(number % 10)T10:00:00Z", group: number % 2 == 0 ? "AC <public> & \"more\"" : "DC")
    }
    charges.append(
      try StatementTests.charge("cdr DE-NVO/X1", "-17.355", .credit(of: "cdr DE-NVO/C9"), group: "Credit"))
    charges.append(
      try StatementTests.charge("term tier", "-2.5", .settled(.tier), group: "2 % from 1000 kWh a month"))
    return charges
  }

  /// Sums, codes and order of an invoice as EN 16931 asks, by `Tests/Settle/en16931.py`; nil without Python.
  private func complaints(about document: String) throws -> [String]? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    let python = folders.map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let python else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Settle/en16931.py").standardized
    process.arguments = [script.path]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(document.utf8))
    try input.fileHandleForWriting.close()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(process.terminationStatus == (lines.isEmpty ? 0 : 1))
    return lines
  }

  @Test(
    "EN 16931 the invoice of mixed rates, credits and terms adds up, and so does each way that tax is owed",
    arguments: [
      domestic, "vat_treatment = \"none\"\nvat_proof = \"outside the EU\"\n",
      "vat_treatment = \"reverse-charge\"\nvat_proof = \"p\"\nvat_valid_until = 2026-10-14\n",
    ])
  func sums(_ text: String) throws {
    let statement = try statement(text, try Self.mixed())
    let document = InvoiceDocument(statement).text
    guard let complaints = try complaints(about: document) else { return }
    #expect(complaints == [])
    let wrong = document.replacing(">\(statement.net.amount.decimalText(places: 2))<", with: ">1.00<")
    #expect(try complaints2(wrong).isEmpty == false, "the checker can fail")
  }

  private func complaints2(_ document: String) throws -> [String] {
    try complaints(about: document) ?? ["none"]
  }

  @Test("EN 16931 what the seller owes is a credit note, with its signs turned")
  func creditNote() throws {
    let owed = try StatementTests.charge("cdr X1", "-30.00", .credit(of: "cdr C1"), group: "Credit")
    let rest = try StatementTests.charge("cdr C2", "10.00")
    let statement = try statement(Self.domestic, [owed, rest])
    var facts = InvoiceDocument.Facts()
    (facts.account, facts.credited) = ("SE4550000000058398257466", ["ACM-2026-0009"])
    let document = InvoiceDocument(statement, facts).text
    #expect(document.contains("<cbc:CreditNoteTypeCode>381<") && document.contains("ACM-2026-0009"))
    #expect(document.contains("<cbc:PayableAmount currencyID=\"EUR\">24.20<"))
    #expect(document.contains("<cbc:CreditedQuantity unitCode=\"C62\">-1<"))
    #expect(try complaints(about: document) ?? [] == [])
    facts.isSelfBilled = true
    #expect(InvoiceDocument(statement, facts).text.contains("<cbc:CreditNoteTypeCode>261<"))
  }

  @Test("JSON, CSV and page tell the totals of the invoice; a name is text and nothing else")
  func others() throws {
    let statement = try statement(Self.domestic, try Self.mixed())
    let json = statement.json
    #expect(json["gross"]?.numberText == statement.gross.amount.decimalText(places: 2))
    #expect(json["control"]?["charges"]?.numberText == "42")
    let rows = StatementCSV.text(of: statement).split(separator: "\n").dropFirst()
    var net = Rational.zero
    for row in rows {
      let cells = row.replacing("\"AC <public> & \"\"more\"\"\"", with: "AC").split(
        separator: ",", omittingEmptySubsequences: false)
      net = net + (try #require(Rational(decimalText: cells[7])))
    }
    #expect(net == statement.net.amount && rows.count == 42)
    let page = StatementPage(statement).text
    #expect(page.contains("AC &lt;public&gt; &amp; &quot;more&quot;") && !page.contains("<public>"))
    #expect(page.contains(statement.gross.amount.decimalText(places: 2)))
    let formula = try StatementTests.charge("cdr 1", "1.00", group: "=1+1")
    #expect(StatementCSV.text(of: try self.statement(Self.domestic, [formula])).contains(",'=1+1,"))
  }

  @Test(
    "a cell of the table is quoted where it must be, and never runs as a formula",
    arguments: [
      ("plain text", "plain text"), ("a, b", "\"a, b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""),
      ("two\r\nlines", "\"two\r\nlines\""), ("Köln", "Köln"), ("Köln, West", "\"Köln, West\""),
      ("a\u{2028}b", "\"a\u{2028}b\""),
      ("tab\there", "tab\there"), ("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-1a", "'-1a"), ("-1.5", "-1.5"),
      ("+4", "+4"),
      ("=a,b", "\"'=a,b\""),
    ] as [(String, String)])
  func quoting(group: String, cell: String) throws {
    let charge = try StatementTests.charge("cdr 1", "1.00", group: group)
    let text = StatementCSV.text(of: try statement(Self.domestic, [charge]))
    #expect(text.dropFirst(StatementCSV.heading.count).contains(",\(cell),"))
  }
}
