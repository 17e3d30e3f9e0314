import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Evidence asked of a running platform and of one at rest.
@Suite(.serialized) struct AuditCommandTests {
  @Test("S-38 audit verifies, history lists, undo shows the way back and writes it, erase asks first")
  func wholeProgram() throws {
    let stage = try KillStage(locations: 2)
    let place = ["-C", stage.path(.cpo)]
    let first = BuiltProgram.run(["audit", "verify"] + place)
    #expect(first.status == 0 && first.text.contains("each follows on the one before"), "\(first.talkText)")
    let head = try #require(
      try JSON.parse(BuiltProgram.run(["audit", "verify", "--json"] + place).output)["head"]?.string)

    let cpo = try stage.start(.cpo)
    let file = stage.path(.cpo) + "/partners/acme.toml"
    let before = try #require(readFile(file))
    writeFile(file, before + "\n# once more\n")
    #expect(BuiltProgram.run(["apply", "acme", "--yes"] + place).status == 0)
    #expect(BuiltProgram.run(["audit", "verify", "--head", head] + place).status == 0)
    let history = try JSON.parse(BuiltProgram.run(["history", "acme", "--json"] + place).output)
    let hashes = (history["items"]?.elements ?? []).compactMap { $0["sha256"]?.string }
    #expect(hashes.count >= 2 && history["items"]?[0]?["in_force"] == true, "\(history.text)")
    let preview = BuiltProgram.run(["undo", "acme"] + place)
    #expect(preview.status == 0 && preview.text.contains("acme"), "\(preview.talkText)")
    #expect(BuiltProgram.run(["undo", "acme", "--to", "ffff"] + place).status == 66)
    #expect(BuiltProgram.run(["undo", "acme", "--write", "--yes"] + place).status == 0)
    #expect(readFile(file)?.contains("# once more") == false)

    #expect(BuiltProgram.run(["erase", "--card", "NOBODY99", "--yes"] + place).status == 66)
    #expect(BuiltProgram.run(["erase"] + place).status == 64)
    #expect(BuiltProgram.run(["audit", "sing"] + place).status == 64)
    try stage.end(cpo)
    let rested = try JSON.parse(BuiltProgram.run(["audit", "--json"] + place).output)
    #expect(rested["running"] == false && rested["items"]?.elements?.isEmpty == false)
  }
}
