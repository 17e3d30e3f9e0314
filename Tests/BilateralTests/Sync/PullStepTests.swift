import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTesting
import Synchronization
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct PullStepTests {
  @Test("TR-43 of 100 locations 97 are stored and 3 held with path and reason, until they are mended")
  func quarantine() async throws {
    var script = SampleLocation.script(100)
    let bad = [7, 50, 99]
    for number in bad { script.lists["locations"]?[number] = SampleLocation.json(number, standard: nil) }
    let bench = try await PullBench.open(script)
    let report = await bench.pull()
    #expect(report.failure == nil)
    #expect(report.kind == .delta && report.hasCompletedFull, "the first pull is full")
    #expect(try bench.ids().count == 97)
    let held = try bench.held()
    #expect(held.map(\.identity) == bad.map { "DE-NVO/LOC\($0)" })
    let reason = held.first?.findings.first
    #expect(reason?.path == "evses[0].connectors[0].standard")
    #expect(reason?.message == "evses[0].connectors[0].standard is missing")

    bench.partner.change { script in
      for number in bad { script.lists["locations"]?[number] = SampleLocation.json(number) }
    }
    #expect(await bench.pull(.full).counts.created == 3)
    #expect(try bench.ids().count == 100)
    #expect(try bench.held().isEmpty)
    await bench.close()
  }

  @Test("TR-56 P-71 S-11 an object of a party that the connection does not carry is held, not stored")
  func foreignParty() async throws {
    var script = SampleLocation.script(3)
    script.lists["locations"]?[1] = SampleLocation.json(1, party: "OTH")
    let bench = try await PullBench.open(script)
    _ = await bench.pull()
    #expect(try bench.ids() == ["LOC0", "LOC2"])
    #expect(try bench.held().first?.findings.first?.path == "party_id")
    await bench.close()
  }

  @Test("S-32 a next link to its own page stops the pull, keeps what came and removes nothing")
  func linkToItself() async throws {
    let bench = try await PullBench.open(SampleLocation.script(40))
    _ = await bench.pull()
    bench.partner.forgetCalls()
    bench.partner.change { $0.faults[10] = .linkToItself }
    let report = await bench.pull(.full)
    #expect(report.failure?.diagnostic.code == "BR201")
    #expect(bench.partner.counts("locations") == [0: 1, 10: 1])
    #expect(try bench.ids().count == 40)
    #expect(bench.link.observation("locations").lastError?.code == "BR201")
    await bench.close()
  }

  @Test("S-15 a next link to another host is not followed: nothing is sent there, nothing is removed")
  func foreignLink() async throws {
    let canary = try ScriptedPartner.start(on: EventLoopGroup(count: 1))
    let bench = try await PullBench.open(SampleLocation.script(40))
    _ = await bench.pull()
    let trap = canary.url("locations")
    // Another port of the partner's host is taken for a wrong port of its own, and so leads in a circle.
    for (target, code) in [(trap, "BR201"), (trap.replacing("127.0.0.1", with: "localhost"), "BR202")] {
      bench.partner.change { $0.faults[10] = .link(target) }
      #expect(await bench.pull(.full).failure?.diagnostic.code == code)
      bench.link.dialect.forget(.paging, "offset")
    }
    #expect(canary.calls.isEmpty)
    #expect(try bench.ids().count == 40)
    await canary.stop()
    await bench.close()
  }

  @Test(
    "P-50 S-32 a list that ends empty after 40 percent removes nothing, and status shows what is held back")
  func shrinkingList() async throws {
    let bench = try await PullBench.open(SampleLocation.script(50))
    _ = await bench.pull()
    bench.partner.change { $0.faults[20] = .empty }
    let report = await bench.pull(.full)
    #expect(report.failure == nil)
    #expect(report.brake == Shrinkage(live: 50, missing: 30))
    #expect(try bench.ids().count == 50)
    let module = try await status(bench)
    #expect(module?["brake"] == ["missing": 30, "live": 50])
    #expect(module?["last_error"]?.string?.contains("BR207") == true)

    bench.store.close()
    let again = try await PullBench.open(bench.fleet, bench.partner)
    #expect(try await status(again)?["brake"] == ["missing": 30, "live": 50], "a restart does not hide it")
    again.partner.change { $0.faults = [:] }
    #expect(await again.pull(.full).brake == nil)
    #expect(try await status(again)?["brake"] == .null)
    await again.close()
  }

  private func status(_ bench: PullBench) async throws -> JSON? {
    try await PartnerStatus.list(bench.platform.commons)["partners"]?[0]?["modules"]?["locations"]
  }

  @Test(
    "TR-44 LOC-14 what a whole full list lacks is removed, within max_shrink, and comes back when it is seen again"
  )
  func removal() async throws {
    let bench = try await PullBench.open(SampleLocation.script(30))
    _ = await bench.pull()
    bench.partner.change { _ = $0.lists["locations"]?.removeFirst() }
    #expect(await bench.pull(.full).counts.removed == 1)
    #expect(try bench.ids().first == "LOC1")
    bench.partner.change { $0.lists["locations"]?.append(SampleLocation.json(0)) }
    _ = await bench.pull(.full)
    #expect(try bench.ids().count == 30)
    #expect(try bench.events().suffix(2) == ["removed LOC0", "created LOC0"])
    await bench.close()
  }

  /// Pushes a location of the partner into the bench, as the receiver module would.
  private func push(_ text: String, into bench: PullBench) async throws {
    let node = try JSONDocument(wire: Array(text.utf8)).root
    let row = try ObjectReader<Location>(bench.link, version: .v2_2_1).read(node).row
    _ = try await bench.store.write { tx in
      try Intake(connection: "volt", module: "locations", correlation: nil).take(row, in: tx)
    }
  }

  private func statuses(_ bench: PullBench) throws -> [String] {
    try bench.store.readBlocking { tx in
      try tx.received.list("locations", from: "volt", ListFilter(limit: 10)).rows.map { row in
        try JSON.parse(row.body.bytes)["evses"]?.elements?.first?["status"]?.string ?? ""
      }
    }
  }

  @Test(
    "ruling 19 LOC-04 a status that is pushed while the list that shows an older one travels stays",
    arguments: [Int64(0), 7])
  func overtakenPage(ahead: Int64) async throws {
    let bench = try await PullBench.open(SampleLocation.script(2))
    _ = await bench.pull()
    // The list shows the location under a time of its own, as where its view changed; the EVSE's is the same second.
    let second = Timestamp(seconds: 1_700_000_100)
    let text = SampleLocation.json(0, at: 1_700_000_100, name: "Harbour", status: "BLOCKED")
    let listed = text.dropLast("\(second)\"}".count) + "\(second.adding(seconds: ahead))\"}"
    bench.partner.change { script in
      script.lists["locations"]?[0] = String(listed)
      script.lists["locations"]?[1] = SampleLocation.json(1, at: 1_700_000_100, status: "RESERVED")
      script.whileTravelling = { offset in
        guard offset == 0 else { return }
        try await push(SampleLocation.json(0, at: 1_700_000_100, status: "CHARGING"), into: bench)
      }
    }
    _ = await bench.pull(.full)
    #expect(try statuses(bench) == ["CHARGING", "RESERVED"])
    let name = try bench.store.readBlocking { tx in
      try tx.received.object("locations", from: "volt", ObjectKey(country: "DE", party: "NVO", id: "LOC0"))
        .flatMap { try JSON.parse($0.body.bytes)["name"]?.string }
    }
    #expect(name == (ahead > 0 ? "Harbour 0" : "Garage 0"))
    // The next list was asked for after it, and counts again.
    bench.partner.change { $0.whileTravelling = nil }
    _ = await bench.pull(.full)
    #expect(try statuses(bench) == ["BLOCKED", "RESERVED"])
    await bench.close()
  }

  @Test("TR-44 a bad object that is still listed is not missing")
  func badIsNotMissing() async throws {
    let bench = try await PullBench.open(SampleLocation.script(30))
    _ = await bench.pull()
    bench.partner.change { $0.lists["locations"]?[3] = SampleLocation.json(3, standard: nil) }
    let report = await bench.pull(.full)
    #expect(report.counts.removed == 0 && report.brake == nil)
    #expect(try bench.ids().count == 30)
    await bench.close()
  }

  @Test("delete_missing = keep never removes")
  func keep() async throws {
    let bench = try await PullBench.open(
      SampleLocation.script(30), sync: "[sync.locations]\ndelete_missing = \"keep\"")
    _ = await bench.pull()
    bench.partner.change { _ = $0.lists["locations"]?.removeFirst() }
    let report = await bench.pull(.full)
    #expect(report.counts.removed == 0 && report.brake == nil)
    #expect(try bench.ids().count == 30)
    await bench.close()
  }

  @Test("P-46 S-36 a delta asks from the partner's own time less the overlap, however wrong its clock is")
  func partnerClock() async throws {
    let bench = try await PullBench.open(
      SampleLocation.script(12), sync: "[sync.locations]\noverlap = \"60 s\"")
    _ = await bench.pull()
    bench.partner.forgetCalls()
    let behind = Timestamp(seconds: 1_800_000_000)
    bench.partner.change { script in
      script.now = behind.adding(seconds: 500)
      script.lists["locations"]?[4] = SampleLocation.json(4, at: behind.seconds + 400, name: "Depot")
    }
    let report = await bench.pull()
    #expect(bench.partner.calls.map(\.dateFrom) == ["\(behind.adding(seconds: -60))"])
    #expect(report.counts.updated == 1 && report.objects == 1)
    await bench.close()
  }

  @Test(
    "TR-31 X-19 what a window of 2.1.1 holds at its ends is vague, so windows overlap by a second at least")
  func vagueBounds() async throws {
    let bench = try await PullBench.open(
      SampleLocation.script(2), sync: "[sync.locations]\noverlap = \"0 s\"")
    var facts = bench.link.facts
    facts.version = .v2_1_1
    bench.link.establish(facts)
    _ = await bench.pull()
    bench.partner.forgetCalls()
    _ = await bench.pull()
    #expect(bench.partner.calls.map(\.dateFrom) == ["\(Timestamp(seconds: 1_799_999_999))"])
    await bench.close()
  }

  @Test("P-44 a partner that restamps everything causes no event")
  func restamped() async throws {
    let bench = try await PullBench.open(SampleLocation.script(12))
    _ = await bench.pull()
    let before = try bench.events()
    bench.partner.change { script in
      script.lists["locations"] = (0..<12).map { SampleLocation.json($0, at: 1_790_000_000) }
    }
    #expect(await bench.pull(.full).counts.updated == 0)
    #expect(try bench.events() == before)
    await bench.close()
  }

  @Test("TR-39 P-40 when the total falls the same window is walked again, and nothing is removed meanwhile")
  func shifted() async throws {
    var script = SampleLocation.script(30)
    script.willAnswer = { offset, script in
      guard offset == 20, script.lists["locations"]?.count == 30 else { return }
      script.lists["locations"]?.removeFirst()
    }
    let bench = try await PullBench.open(script)
    let report = await bench.pull()
    #expect(report.failure == nil)
    #expect(bench.partner.calls.filter { $0.dateFrom == nil }.map(\.offset) == [0, 10, 20, 0, 10, 20])
    #expect(try bench.ids().sorted() == (1..<30).map { "LOC\($0)" }.sorted())
    await bench.close()
  }

  @Test("TR-40 P-41 without Link the walk counts on from what came")
  func noLink() async throws {
    var script = SampleLocation.script(25)
    script.faults = [0: .noLink, 10: .noLink]
    let bench = try await PullBench.open(script)
    #expect(await bench.pull().failure == nil)
    #expect(try bench.ids().count == 25)
    await bench.close()
  }

  @Test("a failing page is asked for again later, the pages before it are not", arguments: [500, 429, 503])
  func failingPage(code: Int) async throws {
    var script = SampleLocation.script(30)
    script.faults[10] = .status(code, retryAfter: code == 429 ? 0 : nil)
    let bench = try await PullBench.open(script)
    let failed = await bench.pull()
    #expect(failed.failure != nil)
    #expect(try bench.ids().count == 10)
    #expect(try bench.cursor(.full).consecutiveErrors == 1)
    bench.partner.change { $0.faults = [:] }
    #expect(await bench.pull().failure == nil)
    #expect(bench.partner.counts("locations").filter { $0.key > 0 } == [10: 2, 20: 1])
    #expect(try bench.ids().count == 30)
    #expect(try bench.cursor(.full).consecutiveErrors == 0)
    await bench.close()
  }

  @Test("TR-92 S-33 while the partner wants to be left alone, a pull ends at once and says for how long")
  func patience() async throws {
    var script = SampleLocation.script(15)
    script.faults[0] = .status(429, retryAfter: 600)
    let bench = try await PullBench.open(script)
    for _ in 0..<2 {
      let failure = await bench.pull().failure
      #expect(failure?.diagnostic.code == "BR104")
      #expect(failure?.retryAfter.map { $0 > .seconds(500) } == true)
    }
    #expect(bench.partner.calls.count == 1)
    await bench.close()
  }

  @Test("a partner that does not answer is a failure in time, and nothing is lost by it")
  func hang() async throws {
    var script = SampleLocation.script(15)
    script.faults[10] = .hang
    let bench = try await PullBench.open(script, connection: "timeout = \"1 s\"")
    #expect(await bench.pull().failure?.diagnostic.code == "BR102")
    bench.partner.change { $0.faults = [:] }
    #expect(await bench.pull().failure == nil)
    #expect(try bench.ids().count == 15)
    await bench.close()
  }

  @Test("P-23 an answer without a list is a failure when objects were announced")
  func noList() async throws {
    var script = SampleLocation.script(3)
    script.faults[0] = .body(
      "{\"data\":{\"a\":1},\"status_code\":1000,\"timestamp\":\"2026-11-21T00:00:00Z\"}")
    let bench = try await PullBench.open(script)
    #expect(await bench.pull().failure?.diagnostic.code == "BR106")
    bench.partner.change {
      $0.faults[0] = .body("{\"status_code\":1000,\"timestamp\":\"2026-11-21T00:00:00Z\"}")
    }
    #expect(await bench.pull().failure == nil)
    await bench.close()
  }

  @Test("TR-77 P-122 of several parties the one is asked that owns such objects")
  func owner() async throws {
    let bench = try await PullBench.open(parties: ["NL-ZZZ:EMSP", "DE-NVO:CPO"])
    _ = await bench.pull(.full)
    #expect(bench.partner.calls.map(\.receiver) == ["NVO", "NVO"])
    #expect(bench.link.routing(from: .cpo, to: .emsp)?.to == PartyID("NL-ZZZ"))
    #expect(bench.link.routing(from: .cpo, to: .scsp)?.to == PartyID("NL-ZZZ"), "nobody is: the first")
    await bench.close()
  }

  @Test("what a full pull brings is counted once, also where the delta after it brings the same again")
  func countedOnce() async throws {
    var script = ScriptedPartner.Script()
    script.pageSize = 2
    script.lists["locations"] = (1...5).map { SampleLocation.json($0, at: script.now.seconds) }
    let bench = try await PullBench.open(script)
    let seen = Mutex<[Int]>([])
    let report = await PullStep<Location>(bench.link, bench.platform.commons).syncOnce(.full) { done, total in
      seen.withLock { $0.append(done) }
      #expect(total == 5)
    }
    #expect(bench.partner.counts("locations")[4] == 2, "both walks read the last page")
    #expect(seen.withLock { $0 } == [2, 4, 5, 2, 4, 5])
    #expect(report.objects == 5 && report.counts.created == 5)
    #expect(report.summary.hasPrefix("5 received in 6 pages, 5 new"))
    await bench.close()
  }
}
