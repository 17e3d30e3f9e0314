import Testing

@testable import partnerctl

@Suite struct ProgramTests {
  @Test func `a wrong verb ends with 64, the suggestion on stderr and nothing on stdout`() async {
    let outcome = await run("hlep")
    #expect(outcome.exit == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.talk == "error: there is no verb `hlep`\n  did you mean `help`?\n")
  }

  @Test(arguments: CommandTable.standard.planned.sorted())
  func `a planned verb says that it is not built yet`(verb: String) async {
    let outcome = await run(verb)
    #expect(outcome.exit == .usage)
    #expect(outcome.talk.hasPrefix("error: `\(verb)` is not built yet\n"))
  }

  @Test func `the built program answers version and help`() {
    let version = BuiltProgram.run(["--version"])
    #expect(version.status == 0)
    #expect(version.text == "partnerctl \(VersionView.version)\n")
    #expect(BuiltProgram.run(["--help"]).text.hasPrefix("partnerctl: "))
  }

  @Test func `a reader that goes away ends the output quietly`() {
    let result = BuiltProgram.run(["--help"], closingOutputAfter: 0)
    #expect(result.status == 0)
    #expect(result.talk.isEmpty)
  }

  @Test func `a result that cannot be written is exit 73`() async {
    let console = Console(
      input: { [] }, inputLine: { nil }, output: Sink(write: { _ in }, fault: { "No space left on device" }),
      talk: Tape().sink, terminal: Terminal(), environment: [:], directory: "/", control: .silent)
    #expect(await Program.standard.run(["--version"], on: console) == .cannotWrite)
  }
}
