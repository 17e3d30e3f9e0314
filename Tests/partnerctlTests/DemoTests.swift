import BilateralBase
import Glibc
import Testing

@testable import partnerctl

@Suite struct DemoTests {
  @Test func `two real platforms become partners and hold the same, and nothing stays behind`() throws {
    let folder = TestFolder()
    let result = BuiltProgram.run(
      ["demo", "--count", "20", "--tokens", "30", "--report", folder.path + "/demo.json"],
      environment: ["TMPDIR=" + folder.path], seconds: 60)
    #expect(result.status == 0, "\(result.text)\(result.talkText)")
    let report = try JSON.parse(folder.text("demo.json") ?? "")
    #expect(report["ok"]?.bool == true)
    #expect(report["locations"]?.int == 20)
    #expect(report["evses"]?.int == 34)
    #expect(report["tokens"]?.int == 30)
    #expect(report["tariffs"]?.int == 2)
    #expect(report["hash_equal"]?.bool == true)
    #expect(report["peak_rss_mb"]?["cpo"]?.int ?? 0 > 0)
    #expect(report["full_pull_seconds"]?.numberText != nil)
    let failed = report["steps"]?.elements?.filter { $0["ok"]?.bool == false } ?? []
    #expect(failed.isEmpty)
    #expect(FileSystem.allNames(in: folder.path) == ["demo.json"])
  }

  @Test func `a demonstration that is interrupted takes its processes and folder along`() throws {
    let folder = TestFolder()
    let demo = RunningProgram(
      ["demo", "--count", "5", "--tokens", "5"], environment: ["TMPDIR=" + folder.path, "DEMO_STAY=1"])
    while let line = demo.line(), !line.contains("emsp runs") {}
    demo.signal(SIGINT)
    #expect(demo.wait() == 130)
    #expect(FileSystem.allNames(in: folder.path).isEmpty)
  }

  @Test func `made-up objects are what OCPI wants, each in its line`() async {
    for (module, bytes) in [("locations", DemoObjects.locations(40)), ("tokens", DemoObjects.tokens(40))] {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 40)
      let outcome = await run("inspect", "-m", module, input: "[" + lines.joined(separator: ",") + "]")
      #expect(outcome.exit == .done, "\(outcome.output)")
    }
  }
}
