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
    #expect(folder.text(".gitignore") == "secrets/\nstate/\n")
    let again = await run("init", directory: folder.path)
    #expect(again.exit == .conflict)
    #expect(folder.text("partnerctl.toml") == ours)
  }

  @Test(arguments: ["emsp", "cpo", "hub"]) func `a partner's file is made from its template`(template: String)
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
