import BilateralBase
import BilateralStore
import Testing

@testable import partnerctl

@Suite struct PriceAgainstTests {
  private func folder() async throws -> TestFolder {
    let folder = try BuyStage.fleet()
    let key = ObjectKey(country: "DE", party: "NVO", id: "T1")
    try await folder.receive("tariffs", from: "volt", key, BuyStage.tariff)
    try folder.write("cdrs.json", "[\(BuyStage.cdr("C1", "4.41")),\(BuyStage.cdr("C2", "4.9"))]")
    return folder
  }

  @Test func `what a CDR states stands beside what was agreed and what the operator sent`() async throws {
    let folder = try await folder()
    let outcome = await run(
      "price", "cdrs.json", "--against", "agreed,received", directory: folder.path)
    #expect(outcome.exit == .findings, "\(outcome.talk)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first?.contains("AGREED") == true && lines.first?.contains("RECEIVED") == true)
    #expect(
      outcome.output.contains("agreed: 2 CDRs, 1 exact, 1 mismatch; 0.49 EUR too much"), "\(outcome.output)")
    #expect(outcome.output.contains("received: 2 CDRs, 1 exact, 1 mismatch; 0.49 EUR too little"))
    let json = try JSON.parse(
      await run("price", "cdrs.json", "--against", "agreed,received", "--json", directory: folder.path).output
    )
    let second = try #require(json["cdrs"]?.elements?.last)
    #expect(second["partner"]?.string == "volt" && second["stated"]?["excl_vat"]?.string == "4.9")
    #expect(second["agreed"]?["ours"]?["excl_vat"]?.string == "4.41" && second["agreed"]?["owed"] == false)
    #expect(second["agreed"]?["cause"]?.string == "priced by the list, without the terms")
    #expect(second["received"]?["verdict"]?.string == "exact")
  }

  @Test func `terms in force come before the file, and what is not known is told`() async throws {
    let folder = try await folder()
    try await folder.putIntoForce("volt")
    try folder.write("partners/volt.toml", BuyStage.partner().replacing("10 %", with: "50 %"))
    try folder.write("one.json", BuyStage.cdr("C1", "4.41"))
    #expect(await run("price", "one.json", "--against", "agreed", directory: folder.path).exit == .done)
    let other = BuyStage.tariff.replacing("\"T1\"", with: "\"T9\"")
    try folder.write(
      "other.json",
      BuyStage.cdr("C1", "4.41", tariff: other).replacing(
        "\"tariff_id\":\"T1\"", with: "\"tariff_id\":\"T9\""))
    let unknown = await run("price", "other.json", "--against", "received", directory: folder.path)
    #expect(
      unknown.exit == .findings && unknown.output.contains("volt never sent tariff T9"), "\(unknown.output)")
    try folder.write(
      "alien.json",
      BuyStage.cdr("C1", "4.41").replacing("\"NVO\"", with: "\"XYZ\"").replacing("\"ACM\"", with: "\"ABC\""))
    let alien = await run("price", "alien.json", "--against", "agreed", directory: folder.path)
    #expect(alien.exit == .missing && alien.talk.contains("no partner file has that party"))
    let named = await run(
      "price", "alien.json", "--against", "agreed", "--partner", "volt", directory: folder.path)
    #expect(named.exit == .done, "\(named.output)\(named.talk)")
    #expect(await run("price", "one.json", "--against", "hope", directory: folder.path).exit == .usage)
  }
}
