import BilateralBase
import Testing

@testable import partnerctl

@Suite struct ValidateCommandTests {
  /// A fleet with one good partner file and the given others.
  static func fleet(_ others: [String: String] = [:]) throws -> TestFolder {
    let folder = try TestFolder.fleet(partners: ["acme"])
    for (name, text) in others { try folder.write(name, text) }
    return folder
  }

  @Test func `a new fleet with a new partner has nothing to complain about`() async throws {
    let folder = TestFolder()
    _ = await run("init", "--us", "DE-NVO:CPO", "-C", folder.path)
    _ = await run("init", "acme", "--party", "NL-ACM:EMSP", "-C", folder.path)
    let outcome = await run("validate", "-C", folder.path)
    #expect(outcome.exit == .done)
    #expect(outcome.output == "✔ 2 files, nothing to complain about\n")
  }

  @Test func `the mapping of ids is checked with line and column, named or not`() async throws {
    let text = "csms_evse,evse_uid\n1,DE-1\n2,de-1\n"
    let folder = try Self.fleet(["mapping.csv": text])
    for words in [["validate"], ["validate", "mapping.csv"]] {
      let outcome = await runAll(words, directory: folder.path)
      #expect(outcome.exit == .findings)
      #expect(outcome.output.contains("mapping.csv:3:1 BT195 error"), "\(outcome.output)")
    }
    try folder.write("mapping.csv", "csms_evse,evse_uid\n1,DE-1\n")
    #expect(await run("validate", "mapping.csv", directory: folder.path).exit == .done)
  }

  @Test func `findings carry place, path and help, in the object scripts read`() async throws {
    let bad = TestFolder.partner("beta").replacing("\"test\"", with: "\"tset\"")
    let folder = try Self.fleet(["partners/beta.toml": bad])
    let outcome = await run("validate", "--json", directory: folder.path)
    #expect(outcome.exit == .findings)
    let object = try JSON.parse(outcome.output)
    #expect(object["ok"]?.bool == false)
    #expect(object["files"]?.int == 3)
    let finding = try #require(object["findings"]?.elements?.first)
    #expect(finding["code"]?.string == "BT105")
    #expect(finding["severity"]?.string == "error")
    #expect(finding["file"]?.string == "partners/beta.toml")
    #expect(finding["line"]?.int == 4)
    #expect(finding["column"]?.int == 10)
    #expect(finding["path"]?.string == "status")
    #expect(finding.members?.map(\.name).contains("help") == true)
  }

  @Test func `text that is not TOML is a finding, exit 1`() async throws {
    let folder = try Self.fleet(["partners/beta.toml": "id = \n"])
    let outcome = await run("validate", directory: folder.path)
    #expect(outcome.exit == .findings)
    #expect(outcome.output.contains("partners/beta.toml:1:"))
    #expect(outcome.talk.contains("partnerctl explain BT100"))
  }

  @Test func `what two files say together is found, and shown for the file that was named`() async throws {
    let folder = try Self.fleet(["partners/beta.toml": TestFolder.partner("beta")])
    let all = await run("validate", directory: folder.path)
    #expect(all.exit == .findings)
    #expect(all.output.contains("BT120"))
    let named = await run("validate", "acme", directory: folder.path)
    #expect(named.exit == .done)
    #expect(named.output == "✔ 1 file, nothing to complain about\n")
    #expect(await run("validate", "partners/beta.toml", directory: folder.path).exit == .findings)
  }

  @Test func `a broken fleet file does not hide what is wrong with partners`() async throws {
    let folder = try Self.fleet(["partnerctl.toml": "env = 1\n", "partners/beta.toml": "x = 1\n"])
    let outcome = await run("validate", directory: folder.path)
    #expect(outcome.exit == .findings)
    #expect(outcome.output.contains("partnerctl.toml:1:"))
    #expect(outcome.output.contains("partners/beta.toml:1:"))
  }

  @Test func `a file outside a fleet is checked by itself`() async throws {
    let folder = TestFolder()
    try folder.write("acme.toml", TestFolder.partner("acme"))
    #expect(await run("validate", "acme.toml", directory: folder.path).exit == .done)
    #expect(await run("validate", "nothing.toml", directory: folder.path).exit == .missing)
    #expect(await run("validate", directory: folder.path).exit == .missing)
  }

  @Test func `annotations name the file from the folder the build works in`() async throws {
    let folder = TestFolder()
    try folder.write("fleet/partnerctl.toml", "env = \"a,b: 100 %\"\n")
    let outcome = await run("validate", "--format", "github", "-C", "fleet", directory: folder.path)
    #expect(outcome.exit == .findings)
    #expect(outcome.output.hasPrefix("::error title=BT105,file=fleet/partnerctl.toml,line=1,col=7::"))
    #expect(outcome.output.contains("100 %25"))
  }

  @Test func `SARIF names rule, level and region`() async throws {
    let folder = try Self.fleet(["partners/beta.toml": "a = \n"])
    let outcome = await run("validate", "--format", "sarif", directory: folder.path)
    let log = try JSON.parse(outcome.output)
    #expect(log["version"]?.string == "2.1.0")
    let result = try #require(log["runs"]?.elements?.first?["results"]?.elements?.first)
    #expect(result["ruleId"]?.string == "BT100")
    let place = result["locations"]?.elements?.first?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"]?.string == "partners/beta.toml")
    #expect(place?["region"]?["startLine"]?.int == 1)
  }

  @Test func `strict lets warnings fail a check`() {
    let warning = Diagnostic(.warning, "BT150", "x")
    var report = ValidationReport(findings: [warning], files: 1, sources: [:])
    #expect(report.isOK)
    report.isStrict = true
    #expect(!report.isOK)
  }

  @Test func `many partners of many parties do not disturb each other`() async throws {
    let folder = try TestFolder.fleet()
    for number in 0..<50 {
      let text = TestFolder.partner("p\(number)").replacing("NL-ACM", with: Self.party(number))
      try folder.write("partners/p\(number).toml", text)
    }
    let outcome = await run("validate", directory: folder.path)
    #expect(outcome.output == "✔ 51 files, nothing to complain about\n")
  }

  private static func party(_ number: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return "NL-\(letters[number / 676 % 26])\(letters[number / 26 % 26])\(letters[number % 26])"
  }
}
