import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct HistoryPullTests {
  private func bench() async throws -> PullBench {
    var script = ScriptedPartner.Script()
    script.lists["sessions"] = (1...3).map { HistorySample.session("S\($0)") }
    script.lists["cdrs"] = (1...3).map { HistorySample.cdr("C\($0)") }
    return try await PullBench.open(script)
  }

  private func ids(_ bench: PullBench, _ module: String) throws -> [String] {
    try bench.store.readBlocking { tx in
      try tx.received.list(module, from: "volt", ListFilter()).rows.map(\.key.id)
    }
  }

  @Test("TR-32 SES-01 sessions are always asked for from a date on, at first from the beginning")
  func sessions() async throws {
    let bench = try await bench()
    let step = PullStep<Session>(bench.link, bench.platform.commons)
    let first = await step.syncOnce(.delta)
    #expect(first.failure == nil && first.hasCompletedFull && first.counts.created == 3)
    _ = await step.syncOnce(.delta)
    _ = await step.syncOnce(.full)
    let dates = bench.partner.calls.map(\.dateFrom)
    #expect(dates.allSatisfy { $0 != nil } && dates.first == "2014-01-01T00:00:00Z")
    #expect(Set(dates.compactMap { $0 }).count == 2, "\(dates)")
    await bench.close()
  }

  @Test(
    "CDR-23 CDR-22 after an outage the CDRs in between are fetched by date, and absence takes nothing back")
  func cdrs() async throws {
    let bench = try await bench()
    let step = PullStep<CDR>(bench.link, bench.platform.commons)
    #expect(await step.syncOnce(.delta).counts.created == 3)
    bench.partner.forgetCalls()
    bench.partner.change { script in
      script.lists["cdrs"] = [HistorySample.cdr("C4", at: "2027-02-01T00:00:00Z")]
    }
    let report = await step.syncOnce(.delta)
    #expect(report.counts.created == 1 && bench.partner.calls.allSatisfy { $0.dateFrom != nil })
    #expect(await step.syncOnce(.full).counts.removed == 0)
    #expect(try ids(bench, "cdrs") == ["C1", "C2", "C3", "C4"])
    bench.partner.change { $0.lists["cdrs"] = [HistorySample.cdr("C1", cost: "99")] }
    let odd = await step.syncOnce(.full)
    #expect(odd.counts.quarantined == 1 && odd.counts.updated == 0)
    #expect(try bench.held().map(\.identity) == ["DE-NVO/C1"])
    await bench.close()
  }

  @Test("what others refer to is pulled first; sessions and CDRs last")
  func schedule() async throws {
    let bench = try await bench()
    let modules = Pulls.steps(bench.link, bench.platform.commons).map(\.module.rawValue)
    #expect(modules == ["hubclientinfo", "locations", "tariffs", "tokens", "sessions", "cdrs"])
    let wanted = Pulls.steps(bench.link, bench.platform.commons).filter { $0.isWanted }
    #expect(wanted.map(\.module.rawValue) == ["locations", "tariffs", "sessions", "cdrs"])
    await bench.close()
  }
}
