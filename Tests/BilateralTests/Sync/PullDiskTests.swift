import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTestTools
import BilateralTesting
import FailingDisk
import Foundation
import Testing

/// A pull whose disk fails at a call: the page in hand is not kept, and the next pull goes on behind those that were.
@Suite(.serialized) struct PullDiskTests {
  private static let isLong = getenv("BILATERAL_SOAK") != nil
  private static let sample = [20]

  @Test(
    "S-35 S-34 whichever call of the disk fails during a pull, cursor and rows agree, and the next pull ends it without a restart",
    arguments: FailingDisk.Fault.allCases)
  func fault(_ fault: FailingDisk.Fault) async throws {
    let fleet = try TestFleet(
      "ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
    let partner = try ScriptedPartner.start(SampleLocation.script(25), on: EventLoopGroup(count: 1))
    var calls = 0
    for number in Self.isLong ? Array(1...5000) : Self.sample {
      guard try await pull(fleet, partner, fault, at: number) else { break }
      calls += 1
    }
    if Self.isLong { print("  a pull, \(fault): \(calls) calls") }
    #expect(calls >= 1)
    await partner.stop()
    fleet.remove()
  }

  /// False when the pull ended before that call.
  private func pull(
    _ fleet: TestFleet, _ partner: ScriptedPartner, _ fault: FailingDisk.Fault, at number: Int
  ) async throws -> Bool {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: fleet.database + suffix)
    }
    let disk = FailingDisk()
    var options = StoreOptions()
    options.files = disk.name
    var bench = try await PullBench.open(fleet, partner, store: options)
    disk.arm(fault, at: number)
    let first = await bench.pull()
    let hasFailed = disk.hasFailed
    if fault == .powerCut {
      if !hasFailed { disk.arm(.powerCut, at: 1) }
      bench.shut()
      #expect(disk.restore(seed: number, kept: number % 2 * 50))
      bench = try await PullBench.open(fleet, partner, store: options)
    }
    disk.relieve()
    if !hasFailed { #expect(first.failure == nil) }
    let before = try bench.cursor(.full)
    let kept = try bench.ids().count
    #expect(before.lastSuccess != nil || kept == min(25, before.pagesDone * 10))
    partner.forgetCalls()
    try await end(bench, before, "\(fault) at call \(number), \(disk.failed)")
    bench.shut()
    return hasFailed
  }

  /// Pulls again: all is there once, and no page that was kept is asked for again.
  private func end(_ bench: PullBench, _ before: CursorRow, _ place: String) async throws {
    #expect(await bench.pull().failure == nil, "\(place)")
    let expected = (0..<25).map { "LOC\($0)" }
    #expect(try bench.ids() == expected, "\(place)")
    #expect(try bench.events() == expected.map { "created \($0)" }, "\(place)")
    // A page that the failed pull had asked for ahead may arrive now, and is one of the missing.
    let asked = Set(bench.partner.calls.filter { $0.dateFrom == nil }.map(\.offset))
    let missing = Set([0, 10, 20].dropFirst(before.pagesDone))
    #expect(asked == (before.lastSuccess != nil ? [] : missing), "\(place)")
  }
}
