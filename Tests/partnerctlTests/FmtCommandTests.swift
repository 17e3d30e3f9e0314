import BilateralBase
import Testing

@testable import partnerctl

@Suite struct FmtCommandTests {
  private static let wild =
    "# ACME\nid=\"acme\"\nname =   \"ACME\" # who\n[them]\nroles=[ \"NL-ACM:EMSP\" ,]\n"
  private static let tidy = """
    # ACME
    id   = "acme"
    name = "ACME"                  # who

    [them]
    roles = ["NL-ACM:EMSP"]

    """

  private static func fleet() throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", wild)
    return folder
  }

  @Test func `fmt lays out every file of the fleet, and a second time nothing`() async throws {
    let folder = try Self.fleet()
    let first = await run("fmt", directory: folder.path)
    #expect(first.exit == .done)
    #expect(first.output == "partnerctl.toml\npartners/acme.toml\n")
    #expect(folder.text("partners/acme.toml") == Self.tidy)
    let second = await run("fmt", directory: folder.path)
    #expect(second.output == "" && second.talk == "0 of 2 files laid out\n")
  }

  @Test func `check and a dry run write nothing; check exits 1 when something would change`() async throws {
    let folder = try Self.fleet()
    let check = await run("fmt", "acme", "--check", directory: folder.path)
    #expect(check.exit == .findings && check.output == "acme\n")
    #expect(await run("fmt", "acme", "--dry-run", directory: folder.path).exit == .done)
    #expect(folder.text("partners/acme.toml") == Self.wild)
    _ = await run("fmt", "partners/acme.toml", directory: folder.path)
    #expect(await run("fmt", "acme", "--check", directory: folder.path).exit == .done)
  }

  @Test func `stdin goes through, and its values come as JSON`() async throws {
    #expect(await run("fmt", "--stdin", input: Self.wild).output == Self.tidy)
    #expect(await run("fmt", "--stdin", "--check", input: Self.wild).exit == .findings)
    #expect(await run("fmt", "--stdin", "--check", input: Self.tidy).exit == .done)
    let json = await run("fmt", "--stdin", "--to", "json", input: Self.wild + "day = 2026-03-01\nx = 1.50\n")
      .output
    #expect(
      json
        == "{\"id\":\"acme\",\"name\":\"ACME\",\"them\":{\"roles\":[\"NL-ACM:EMSP\"],\"day\":\"2026-03-01\",\"x\":1.50}}\n"
    )
  }

  @Test func `a file that cannot be read is told with its place and left alone`() async throws {
    let folder = try TestFolder.fleet(partners: ["beta"])
    try folder.write("partners/acme.toml", "id = \n")
    let outcome = await run("fmt", directory: folder.path)
    #expect(outcome.exit == .badInput)
    #expect(outcome.talk.contains("partners/acme.toml:1:6 BT100 error"))
    #expect(folder.text("partners/acme.toml") == "id = \n")
    #expect(folder.text("partners/beta.toml")?.contains("\n\n[them]\n") == true)
    let json = try JSON.parse(await run("fmt", "--json", directory: folder.path).output)
    #expect(json["unreadable"]?.elements?.first?.string == "partners/acme.toml")
  }

  @Test func `wrong command lines are refused`() async throws {
    let folder = try Self.fleet()
    #expect(await run("fmt", "a.toml", "--stdin").exit == .usage)
    #expect(await run("fmt", "--to", "json", directory: folder.path).exit == .usage)
    #expect(await run("fmt", "missing.toml", directory: folder.path).exit == .missing)
    #expect(await run("fmt").exit == .missing)
  }
}
