import BilateralBase
import Testing

@testable import partnerctl

@Suite struct ShadowCommandTests {
  private func folder() throws -> TestFolder {
    let folder = try BuyStage.fleet("[dispute]\nwindow = \"60 days\"\n")
    let cdrs = [("C1", "4.41"), ("C2", "4.9"), ("C3", "4.9"), ("C4", "7.5")].map { BuyStage.cdr($0.0, $0.1) }
    try folder.write("cdrs.jsonl", cdrs.joined(separator: "\n") + "\n{\"id\":\"C5\"}\n")
    try folder.write("statement.csv", "id,amount\nC1,4.41\nC2,5.00\nC3,4.90\nC9,1.00\nC3,4.90\n")
    return folder
  }

  private let words = ["shadow", "volt", "--cdrs", "cdrs.jsonl", "--statement", "statement.csv"]

  @Test func `a month is re-rated under the file, told by cause, and what can be claimed has a last day`()
    async throws
  {
    let folder = try folder()
    let outcome = await runAll(words + ["--dry-run"], directory: folder.path)
    #expect(outcome.exit == .findings)
    for part in [
      "4 CDRs re-rated under partners/volt.toml: 1 exact", "2 priced by the list, without the terms",
      "(+0.98 EUR theirs)", "1 total_cost differs", "4.07 EUR can be claimed until 2026-11-30",
      "2 lines ask for another amount than their CDR", "1 lines without a CDR (+1.00 EUR)",
      "1 ids stand on it twice", "1 CDRs are not on it",
    ] {
      #expect(outcome.output.contains(part), "\(part)\n\(outcome.output)")
    }
    #expect(outcome.talk.contains("cdrs.jsonl:5 BT282"))
    #expect(FileSystem.kind(folder.path + "/evidence") == nil, "--dry-run writes nothing")
  }

  @Test func `evidence holds the sums, each CDR that differs, and our calculation of it`() async throws {
    let folder = try folder()
    let json = try JSON.parse(await runAll(words + ["--json"], directory: folder.path).output)
    #expect(json["claimable"]?.string == "4.07" && json["exact"] == 1)
    #expect(json["causes"]?.elements?.first?["difference"]?.string == "0.98")
    #expect(json["statement"]?["without_cdr_amount"]?.string == "1")
    let evidence = "evidence/volt-2026-10/"
    #expect(try JSON.parse(folder.text(evidence + "summary.json") ?? "")["cdrs"] == 4)
    let table = folder.text(evidence + "cdrs.csv") ?? ""
    #expect(table.split(separator: "\n").count == 4 && table.contains("4.9,4.41,0.49"), "\(table)")
    let calculations = folder.text(evidence + "calculations.txt") ?? ""
    #expect(calculations.contains("CDR C4,") && !calculations.contains("CDR C1,"))
    #expect(calculations.contains("10 kWh at 0.441"), "\(calculations)")
  }

  @Test func `a month that is right leaves no evidence and ends with 0`() async throws {
    let folder = try BuyStage.fleet()
    try folder.write("cdrs.json", "[\(BuyStage.cdr("C1", "4.41"))]")
    let outcome = await run("shadow", "volt", "--cdrs", "cdrs.json", directory: folder.path)
    #expect(outcome.exit == .done, "\(outcome.output)")
    #expect(FileSystem.kind(folder.path + "/evidence") == nil)
    #expect(await run("shadow", "volt", directory: folder.path).exit == .usage)
    #expect(await run("shadow", "volt", "--cdrs", "none.json", directory: folder.path).exit == .missing)
    try folder.write("bad.csv", "a,b\n")
    let bad = await run(
      "shadow", "volt", "--cdrs", "cdrs.json", "--statement", "bad.csv", directory: folder.path)
    #expect(bad.exit == .badInput)
  }
}
