import BilateralBase
import BilateralNet
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
      "--fault", "numbers-as-text",
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
    try checkLearns(fleet)
  }

  /// OpenSSL keeps something for each thread that used it, here the partner's loop.
  @Test func `stopped again and again while its loop still ends, it never crashes`() async throws {
    let fleet = try fleet()
    defer { fleet.remove() }
    let group = try EventLoopGroup(count: 1)
    defer { group.stop() }
    let tls = TLSContextBox(try TLSContext(TLSConfiguration(), role: .client))
    let client = HTTPClient(on: group.next(), plain: nil, secure: Dialer(policy: .any, tls: tls))
    defer { client.close() }
    for _ in 0..<(getenv("BILATERAL_SOAK") == nil ? 5 : 500) {
      let partner = RunningProgram(["simulate", "-C", fleet.folder, "--json", "--tls", "--evses", "1"])
      let started = try JSON.parse(try #require(partner.line()))
      let url = try HTTPURL(started["versions_url"]?.string ?? "")
      // Nobody trusts its authority here.
      await #expect(throws: (any Error).self) { try await client.send(HTTPClientRequest(.get, url)) }
      partner.signal(SIGTERM)
      #expect(partner.wait() == 0)
    }
  }

  /// `check --learn` writes what was met into the partner file, which is valid with it; once.
  private func checkLearns(_ fleet: TestFleet) throws {
    func text() throws -> String {
      String(decoding: try FileSystem.read("\(fleet.folder)/partners/sim.toml"), as: UTF8.self)
    }
    let before = try text()
    let looked = BuiltProgram.run(["check", "sim", "--learn", "--dry-run", "-C", fleet.folder])
    #expect(looked.text.contains("+numbers_as_strings = true"), "\(looked.text)\(looked.talkText)")
    #expect(try text() == before)
    let learned = BuiltProgram.run(["check", "sim", "--learn", "--json", "-C", fleet.folder])
    #expect(learned.status == 0, "\(learned.text)\(learned.talkText)")
    #expect(try JSON.parse(learned.output)["written"]?.bool == true)
    let after = try text()
    #expect(
      after.contains("\nnumbers_as_strings = true\n"), "\(after)")
    #expect(after.contains("# learned 20"), "the reason stands there")
    #expect(BuiltProgram.run(["validate", "sim", "-C", fleet.folder]).status == 0)
    let again = BuiltProgram.run(["check", "sim", "--learn", "-C", fleet.folder])
    #expect(again.text.contains("nothing new for [dialect]"), "\(again.text)")
    #expect(try text() == after)
  }
}
