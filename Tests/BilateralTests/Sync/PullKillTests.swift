import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Synchronization
import Testing

/// Ruling 35: the process dies at every commit in turn, and what is left on the disk goes on.
@Suite(.timeLimit(.minutes(2))) struct PullKillTests {
  /// One fleet folder whose database is thrown away and put in place again.
  private struct Wreckage {
    let fleet: TestFleet
    let partner: ScriptedPartner

    private var suffixes: [String] { ["", "-wal"] }
    private var copy: String { "\(fleet.folder)/wreck.db" }

    /// Runs a whole pull on a fresh database; copies its files at that moment.
    ///
    /// False when the moment did not come.
    func run(dyingAt moment: CommitMoment) async throws -> Bool {
      let hasCopied = Mutex(false)
      var options = StoreOptions()
      options.onCommit = { [database = fleet.database, copy, suffixes] now in
        guard now == moment else { return }
        for suffix in suffixes {
          try? FileManager.default.copyItem(atPath: database + suffix, toPath: copy + suffix)
        }
        hasCopied.withLock { $0 = true }
      }
      for file in suffixes + ["-shm"] { try? FileManager.default.removeItem(atPath: fleet.database + file) }
      for suffix in suffixes { try? FileManager.default.removeItem(atPath: copy + suffix) }
      let bench = try await PullBench.open(fleet, partner, store: options)
      _ = await bench.pull()
      bench.shut()
      return hasCopied.withLock { $0 }
    }

    /// Puts the copied files in the database's place and opens it.
    func revive() async throws -> PullBench {
      for file in suffixes + ["-shm"] { try? FileManager.default.removeItem(atPath: fleet.database + file) }
      for suffix in suffixes where FileManager.default.fileExists(atPath: copy + suffix) {
        try FileManager.default.copyItem(atPath: copy + suffix, toPath: fleet.database + suffix)
      }
      partner.forgetCalls()
      return try await PullBench.open(fleet, partner)
    }
  }

  @Test("S-34 killed around any commit, a pull goes on: nothing lost, nothing twice, no committed page again")
  func kill() async throws {
    let wreckage = Wreckage(
      fleet: try TestFleet(
        "ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates()),
      partner: try ScriptedPartner.start(SampleLocation.script(25), on: EventLoopGroup(count: 1)))
    var kills = 0
    for number in 1...50 {
      for moment in [CommitMoment.before(number), .after(number)] {
        guard try await wreckage.run(dyingAt: moment) else { break }
        try await check(try await wreckage.revive(), at: moment)
        kills += 1
      }
      guard kills == number * 2 else { break }
    }
    #expect(kills >= 12, "opening, three pages and a delta are at least six commits")
    await wreckage.partner.stop()
    wreckage.fleet.remove()
  }

  private func check(_ bench: PullBench, at moment: CommitMoment) async throws {
    let before = try bench.cursor(.full)
    #expect(await bench.pull().failure == nil, "\(moment)")
    let expected = (0..<25).map { "LOC\($0)" }
    #expect(try bench.ids() == expected, "\(moment)")
    #expect(try bench.events() == expected.map { "created \($0)" }, "\(moment)")
    let asked = bench.partner.calls.filter { $0.dateFrom == nil }.map(\.offset)
    let isDone = before.lastSuccess != nil
    let missing = Array([0, 10, 20].dropFirst(before.pagesDone))
    #expect(asked == (isDone ? [] : missing), "\(moment)")
    bench.shut()
  }
}
