import BilateralBase
import Testing

@testable import partnerctl

@Suite struct DiffCommandTests {
  private static func text(_ discount: String) -> String {
    TestFolder.partner("acme") + "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"\(discount)\"\n"
  }

  @Test func `two files are compared in words and by path`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", Self.text("9 %"))
    try folder.write("older/acme.toml", Self.text("8 %"))
    let outcome = await run("diff", "older/acme.toml", "acme", directory: folder.path)
    #expect(outcome.exit == .done)
    #expect(
      outcome.output == """
        acme  older/acme.toml → partners/acme.toml
          What Partner acme pays us: the discount on the list price rises from 8 % to 9 %.
          paths
            ~ pricing.sell.discount  8 % → 9 %

        """)
    let detailed = await run("diff", "older/acme.toml", "acme", "--detailed-exitcode", directory: folder.path)
    #expect(detailed.exit == .changes)
    let same = await run("diff", "acme", "acme", "--detailed-exitcode", directory: folder.path)
    #expect(same.exit == .done && same.output.contains("nothing differs"))
  }

  @Test func `programs get each change with its path, texts and what takes it over`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", Self.text("9 %"))
    try folder.write("older/acme.toml", Self.text("8 %"))
    let json = try JSON.parse(
      await run("diff", "older/acme.toml", "acme", "--json", directory: folder.path).output)
    #expect(json["schema"]?.string == "partnerctl.diff/1" && json["differs"] == true)
    let change = try #require(json["partners"]?.elements?.first?["changes"]?.elements?.first)
    #expect(change["path"]?.string == "pricing.sell.discount" && change["takes_effect"]?.string == "apply")
    #expect(change["old"]?.string == "8 %" && change["new"]?.string == "9 %")
  }

  @Test func `a branch of git is compared with the file at hand`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", Self.text("8 %"))
    for words in [
      ["init", "-q", "-b", "main"], ["add", "."],
      ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "first"],
    ] {
      let git = try ChildProcess("git", ["-C", folder.path] + words).finish()
      try #require(git.status == 0)
    }
    try folder.write("partners/acme.toml", Self.text("9 %"))
    for spelling in ["main:partners/acme.toml", "main:acme", "HEAD:acme"] {
      let outcome = await run("diff", spelling, directory: folder.path)
      #expect(outcome.output.contains("rises from 8 % to 9 %"), "\(outcome)")
    }
    #expect(await run("diff", "main:beta", directory: folder.path).exit == .missing)
    #expect(await run("diff", "--", "-x:acme", directory: folder.path).exit == .missing)
  }

  @Test func `a file with errors, a third word and a fleet that never ran are told`() async throws {
    let folder = try TestFolder.fleet(partners: ["acme"])
    try folder.write("bad.toml", "a = 1\n")
    let bad = await run("diff", "bad.toml", "acme", directory: folder.path)
    #expect(bad.exit == .badInput && bad.talk.contains("bad.toml has errors"))
    #expect(await run("diff", "a", "b", "c", directory: folder.path).exit == .usage)
    #expect(await run("diff", "acme", directory: folder.path).exit == .missing)
  }

  @Test func `what is in force is compared with the file, and is the older side when named`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("tariffs/adhoc.json", ImpactStage.list)
    try folder.write("partners/acme.toml", ImpactStage.terms("8 %"))
    try await folder.putIntoForce("acme")
    let same = await run("diff", "acme", "--detailed-exitcode", directory: folder.path)
    #expect(same.exit == .done, "\(same)")
    try folder.write("partners/acme.toml", ImpactStage.terms("9 %"))
    for words in [["acme"], ["applied:acme"], ["applied:acme", "acme"], []] {
      let outcome = await runAll(["diff"] + words + ["--detailed-exitcode"], directory: folder.path)
      #expect(
        outcome.exit == .changes && outcome.output.contains("rises from 8 % to 9 %"), "\(words) \(outcome)")
    }
    let back = await run("diff", "acme", "applied:acme", directory: folder.path)
    #expect(back.output.contains("falls from 9 % to 8 %"), "\(back)")
    #expect(await run("diff", "applied:beta", "acme", directory: folder.path).output.contains("acme"))
  }

  @Test func `past sessions are priced by the lists in force, whatever lies in the folder now`() async throws
  {
    let folder = try TestFolder.fleet()
    try folder.write("tariffs/adhoc.json", ImpactStage.list)
    try folder.write("partners/acme.toml", ImpactStage.terms("8 %"))
    try await folder.putIntoForce("acme")
    try folder.write("tariffs/adhoc.json", ImpactStage.list.replacing("0.49", with: "0.59"))
    try folder.write("past.csv", "start,end,kwh\n2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,10\n")
    let outcome = await run("impact", "acme", "--sessions", "past.csv", directory: folder.path)
    #expect(outcome.output.contains("4.51 EUR net") && outcome.output.contains("5.43 EUR net"), "\(outcome)")
  }
}
