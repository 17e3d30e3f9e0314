import Glibc
import Testing

@testable import partnerctl

@Suite struct SecretCommandTests {
  @Test("S-40 a secret lies in a file of mode 0600 below folders of mode 0700")
  func modes() async throws {
    let folder = try TestFolder.fleet()
    let outcome = await run("secret", "set", "acme/token-a", input: "s3cret\n", directory: folder.path)
    #expect(outcome.exit == .done)
    #expect(folder.text("secrets/acme/token-a") == "s3cret")
    #expect(folder.mode("secrets/acme/token-a") == 0o600)
    #expect(folder.mode("secrets/acme") == 0o700)
    #expect(folder.mode("secrets") == 0o700)
    #expect(!(outcome.output + outcome.talk).contains("s3cret"))
    #expect(outcome.talk == "kept; partner files name it \"secret:acme/token-a\"\n")
  }

  @Test func `a new value replaces the old one and a dry run does not`() async throws {
    let folder = try TestFolder.fleet()
    _ = await run("secret", "set", "a/b", input: "one", directory: folder.path)
    _ = await run("secret", "set", "secret:a/b", input: "two\r\n", directory: folder.path)
    #expect(folder.text("secrets/a/b") == "two")
    _ = await run("secret", "set", "a/b", "--dry-run", input: "three", directory: folder.path)
    #expect(folder.text("secrets/a/b") == "two")
    #expect(FileSystem.names(in: folder.path + "/secrets/a") == ["b"])
  }

  @Test(arguments: [
    "../x", "a/../b", "/etc/passwd", "a//b", "a/", ".hidden", "a/.b", "a b", "a\u{0}b", "", "a/b/c/d/e", "ä",
    String(repeating: "x", count: 65),
  ])
  func `a name that leads elsewhere is refused`(name: String) async throws {
    let folder = try TestFolder.fleet()
    let outcome = await run("secret", "set", name, input: "v", directory: folder.path)
    #expect(outcome.exit == .usage)
    #expect(FileSystem.kind(folder.path + "/secrets") == nil)
  }

  @Test func `a folder that is a link is refused`() async throws {
    let folder = try TestFolder.fleet()
    let elsewhere = TestFolder()
    symlink(elsewhere.path, folder.path + "/secrets")
    let outcome = await run("secret", "set", "a", input: "v", directory: folder.path)
    #expect(outcome.exit == .cannotWrite)
    #expect(FileSystem.names(in: elsewhere.path).isEmpty)
  }

  @Test func `nothing is typed on a terminal and an empty value is refused`() async throws {
    let folder = try TestFolder.fleet()
    let typed = await run(
      "secret", "set", "a", input: "v", terminal: Terminal(inputIsTerminal: true), directory: folder.path)
    #expect(typed.exit == .usage)
    #expect(await run("secret", "set", "a", input: "\n", directory: folder.path).exit == .badInput)
    #expect(await run("secret", "get", "a", input: "v", directory: folder.path).exit == .usage)
  }
}
