import BilateralBase
import Glibc
import Testing

@testable import partnerctl

@Suite struct DemoTests {
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
