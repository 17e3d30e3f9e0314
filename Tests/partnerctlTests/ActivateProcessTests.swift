import BilateralBase
import Glibc
import Testing

@testable import partnerctl

/// `activate --write` against a runtime: what is left to a default is written, agreed to, and in force as before.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ActivateProcessTests {
  private func run(_ stage: KillStage, _ words: String...) -> BuiltProgram.Result {
    BuiltProgram.run(words + ["-C", stage.path(.cpo)], seconds: 60)
  }

  /// A point of the checklist.
  private func point(_ stage: KillStage, _ name: String) throws -> JSON? {
    let shown = run(stage, "activate", "acme", "--json")
    #expect(shown.status == 1, "\(shown.talkText)")
    return try JSON.parse(shown.output)["steps"]?.elements?.first { $0["name"]?.string == name }
  }

  @Test(
    "the defaults about money are written for sign-off: a patch first, then the file, and the terms stay the same"
  )
  func signOff() throws {
    let stage = try KillStage.billing()
    stage.restore()
    let cpo = try stage.start(.cpo)
    let name = "live/cpo/partners/acme.toml"
    let before = try #require(stage.root.text(name))
    let open = try #require(try point(stage, "money defaults"))
    #expect(open["ok"] == false && open["detail"]?.string?.hasPrefix("BR840") == true, "\(open.text)")
    let human = run(stage, "activate", "acme", "--check")
    let verdict = human.text.split(separator: "\n").first { $0.contains("against going live") }
    #expect(human.status == 1 && verdict?.hasPrefix("✖ ") == true, "\(human.text)")
    let dry = run(stage, "activate", "acme", "--write", "--dry-run")
    #expect(
      dry.status == 0 && dry.text.contains("+++ partners/acme.toml")
        && dry.text.contains("+cut_off = \"3 days\""))
    #expect(dry.text.contains("not written") && stage.root.text(name) == before)
    let written = run(stage, "activate", "acme", "--write", "--json")
    let told = try JSON.parse(written.output)
    #expect(written.status == 0 && told["written"] == true, "\(written.talkText)")
    let after = try #require(stage.root.text(name))
    #expect(after.contains("# sign-off: in force by default, written on "))
    let added = told["added"]?.elements ?? []
    #expect(added.contains(["path": "settlement.cut_off", "value": "3 days"]), "\(told.text)")
    #expect(run(stage, "validate", "acme").status == 0)
    let nothing = run(stage, "activate", "acme", "--write")
    #expect(
      nothing.status == 0 && nothing.text.contains("nothing about money") && stage.root.text(name) == after)
    // The same terms in other words: nothing is published anew.
    let applied = run(stage, "apply", "acme", "--yes")
    #expect(applied.status == 0, "\(applied.text)\(applied.talkText)")
    #expect(try point(stage, "in force")?["ok"] == true)
    let marks = try #require(try point(stage, "money defaults"))
    #expect(
      marks["ok"] == .null && marks["detail"]?.string?.contains("for a signature") == true, "\(marks.text)")
    let agreed = after.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("# sign-off:")
    }
    try stage.root.write(name, agreed.joined(separator: "\n"))
    #expect(try point(stage, "money defaults")?["ok"] == true)
    try stage.end(cpo)
  }

  @Test("a section that takes no more values is named, and nothing is written")
  func refused() throws {
    let folder = try TestFolder.fleet(partners: ["acme"])
    let name = "partners/acme.toml"
    let text = "settlement = { period = \"week\" }\n" + (folder.text(name) ?? "")
    try folder.write(name, text)
    let refused = BuiltProgram.run(["activate", "acme", "--write", "-C", folder.path])
    #expect(refused.status == 65 && refused.talkText.contains("BR839"), "\(refused.text)\(refused.talkText)")
    #expect(refused.talkText.contains("[settlement]") && folder.text(name) == text)
    #expect(BuiltProgram.run(["activate", "nobody", "--write", "-C", folder.path]).status == 66)
  }
}
