import BilateralBase
import BilateralNet
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// `simulate --role hub` as a process, beside a platform of ours as another one.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SimulatedHubProcessTests {
  private func fleet() throws -> (TestFolder, DemoFleet) {
    let root = TestFolder()
    let fleet = DemoFleet(folder: FleetFolder(path: root.path + "/volt"))
    try fleet.make(name: "Nordic Volt", party: "DE-NVO:CPO", certificatesBy: try DemoFleet.makeAuthority())
    try fleet.write("tariffs/adhoc.json", DemoFiles.priceList)
    return (root, fleet)
  }

  private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    throw Failure(.findings, "\(what) did not come")
  }

  @Test(
    "an operator of ours registers with a hub, a provider behind it gets the stations and lets its driver in")
  func operating() throws {
    let (root, fleet) = try fleet()
    defer { withExtendedLifetime(root) {} }
    let path = fleet.folder.path
    let runtime = RunningProgram(["run", "--json", "-q", "-C", path])
    let told = try JSON.parse(try #require(runtime.line()))
    let port = try #require(told["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    let office = OfficeClient(port: port, token: try #require(readFile(path + "/secrets/backoffice/token")))
    #expect(try office.importing("locations", as: "DE-NVO", DemoObjects.locations(4)) == 4)

    let words = [
      "simulate", "--role", "hub", "--parties", "NL-ACM:EMSP", "--tokens", "3", "--json", "-C", path,
    ]
    let hub = RunningProgram(words)
    let started = try JSON.parse(try #require(hub.line(), "\(hub.talkText())"))
    #expect(started["id"] == "hub" && started["token"] == .null)
    let control = try HTTPURL(try #require(started["control"]?.string))
    let orders = OfficeClient(port: control.port, token: "none")
    let registered = BuiltProgram.run(["register", "hub", "-C", path, "--json"])
    #expect(registered.status == 0, "\(registered.talkText)")

    try wait("the stations") {
      let keys = try orders.call(.get, "/party/NL-ACM")["received"]?.elements?.compactMap(\.string) ?? []
      return keys.count { $0.hasPrefix("locations/DE/NVO/") } == 4
    }
    #expect(try orders.call(.post, "/pull/NL-ACM/locations")["count"]?.int == 4)

    let uid = SampleNetwork.uid(1_000_000)
    let question: JSON = ["uid": .string(uid), "type": "RFID"]
    let answer = try office.call(.post, "/partners/hub/authorize", question.bytes)
    #expect(answer["allowed"]?.bool == true && answer["source"] == "partner", "\(answer.text)")
    #expect(try orders.call(.get, "/party/NL-ACM")["questions"]?.int == 1)

    #expect(try orders.call(.post, "/cut/NL-ACM")["status"] == "OFFLINE")
    try wait("the cut") {
      let shown = try office.call(.get, "/partners/hub/hubclientinfo")
      return shown[0]?["status"] == "OFFLINE"
    }
    for program in [hub, runtime] {
      program.signal(SIGTERM)
      #expect(program.wait() == 0)
    }
    let again = RunningProgram(words)
    let second = try JSON.parse(try #require(again.line()))
    #expect(second["versions_url"] == started["versions_url"], "it goes on where it was")
    again.signal(SIGTERM)
    #expect(again.wait() == 0)
  }

  @Test("flags of a hub without a hub, faults and parties that are none, are usage errors")
  func usage() {
    for (words, help) in [
      (["--parties", "NL-ACM:EMSP"], "--role hub"), (["--role", "hub", "--fault", "restamp"], "restamps"),
      (["--role", "hub", "--parties", "NL-ACM:HUB"], "NL-ACM:EMSP"),
      (["--role", "hub", "--ocpi-version", "2.1.1"], "2.2.1"),
    ] {
      let result = BuiltProgram.run(["simulate"] + words + ["--out", "-"])
      #expect(result.status == 64 && result.talkText.contains(help), "\(words): \(result.talkText)")
    }
    let faults = BuiltProgram.run(["simulate", "--role", "hub", "--list-faults"])
    #expect(faults.status == 0 && faults.text.contains("broadcast-lies"))
  }
}
