import BilateralBase
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

@Suite struct SimulateCommandTests {
  private func fleet() throws -> TestFleet {
    try TestFleet("ACME", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
  }

  @Test func `the list of faults names at least forty, each with what the platform promises`() throws {
    let result = BuiltProgram.run(["simulate", "--list-faults", "--json"])
    #expect(result.status == 0)
    let faults = try JSON.parse(result.output)["faults"]?.elements ?? []
    #expect(faults.count >= 40)
    #expect(faults.allSatisfy { $0["promise"]?.string?.isEmpty == false && $0["source"]?.string != nil })
  }

  @Test func `a misspelt fault is a usage error with a suggestion`() {
    let result = BuiltProgram.run(["simulate", "--fault", "link-mising"])
    #expect(result.status == 64)
    #expect(result.talkText.contains("did you mean link-missing?"))
  }

  @Test func `a partner file that a person wrote stays as it is`() throws {
    let fleet = try fleet()
    defer { fleet.remove() }
    try fleet.partner("sim", TestPair.volt("https://volt.example/versions"))
    let result = BuiltProgram.run(["simulate", "-C", fleet.folder])
    #expect(result.status == 6)
    #expect(result.talkText.contains("stays as it is"))
  }

  @Test func `a fleet in production gets no simulated partner`() throws {
    let fleet = try fleet()
    defer { fleet.remove() }
    let path = "\(fleet.folder)/partnerctl.toml"
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try fleet.write("partnerctl.toml", text.replacing("env = \"test\"", with: "env = \"prod\""))
    #expect(BuiltProgram.run(["simulate", "-C", fleet.folder]).status == 65)
  }

  @Test func `a simulated CPO is registered and pulled from at once, and goes on after a restart`() throws {
    let fleet = try fleet()
    defer { fleet.remove() }
    let runtime = RunningProgram(["run", "-C", fleet.folder, "--json"])
    #expect(runtime.line() != nil)
    let words = [
      "simulate", "-C", fleet.folder, "--json", "--tls", "--evses", "12", "--fault", "link-missing",
    ]
    let first = RunningProgram(words)
    let started = try JSON.parse(try #require(first.line()))
    #expect(started["token"] == .null, "the token is kept in the fleet and not shown")
    let registered = BuiltProgram.run(["register", "sim", "-C", fleet.folder, "--json"])
    #expect(registered.status == 0, "\(registered.talkText)")
    first.signal(SIGTERM)
    #expect(first.wait() == 0)

    let second = RunningProgram(words)
    let again = try JSON.parse(try #require(second.line()))
    #expect(again["versions_url"] == started["versions_url"])
    let synced = BuiltProgram.run(["sync", "sim", "--full", "-C", fleet.folder, "--json"])
    #expect(synced.status == 0, "\(synced.talkText)")
    #expect(synced.text.contains("\"quarantined\":0") || synced.text.contains("in step"))
  }
}
