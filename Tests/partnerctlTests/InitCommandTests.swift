import BilateralBase
import Testing

@testable import partnerctl

@Suite struct InitCommandTests {
  @Test func `a fleet folder comes with its secrets and is not made twice`() async {
    let folder = TestFolder()
    let outcome = await run(
      "init", "--us", "DE-NVO:CPO", "--us", "DE-NVO:EMSP", "--our-name", "Nordic \"Volt\"", "--public-url",
      "https://ocpi.nordicvolt.example/ocpi", directory: folder.path)
    #expect(outcome.exit == .done)
    let ours = folder.text("partnerctl.toml") ?? ""
    #expect(ours.contains("parties = [\"DE-NVO:CPO\", \"DE-NVO:EMSP\"]"))
    #expect(ours.contains("name    = \"Nordic \\\"Volt\\\"\""))
    #expect(!ours.contains("@") && !ours.contains("TODO"))
    #expect(folder.text("secrets/store/key")?.count == 44)
    #expect(folder.text("secrets/backoffice/token")?.count == 64)
    #expect(folder.mode("secrets/store/key") == 0o600)
    #expect(folder.text(".gitignore") == "secrets/\nstate/\nbackups/\n")
    let again = await run("init", directory: folder.path)
    #expect(again.exit == .conflict)
    #expect(folder.text("partnerctl.toml") == ours)
  }

  @Test(arguments: ["emsp", "cpo", "hub", "us", "uk"]) func `a partner's file is made from its template`(
    template: String
  )
    async throws
  {
    let folder = try TestFolder.fleet()
    let outcome = await run(
      "init", "acme", "--template", template, "--name", "ACME", "--party", "NL-ACM:EMSP", "--versions-url",
      "https://acme.example/versions", directory: folder.path)
    #expect(outcome.exit == .done)
    let text = folder.text("partners/acme.toml") ?? ""
    #expect(!text.contains("@") && !text.contains("TODO"))
    #expect(text.contains("id     = \"acme\"\nname   = \"ACME\"\n"))
    #expect(text.contains("versions_url = \"https://acme.example/versions\""))
    #expect(outcome.talk.contains("partnerctl register acme"))
    #expect(await run("init", "acme", directory: folder.path).exit == .conflict)
  }

  @Test func `a partner in an empty folder makes the fleet too, and what is missing says TODO`() async {
    let folder = TestFolder()
    #expect(await run("init", "acme", directory: folder.path).exit == .done)
    #expect(folder.text("partnerctl.toml")?.contains("TODO") == true)
    #expect(folder.text("partners/acme.toml")?.contains("roles = [\"TODO\"]") == true)
  }

  @Test(arguments: ["toml", "json"])
  func `what their data sheet says stands in our file, which is valid then`(form: String) async throws {
    let theirs = TestFolder()
    _ = await run(
      "init", "--us", "NL-ACM:EMSP", "--us", "BE-ACB:EMSP", "--our-name", "ACME \"Mobility\"", "--public-url",
      "https://ocpi.acme.example/ocpi", directory: theirs.path)
    let sheet = theirs.path + "/sheet.\(form)"
    let words = ["datasheet", "--out", sheet] + (form == "json" ? ["--json"] : [])
    let written = await runAll(words, directory: theirs.path)
    #expect(written.exit == .done, "\(written.talk)")
    let ours = try TestFolder.fleet()
    let made = await run("init", "acme", "--from-datasheet", sheet, directory: ours.path)
    #expect(made.exit == .done, "\(made.talk)")
    let text = ours.text("partners/acme.toml") ?? ""
    #expect(text.contains("name   = \"ACME \\\"Mobility\\\"\""))
    #expect(text.contains("roles = [\"NL-ACM:EMSP\", \"BE-ACB:EMSP\"]"))
    #expect(text.contains("versions_url = \"https://ocpi.acme.example/ocpi/versions\""))
    #expect(text.contains("allowed_versions = [\"2.1.1\", \"2.2.1\", \"2.3.0\"]"))
    #expect(text.contains("mobility provider") && !text.contains("TODO"))
    let valid = await run("validate", "acme", directory: ours.path)
    #expect(valid.exit == .done, "\(valid.output)")
  }

  @Test func `a sheet that is none, or an address that is none, makes nothing`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("sheet.toml", "name = \"ACME\"\n")
    let sheet = await run("init", "acme", "--from-datasheet", "sheet.toml", directory: folder.path)
    #expect(sheet.exit == .badInput && sheet.talk.contains("BR838"))
    let nobody = await run(
      "init", "acme", "--from-url", "http://127.0.0.1:1/versions", directory: folder.path)
    #expect(nobody.exit == .unreachable && nobody.talk.contains("BR837"), "\(nobody.talk)")
    #expect(folder.text("partners/acme.toml") == nil)
  }

  @Test func `a fleet of providers meets an operator first`() async {
    let (providers, operators) = (TestFolder(), TestFolder())
    let first = await run("init", "--us", "NL-ACM:EMSP", directory: providers.path)
    #expect(first.talk.contains("--template cpo"))
    let second = await run("init", "--us", "DE-NVO:CPO", directory: operators.path)
    #expect(second.talk.contains("--template emsp"))
  }

  @Test func `a dry run makes nothing`() async {
    let folder = TestFolder()
    let outcome = await run("init", "acme", "--dry-run", "--json", directory: folder.path)
    #expect(outcome.exit == .done)
    #expect(FileSystem.names(in: folder.path).isEmpty)
    #expect((try? JSON.parse(outcome.output))?["made"]?.elements?.last?.string == "partners/acme.toml")
  }

  @Test(arguments: [
    ["defaults"], ["A"], ["../x"], ["a"], ["acme", "--party", "NL-ACM"], ["acme", "--us", "nl-acm:CPO"],
  ])
  func `an id or party that cannot be is refused`(words: [String]) async {
    let folder = TestFolder()
    let console = await runAll(["init"] + words, directory: folder.path)
    #expect(console.exit == .usage)
    #expect(FileSystem.names(in: folder.path).isEmpty)
  }

  @Test(arguments: Template.partners.map(\.name) + ["fleet"])
  func `a template in the program is the file in templates`(name: String) {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let text = (Template.partner(name) ?? .fleet).text
    #expect(readFile(root + "/templates/\(name).toml") == text, "run templates/embed")
  }
}
