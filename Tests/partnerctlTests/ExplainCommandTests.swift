import BilateralBase
import BilateralModel
import BilateralStore
import Foundation
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

  @Test func `no code is explained twice`() {
    let codes = CodeBook.findings.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  /// Every `"BT103"` in the sources of all rooms, with the first file it stands in.
  private static let written: [String: String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var found: [String: String] = [:]
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else {
        continue
      }
      for match in text.matches(of: /"((BT|BW|BN|BS|BR)[0-9]{3})"/) where found[String(match.1)] == nil {
        found[String(match.1)] = file.lastPathComponent
      }
    }
    return found
  }()

  @Test func `every code that any room can emit is explained`() {
    #expect(Self.written.count > 100, "the sources were not found")
    for (code, file) in Self.written.sorted(by: { $0.key < $1.key }) {
      let entry = CodeBook.entry(code)
      #expect(entry != nil, "\(code) of \(file) is not explained")
      #expect((entry?.title.isEmpty ?? true) == false && (entry?.text.isEmpty ?? true) == false)
    }
    for code in WireFinding.Code.allCases {
      #expect(CodeBook.entry(code.rawValue) != nil, "\(code.rawValue)")
    }
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
    if getenv("BILATERAL_UPDATE_SNAPSHOTS") != nil { writeFile(root + "/partners/README.md", page) }
    #expect(readFile(root + "/partners/README.md") == page, "run: make docs")
  }
}
