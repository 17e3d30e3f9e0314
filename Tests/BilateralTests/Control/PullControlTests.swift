import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A running eMSP and a scripted CPO: the loops, and the verbs of `partnerctl` over the control socket.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PullControlTests {
  private struct Bench: Sendable {
    let partner: ScriptedPartner
    let side: TestSide
    let link: PartnerLink
    let control: HTTPClient

    var store: Store { side.platform.commons.store }

    /// Starts both; nothing flows before `connect`.
    static func start(_ script: ScriptedPartner.Script) async throws -> Bench {
      let fleet = try TestFleet(
        "ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
      let partner = try ScriptedPartner.start(script, on: EventLoopGroup(count: 1))
      try fleet.partner("volt", TestPair.volt(partner.url("versions")))
      let side = try await TestSide.start(fleet)
      let link = try #require(side.platform.commons.links["volt"])
      let control = HTTPClient(
        on: side.platform.group.next(), plain: Dialer(policy: .any), secure: nil,
        to: .unix(path: side.listening.control))
      return Bench(partner: partner, side: side, link: link, control: control)
    }

    /// Stands for a registration: from here on the loops run.
    func connect(_ modules: [ModuleID] = [.locations]) {
      let endpoints = modules.map { Endpoint(identifier: $0, role: .sender, url: partner.url($0.rawValue)) }
      link.establish(
        LinkFacts(
          state: .registered, version: .v2_2_1, endpoints: endpoints,
          theirToken: SecretText("token-of-the-partner")))
    }

    func ask(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> [JSON] {
      let url = try HTTPURL("http://localhost\(path)")
      let answer = try await control.send(HTTPClientRequest(method, url, body: body.map { Array($0.utf8) }))
      return try answer.body.split(separator: 0x0A).map { try JSON.parse(Array($0)) }
    }

    /// Waits until so many locations are there.
    func locations(_ count: Int) async throws {
      let news = store.wakeUps(of: .events)
      var iterator = news.makeAsyncIterator()
      while try await store.read({ tx in try tx.received.count("locations", from: "volt") }) < count {
        _ = await iterator.next()
      }
    }

    func stop() async {
      await partner.stop()
      await side.stop()
      side.fleet.remove()
    }
  }

  @Test func `once registered, the loop pulls by itself, in full first and then what changed`() async throws {
    let bench = try await Bench.start(SampleLocation.script(25))
    #expect(bench.partner.calls.isEmpty)
    bench.connect()
    try await bench.locations(25)
    #expect(bench.partner.calls.first?.dateFrom == nil)
    #expect(bench.partner.calls.allSatisfy { $0.hasToken })
    await bench.stop()
  }

  @Test func `sync tells each page and ends when what was asked for is through`() async throws {
    let bench = try await Bench.start(SampleLocation.script(25))
    let early = try await bench.ask(.post, "/partners/volt/sync", "{}")
    #expect(early.last?["exit"]?.int == 6, "not registered")
    bench.connect()
    try await bench.locations(25)
    let lines = try await bench.ask(
      .post, "/partners/volt/sync", "{\"modules\":[\"locations\"],\"full\":true}")
    let progress = lines.filter { $0["type"]?.string == "progress" }
    #expect(progress.compactMap { $0["done"]?.int }.prefix(3) == [10, 20, 25])
    #expect(progress.first?["total"]?.int == 25)
    #expect(lines.last?["ok"]?.bool == true)
    #expect(lines.last?["modules"]?["locations"]?["created"]?.int == 0)
    bench.partner.change { $0.faults[0] = .status(500, retryAfter: nil) }
    let failed = try await bench.ask(.post, "/partners/volt/sync", "{}")
    #expect(failed.last?["ok"]?.bool == false && failed.last?["exit"]?.int == 4)
    #expect(failed.last?["error"]?["code"]?.string == "BR105")
    let unknown = try await bench.ask(.post, "/partners/volt/sync", "{\"modules\":[\"moon\"]}")
    #expect(unknown.last?["exit"]?.int == 65)
    #expect(try await bench.ask(.post, "/partners/nobody/sync", "{}").last?["exit"]?.int == 66)
    await bench.stop()
  }

  @Test func `a held object is listed with path and reason, tried again, and dropped`() async throws {
    var script = SampleLocation.script(3)
    script.lists["locations"]?[1] = SampleLocation.json(1, party: "OTH")
    script.lists["locations"]?[2] = SampleLocation.json(2, standard: nil)
    let bench = try await Bench.start(script)
    bench.connect()
    try await bench.locations(1)
    let items = try await bench.ask(.get, "/quarantine?partner=volt").first?["items"]?.elements ?? []
    #expect(items.map { $0["object"]?.string } == ["DE-OTH/LOC1", "DE-NVO/LOC2"])
    #expect(items.last?["path"]?.string == "evses[0].connectors[0].standard")
    #expect(items.last?["code"]?.string == "BW102")
    let number = try #require(items.last?["id"]?.numberText)
    let shown = try await bench.ask(.get, "/quarantine/\(number)").first
    #expect(shown?["reasons"]?[0]?["code"]?.string == items.last?["code"]?.string)
    #expect(shown?["text"]?.string.flatMap { try? JSON.parse(Array($0.utf8)) }?["id"] != nil)
    let refused = try await bench.ask(.post, "/quarantine/\(number)/retry").first
    #expect(refused?["outcome"]?.string?.hasPrefix("still refused") == true)
    #expect(try await bench.ask(.post, "/quarantine/\(number)/drop").first?["outcome"]?.string == "dropped")
    #expect(
      try await bench.ask(.post, "/quarantine/\(number)/drop").first?["error"]?["code"]?.string == "BR310")

    // The partner's file now names the other party too: what was held comes in.
    let first = try #require(items.first?["id"]?.numberText)
    let wider = TestPair.volt(bench.partner.url("versions")).replacing(
      "\"DE-NVO:CPO\"", with: "\"DE-NVO:CPO\", \"DE-OTH:CPO\"")
    try bench.side.fleet.partner("volt", wider)
    _ = try await bench.side.platform.reload()
    let taken = try await bench.ask(.post, "/quarantine/\(first)/retry").first
    #expect(taken?["outcome"]?.string == "taken in")
    #expect(try await bench.ask(.get, "/quarantine").first?["items"]?.elements?.isEmpty == true)
    await bench.stop()
  }

  @Test("ruling 38: the digest of what was received equals the digest of what the partner has")
  func digest() async throws {
    let bench = try await Bench.start(SampleLocation.script(25))
    bench.connect()
    try await bench.locations(25)
    let received = try await bench.ask(.get, "/partners/volt/digest?module=locations&side=received").first
    let theirs = CanonicalDigest.of(
      (0..<25).map {
        (ObjectKey(country: "DE", party: "NVO", id: "LOC\($0)"), Array(SampleLocation.json($0).utf8))
      })
    #expect(received == theirs.json)
    #expect(received?["count"]?.int == 25 && received?["evses"]?.int == 25)
    await bench.stop()
  }

  @Test func `status tells what was received, how old it is, and what is held`() async throws {
    var script = SampleLocation.script(12)
    script.lists["locations"]?[5] = SampleLocation.json(5, standard: nil)
    let bench = try await Bench.start(script)
    bench.connect()
    try await bench.locations(11)
    _ = try await bench.ask(.post, "/partners/volt/sync", "{}")
    let partner = try await bench.ask(.get, "/partners").first?["partners"]?[0]
    #expect(partner?["id"]?.string == "volt" && partner?["state"]?.string == "registered")
    #expect(partner?["version"]?.string == "2.2.1" && partner?["route"]?.string == "direct")
    #expect(partner?["drift"]?.bool == false)
    let locations = partner?["modules"]?["locations"]
    #expect(locations?["received"]?.int == 11 && locations?["quarantine"]?.int == 1)
    #expect(locations?["last_error"] == .null && locations?["brake"] == .null)
    let lag = try #require(locations?["lag_seconds"]?.int)
    #expect(lag >= 0 && lag < 60)
    await bench.stop()
  }
}
