import BilateralBase
import Glibc
import Testing

@testable import partnerctl

/// `init --from-url` asks platforms that run, and what it writes is good enough to register with.
@Suite(.serialized, .timeLimit(.minutes(3))) struct InitProcessTests {
  /// A fleet without TLS, as a test fleet may be.
  private func fleet(_ party: String) throws -> TestFolder {
    let folder = try RunCommandTests.fleet()
    let text = try #require(folder.text("partnerctl.toml"))
    try folder.write("partnerctl.toml", text.replacing("DE-NVO:CPO", with: party))
    return folder
  }

  private func start(_ folder: TestFolder) throws -> (program: RunningProgram, versions: String) {
    let program = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    let told = try JSON.parse(try #require(program.line(), "\(program.talkText())"))
    return (program, try #require(told["public_url"]?.string) + "/versions")
  }

  private func end(_ programs: RunningProgram...) {
    for program in programs {
      program.signal(SIGTERM)
      #expect(program.wait() == 0)
    }
  }

  /// The file of a partner that may register, held to some versions.
  private func partner(_ id: String, _ party: String, _ versions: String) -> String {
    """
    schema = "bilateral/1"
    id = "\(id)"
    name = "\(id)"
    status = "test"
    [them]
    roles = ["\(party)"]
    [connection]
    registration = "they-start"
    allowed_versions = [\(versions)]

    """
  }

  private func invite(_ id: String, _ folder: TestFolder) throws -> [UInt8] {
    let invited = BuiltProgram.run(["invite", id, "--json", "-C", folder.path])
    return Array(try #require(try JSON.parse(invited.output)["token"]?.string, "\(invited.talkText)").utf8)
  }

  /// Makes a partner's file from an address; what the file says then.
  private func ask(_ url: String, _ id: String, _ party: String, _ token: [UInt8], in folder: TestFolder)
    throws
    -> String
  {
    let words = ["init", id, "--from-url", url, "--token-stdin", "--party", party, "-C", folder.path]
    let made = BuiltProgram.run(words, input: token + [0x0A])
    #expect(made.status == 0, "\(made.talkText)")
    #expect(folder.text("secrets/\(id)/token-a") == String(decoding: token, as: UTF8.self))
    #expect(folder.mode("secrets/\(id)/token-a") == 0o600)
    let valid = BuiltProgram.run(["validate", id, "-C", folder.path])
    #expect(valid.status == 0, "\(valid.text)\(valid.talkText)")
    return try #require(folder.text("partners/\(id).toml"))
  }

  @Test(
    "CR-01 an operator's address tells role and versions; the file registers as it is",
    arguments: [("2.1.1", "NL-AAA"), ("2.2.1", "NL-BBB"), ("2.3.0", "NL-CCC")])
  func operating(version: String, party: String) throws {
    let (theirs, ours) = (try fleet("DE-NVO:CPO"), try fleet("\(party):EMSP"))
    try theirs.write("partners/acme.toml", partner("acme", "\(party):EMSP", "\"\(version)\""))
    let (operating, url) = try start(theirs)
    let token = try invite("acme", theirs)
    let text = try ask(url, "volt", "DE-NVO:CPO", token, in: ours)
    #expect(text.contains("operates charge points"), "the template of an operator")
    #expect(text.contains("versions_url = \"\(url)\"\nallowed_versions = [\"\(version)\"]"))
    #expect(!text.contains("TODO") && !text.contains("token_header_base64"))
    let (providing, _) = try start(ours)
    let registered = BuiltProgram.run(["register", "volt", "--json", "-C", ours.path])
    #expect(registered.status == 0, "\(registered.text)\(registered.talkText)")
    #expect(try JSON.parse(registered.output)["version"]?.string == version)
    end(providing, operating)
  }

  @Test(
    "CR-01 a provider's address tells that it provides, and all versions that both sides speak",
    arguments: ["\"2.1.1\", \"2.2.1\", \"2.3.0\"", "\"2.1.1\""])
  func providing(versions: String) throws {
    let (theirs, ours) = (try fleet("NL-ACM:EMSP"), try fleet("DE-NVO:CPO"))
    try theirs.write("partners/volt.toml", partner("volt", "DE-NVO:CPO", versions))
    let (program, url) = try start(theirs)
    let token = try invite("volt", theirs)
    let text = try ask(url, "acme", "NL-ACM:EMSP", token, in: ours)
    #expect(text.contains("mobility provider") && text.contains("allowed_versions = [\(versions)]"))
    // Asking changes nothing there: the invitation still stands, and a wrong token is told as such.
    #expect(
      try JSON.parse(BuiltProgram.run(["status", "--json", "-C", theirs.path]).output)["partners"]?[0]?[
        "state"] == "invited")
    let wrong = BuiltProgram.run(
      ["init", "other", "--from-url", url, "--token-stdin", "-C", ours.path],
      input: Array("wrong-token-0123456789".utf8))
    #expect(wrong.status == 4 && wrong.talkText.contains("BR837"), "\(wrong.talkText)")
    #expect(ours.text("partners/other.toml") == nil && ours.text("secrets/other/token-a") == nil)
    end(program)
  }

  /// A simulated partner in a fleet of its own; its versions URL and token A.
  private func simulate(_ words: [String], id: String, in folder: TestFolder) throws -> (
    program: RunningProgram, url: String, token: [UInt8]
  ) {
    let program = RunningProgram(["simulate", "--json", "-C", folder.path] + words)
    _ = try #require(program.line(), "\(program.talkText())")
    program.ignoreOutput()
    let text = try #require(folder.text("partners/\(id).toml"))
    let line = text.split(separator: "\n").first { $0.hasPrefix("versions_url") }
    let url = line?.split(separator: "\"").dropFirst().first.map(String.init)
    return (program, try #require(url), Array(try #require(folder.text("secrets/\(id)/token-a")).utf8))
  }

  @Test("HCI-01 a hub's address tells that it is one")
  func hub() throws {
    let (theirs, ours) = (try fleet("DE-NVO:CPO"), try fleet("DE-NVO:CPO"))
    let hub = try simulate(["--role", "hub", "--parties", "NL-ACM:EMSP"], id: "hub", in: theirs)
    let text = try ask(hub.url, "gireve", "NL-HUB:HUB", hub.token, in: ours)
    let template = try #require(Template.partner("hub")?.text.split(separator: "\n").first)
    #expect(text.hasPrefix(template.replacing("@NAME@", with: "gireve")))
    end(hub.program)
  }

  @Test(
    "TR-03 P-01 an address that takes the token only as it stands gets its line in [dialect], and registers")
  func raw() throws {
    let (theirs, ours) = (try fleet("DE-NVO:CPO"), try fleet("NL-ACM:EMSP"))
    let partner = try simulate(["--fault", "token-raw", "--evses", "4"], id: "sim", in: theirs)
    let text = try ask(partner.url, "other", "NL-SIM:CPO", partner.token, in: ours)
    #expect(text.contains("\n[dialect]\ntoken_header_base64 = false"))
    let base = try simulate(
      ["--fault", "token-base64", "--evses", "4", "--id", "usual"], id: "usual", in: theirs)
    let usual = try ask(base.url, "usual", "NL-SIM:CPO", base.token, in: try fleet("NL-ACM:EMSP"))
    #expect(!usual.contains("token_header_base64"))
    let (program, _) = try start(ours)
    let registered = BuiltProgram.run(["register", "other", "--json", "-C", ours.path])
    #expect(registered.status == 0, "\(registered.text)\(registered.talkText)")
    end(program, partner.program, base.program)
  }
}
