import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

@Suite struct RunCommandTests {
  /// A fleet that listens on loopback at ports of the kernel's choice, in clear text as a test fleet may.
  static func fleet() throws -> TestFolder {
    let folder = TestFolder()
    try folder.write(
      "partnerctl.toml",
      """
      schema = "bilateral-fleet/1"
      env = "test"
      [us]
      name = "Nordic Volt"
      parties = ["DE-NVO:CPO"]
      [server]
      listen = "127.0.0.1:0"
      [backoffice]
      listen = "127.0.0.1:0"
      token = "secret:backoffice/token"

      """)
    let key = String(repeating: "0f", count: 32)
    _ = BuiltProgram.run(["secret", "set", "store/key", "-C", folder.path], input: Array(key.utf8))
    _ = BuiltProgram.run(["secret", "set", "backoffice/token", "-C", folder.path], input: Array(key.utf8))
    return folder
  }

  @Test("S-37 a runtime says where it listens, holds its lock, and drains on SIGTERM")
  func life() throws {
    let folder = try Self.fleet()
    let runtime = RunningProgram(["run", "--json", "-C", folder.path])
    let line = try JSON.parse(try #require(runtime.line()))
    #expect(line["schema"]?.string == "partnerctl.run/1")
    #expect(line["server"]?.string?.hasPrefix("127.0.0.1:") == true)
    #expect(line["backoffice"]?.string.map { $0 + "\n" } == folder.text("state/test/backoffice.addr"))
    #expect(line["public_url"]?.string?.hasSuffix("/ocpi") == true)
    #expect(line["control"]?.string == folder.path + "/state/test/control.sock")

    let second = BuiltProgram.run(["run", "-C", folder.path])
    #expect(second.status == 6)
    #expect(second.talkText.contains("process \(runtime.process)"))
    #expect(second.output.isEmpty)

    let status = BuiltProgram.run(["status", "--json", "-C", folder.path])
    #expect(status.status == 0)
    #expect(try JSON.parse(status.text)["totals"]?["partners"]?.int == 0)

    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
    let rested = BuiltProgram.run(["status", "-C", folder.path])
    #expect(rested.status == 0)
    #expect(rested.talkText.hasPrefix("(runtime not running; state as of 20"))
    let told = try JSON.parse(BuiltProgram.run(["outbox", "--json", "-C", folder.path]).output)
    #expect(told["running"] == .bool(false) && told["as_of"]?.string != nil)
    let writing = BuiltProgram.run(["register", "acme", "-C", folder.path])
    #expect(writing.status == 6)
    #expect(writing.talkText.hasSuffix("start it: partnerctl run\n"))
  }

  @Test func `a changed token of the back office takes effect at SIGHUP`() throws {
    let folder = try Self.fleet()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    let line = try JSON.parse(try #require(runtime.line()))
    let port = try #require(line["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    let old = OfficeClient(port: port, token: String(repeating: "0f", count: 32))
    let new = OfficeClient(port: port, token: String(repeating: "a7", count: 32))
    #expect(throws: Never.self) { try old.call(.get, "/partners") }
    _ = BuiltProgram.run(
      ["secret", "set", "backoffice/token", "-C", folder.path], input: Array(new.token.utf8))
    runtime.signal(SIGHUP)
    let deadline = time(nil) + 20
    while (try? new.call(.get, "/partners")) == nil, time(nil) < deadline { usleep(20_000) }
    #expect(throws: Never.self) { try new.call(.get, "/partners") }
    #expect(throws: Failure.self) { try old.call(.get, "/partners") }
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test func `watching shows the partners again and again, and Ctrl-C ends it with 130`() throws {
    let folder = try Self.fleet()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", folder.path])
    #expect(runtime.line() != nil)
    let watch = RunningProgram(["status", "--watch", "--every", "10ms", "--json", "-C", folder.path])
    #expect(watch.line()?.contains("partnerctl.status/1") == true)
    #expect(watch.line() != nil)
    watch.signal(SIGINT)
    #expect(watch.wait() == 130)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test func `a runtime that was killed starts again on the same folder`() throws {
    let folder = try Self.fleet()
    let first = RunningProgram(["run", "--json", "-C", folder.path])
    #expect(first.line() != nil)
    first.signal(SIGKILL)
    #expect(first.wait() == -SIGKILL)
    let second = RunningProgram(["run", "-C", folder.path])
    #expect(second.line()?.contains("Nordic Volt runs (test, 0 partners)") == true)
    second.signal(SIGINT)
    #expect(second.wait() == 0)
  }

  @Test func `a missing secret is named with the way to set it, exit 77`() throws {
    let folder = try Self.fleet()
    unlink(folder.path + "/secrets/store/key")
    let result = BuiltProgram.run(["run", "-C", folder.path])
    #expect(result.status == 77)
    #expect(result.talkText.contains("secret:store/key"))
    #expect(result.talkText.contains("partnerctl secret set store/key < FILE"))
  }

  @Test func `logs are JSON lines on stderr when asked for`() throws {
    let folder = try Self.fleet()
    let runtime = RunningProgram(["run", "--log", "json", "-C", folder.path])
    #expect(runtime.line() != nil)
    runtime.signal(SIGTERM)
    let lines = runtime.talkText().split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines { #expect(throws: Never.self) { try JSON.parse(String(line)) } }
    #expect(runtime.wait() == 0)
  }

  @Test func `the first signal drains, the second leaves with its code`() {
    var policy = StopPolicy()
    #expect(policy.handle(SIGUSR1) == .none)
    #expect(policy.handle(SIGHUP) == .reload)
    #expect(policy.handle(SIGTERM) == .drain)
    #expect(policy.handle(SIGHUP) == .none)
    #expect(policy.handle(SIGINT) == .leave(.interrupted))
    #expect(policy.handle(SIGTERM) == .leave(.terminated))
  }
}
