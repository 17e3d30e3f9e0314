import BilateralBase
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

@Suite struct SelectionTests {
  static func file(_ id: String, status: String, roles: String, tags: String) -> String {
    TestFolder.partner(id).replacing("status = \"test\"", with: "status = \"\(status)\"\ntags = [\(tags)]")
      .replacing("\"NL-ACM:EMSP\"", with: roles)
  }

  static func fleet() throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write(
      "partners/acme.toml", file("acme", status: "test", roles: "\"NL-ACM:EMSP\"", tags: "\"strategic\""))
    try folder.write(
      "partners/beta.toml",
      file("beta", status: "test", roles: "\"DE-BET:EMSP\", \"AT-BET:CPO\"", tags: "\"Pilot\", \"x\"")
        + "[route]\nkind = \"hub\"\nhub = \"acme\"\n")
    try folder.write(
      "partners/gamma.toml",
      file("gamma", status: "draft", roles: "\"NL-GAM:EMSP\"", tags: "")
        + "[route]\nkind = \"direct-with-hub-fallback\"\nhub = \"acme\"\n")
    return folder
  }

  @Test(arguments: [
    ("role:emsp", ["acme", "beta", "gamma"]), ("role:CPO", ["beta"]), ("not role:cpo", ["acme", "gamma"]),
    ("status:test", ["acme", "beta"]), ("country:NL", ["acme", "gamma"]), ("country:at", ["beta"]),
    ("tag:pilot", ["beta"]), ("status:test, not tag:strategic", ["beta"]),
    ("country:NL,status:draft", ["gamma"]), ("route:hub", ["beta"]), ("role:EMSP,route:hub", ["beta"]),
    ("not route:hub", ["acme", "gamma"]), ("route:direct, role:emsp", ["acme"]),
    ("route:fallback", ["gamma"]),
  ]) func `conditions select by role, status, country, tag and route`(expression: String, ids: [String])
    async throws
  {
    let folder = try Self.fleet()
    let good = (200, "{\"type\":\"result\",\"ok\":true}\n")
    let answers = Dictionary(
      uniqueKeysWithValues: ["acme", "beta", "gamma"].map {
        ("POST /partners/\($0)/check", good)
      })
    let runtime = CannedRuntime(answers)
    let outcome = await runAll(
      ["check", "-s", expression], directory: folder.path, control: runtime.transport)
    #expect(outcome.exit == .done, "\(outcome.talk)")
    #expect(runtime.calls == ids.map { "POST /partners/\($0)/check {}" })
  }

  @Test(arguments: [
    ("route:hubs", "--select route:hubs fits nobody"), ("role:EMPS", "--select role:EMPS fits nobody"),
    ("status:alive", "--select status:alive fits nobody"), ("rolle:x", "--select knows no \"rolle:\""),
    ("acme", "--select does not understand \"acme\""), ("", "--select needs a value that is not empty"),
    ("role:emsp,", "--select does not understand \"\""),
    ("unless tag:x", "--select does not understand \"unless tag:x\""),
  ]) func `what is not understood is refused with an example`(expression: String, says: String) async throws {
    let folder = try Self.fleet()
    let outcome = await runAll(["check", "--select", expression], directory: folder.path)
    #expect(outcome.exit == .usage)
    #expect(outcome.talk.hasPrefix("error: \(says)"), "\(outcome.talk)")
  }

  @Test func `nobody selected is exit 66, and names beside a selection are refused`() async throws {
    let folder = try Self.fleet()
    let nobody = await runAll(["check", "-s", "country:FR"], directory: folder.path)
    #expect(nobody.exit == .missing)
    let both = await runAll(["check", "acme", "-s", "country:NL"], directory: folder.path)
    #expect(both.exit == .usage)
    let valid = await runAll(["validate", "-s", "tag:pilot", "--json"], directory: folder.path)
    #expect(try JSON.parse(valid.output)["files"]?.int == 1, "\(valid.talk)")
  }

  @Test(arguments: [
    (["status", "--dry-run"], "--dry-run has no effect on status"),
    (["templates", "--timeout", "3s"], "--timeout has no effect on templates"),
    (["show", "acme", "-s", "tag:x"], "--select has no effect on show"),
    (["register", "acme", "--now", "2026-11-20T12:00Z"], "--now has no effect on register"),
    (["register", "acme", "-o", "csv"], "-o csv has no effect on register"),
  ]) func `a flag that would change nothing is refused`(words: [String], says: String) async throws {
    let outcome = await runAll(words, directory: try Self.fleet().path)
    #expect(outcome.exit == .usage)
    #expect(outcome.talk.hasPrefix("error: \(says)\n"), "\(outcome.talk)")
  }

  @Test func `a table as comma-separated values quotes what must be`() {
    let table = Table(
      columns: [.init(title: "LAST ERROR"), .init(title: "N")],
      rows: [["a,b", "–"], ["say \"no\"", "2"], ["plain", "3"]])
    #expect(CSV.text(table) == "last_error,n\n\"a,b\",\n\"say \"\"no\"\"\",2\nplain,3\n")
  }
}

@Suite struct CompletionTests {
  @Test func `bash completes verbs, flags, choices and partners`() async throws {
    let folder = try TestFolder.fleet(partners: ["acme", "beta"])
    let script = await run("completion", "bash").output
    try folder.write("complete.bash", script)
    func words(_ line: String) throws -> String {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false).map { "'\($0)'" }
      let program =
        "cd \(folder.path); source ./complete.bash; COMP_WORDS=(\(parts.joined(separator: " "))); "
        + "COMP_CWORD=\(parts.count - 1); _partnerctl; echo ${COMPREPLY[@]}"
      let result = try ChildProcess("/bin/bash", ["-c", program]).finish()
      return String(decoding: result.output, as: UTF8.self).filter { !$0.isNewline }
    }
    #expect(try words("partnerctl sta") == "status")
    #expect(try words("partnerctl status a") == "acme")
    #expect(try words("partnerctl status --wa") == "--watch")
    #expect(try words("partnerctl status --dry") == "")
    #expect(try words("partnerctl status --select route:sp") == "route:split")
    #expect(try words("partnerctl status --select route : sp") == "split")
    #expect(try words("partnerctl status -o json --color ne") == "never")
    #expect(try words("partnerctl explain BT103") == "BT103")
    #expect(try words("partnerctl explain settlement.who") == "settlement.who_invoices")
  }

  @Test func `a Tab on a real terminal completes`() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let words = ["\(root)/Tests/Terminal/complete.py", BuiltProgram.path, "bash"]
    guard let typist = try? ChildProcess("python3", words) else { return }
    let (status, output) = try typist.finish()
    let said = String(decoding: output, as: UTF8.self)
    #expect(status == 0 && said.contains("ok  bash"), "\(said.suffix(1500))")
  }

  @Test func `every verb and flag stands in each script`() async {
    for shell in ["bash", "zsh", "fish"] {
      let script = await run("completion", shell).output
      for command in CommandTable.standard.commands { #expect(script.contains(command.name)) }
    }
    #expect(await run("completion", "csh").exit == .usage)
  }
}
