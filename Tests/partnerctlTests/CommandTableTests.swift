import Glibc
import Testing

@testable import partnerctl

@Suite struct CommandTableTests {
  static let names = CommandTable.standard.commands.map(\.name)

  @Test func `every name stands once and no built verb is called planned`() {
    let spellings = CommandTable.standard.commands.flatMap { [$0.name] + $0.aliases }
    #expect(Set(spellings).count == spellings.count)
    #expect(CommandTable.standard.planned.isDisjoint(with: spellings))
  }

  @Test(arguments: names) func `a verb has two examples that parse and its exit codes`(name: String) throws {
    let command = try #require(CommandTable.standard[name])
    #expect(command.examples.count >= 2)
    #expect(command.exits.contains(.done))
    #expect(command.summary.count <= 56)
    for example in command.examples {
      let line = example.line.split(separator: "|").last ?? ""
      let words = line.split(separator: "<")[0].split(separator: " ").map { $0.replacing("'", with: "") }
      let bare = words.drop { $0 != "partnerctl" }.dropFirst().prefix { !$0.hasPrefix(">") }
      let request = try ArgumentParser.parse(bare.map { String($0) }, table: .standard)
      guard case .run(let parsed, _) = request else { continue }
      #expect(parsed.name == name || name == "help", "\(example.line)")
    }
  }

  @Test(arguments: names) func `flags of a verb do not hide a global one`(name: String) throws {
    let command = try #require(CommandTable.standard[name])
    let all = command.flags + GlobalFlags.all
    // Plumbing and `price` name the version of OCPI by --version, which the contract promises.
    let shared = Set(command.flags.map(\.name)).intersection(GlobalFlags.all.map(\.name))
    #expect(shared.isSubset(of: command.group == .plumbing || name == "price" ? ["version"] : []))
    let letters = all.compactMap(\.short)
    #expect(Set(letters).count == letters.count)
    #expect(command.positionals.dropLast().allSatisfy { !$0.optional && !$0.repeats })
  }

  @Test(arguments: names) func `help of a verb is its snapshot, with examples first and exit codes last`(
    name: String
  ) async {
    let help = await run(name, "--help")
    #expect(help.exit == .done)
    let lines = help.output.split(separator: "\n")
    #expect(lines.dropFirst().first == "Examples")
    #expect(lines.suffix(4).contains("Exit codes"))
    #expect(lines.allSatisfy { $0.count <= 100 })
    expectSnapshot(help.output, named: "help-\(name)")
  }

  @Test func `docs/cli.md is the page of the command table`() async {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let page = await run("help", "--markdown").output
    if getenv("BILATERAL_UPDATE_SNAPSHOTS") != nil { writeFile(root + "/docs/cli.md", page) }
    #expect(readFile(root + "/docs/cli.md") == page, "run: make docs")
  }

  @Test func `the help of everything fits one screen`() async {
    let help = await run("--help")
    let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 90)
    #expect(lines.allSatisfy { $0.count <= 80 })
    expectSnapshot(help.output, named: "help")
  }
}
