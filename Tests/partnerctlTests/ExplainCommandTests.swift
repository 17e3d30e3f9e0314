import BilateralBase
import BilateralModel
import BilateralStore
import Testing

@testable import partnerctl

@Suite struct ExplainCommandTests {
  @Test(arguments: [
    ("bt103", "BT103  unit missing"), ("BW106", "BW106  loose timestamp"),
    ("bs101", "BS101  database in use"),
    ("2003", "2003  OCPI: unknown location"), ("2999", "2999  OCPI status without"),
    ("6", "exit 6  conflict"),
    ("sync.locations.mode", "sync.locations.mode  direction"), ("server.listen", "server.listen  where"),
    ("pricing.sell.rule[3].id", "pricing.sell.rule[].id"), ("route", "FIELD"),
  ])
  func `a code, field or section is explained`(word: String, start: String) async {
    let outcome = await run("explain", word)
    #expect(outcome.exit == .done)
    #expect(outcome.output.hasPrefix(start), "\(outcome.output)")
  }

  @Test(arguments: ["BT999", "sync.location.mode", "9999", "12"])
  func `what is not known is exit 66`(word: String) async {
    let outcome = await run("explain", word)
    #expect(outcome.exit == .missing)
    #expect(outcome.output.isEmpty)
  }

  @Test func `a misspelt field gets its nearest name`() async {
    #expect(await run("explain", "sync.location.mode").talk.contains("did you mean sync.locations.mode?"))
  }

  @Test func `every code of wire and store findings is explained`() {
    for code in WireFinding.Code.allCases {
      #expect(CodeBook.entry(code.rawValue) != nil, "\(code.rawValue)")
    }
    for number in 101...110 { #expect(CodeBook.entry("BS\(number)") != nil) }
    for number in Array(101...109) + Array(211...223) + Array(301...306) {
      #expect(CodeBook.entry("BR\(number)") != nil, "BR\(number)")
    }
    let codes = CodeBook.findings.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  @Test func `programs get objects`() async throws {
    let field = try JSON.parse(await run("explain", "connection.timeout", "--json").output)
    #expect(field["schema"]?.string == "partnerctl.explain/1")
    #expect(field["default"]?.string == "10 s")
    let section = try JSON.parse(await run("explain", "route", "--json").output)
    #expect(section["fields"]?.elements?.isEmpty == false)
  }

  @Test func `partners/README.md is the page of the field table`() async {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let page = await run("field-reference").output
    #expect(
      readFile(root + "/partners/README.md") == page, "run: partnerctl field-reference > partners/README.md")
  }
}
