import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// Every fault of the simulated partner against a real platform.
@Suite(.timeLimit(.minutes(5))) struct FaultTableTests {
  struct Row: Sendable {
    let fault: SimulatedFault
    let observed: FaultRun.Observed
    var isKept: Bool { observed == .as_(fault.promise) }
    var line: String {
      "\(isKept ? "ok  " : "FAIL") \(fault.id) · \(fault.promise)"
        + (isKept ? "" : " · observed: \(observed)")
    }
  }

  @Test("S-15 S-16 S-21 S-25 S-32 S-33: each fault of a partner meets its stated behaviour")
  func table() async throws {
    let faults = SimulatedFault.all.filter { $0.promise != .pushed }
    let house = try await FaultHouse.openEMSP()
    let rows = try await Self.rows(of: faults) { try await FaultRun(house: house, fault: $0).run($1) }
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    #expect(house.canary.visits == 0 && house.canary.heard.isEmpty)
    await house.close()
  }

  @Test("P-64 TR-50 each fault of a partner that we push to meets its stated behaviour")
  func pushes() async throws {
    let faults = SimulatedFault.all.filter { $0.promise == .pushed }
    let house = try await FaultHouse.openCPO()
    try await house.change(PushFaultRun.location, to: nil)
    for (number, fault) in faults.enumerated() {
      let row = Row(fault: fault, observed: try await PushFaultRun(house: house, fault: fault).run(number))
      print(row.line)
      #expect(row.isKept, "\(row.line)")
    }
    await house.close()
  }

  /// The rows of some faults, a few at a time, in their order.
  static func rows(
    of faults: [SimulatedFault],
    _ observe: @escaping @Sendable (SimulatedFault, Int) async throws -> FaultRun.Observed
  ) async throws -> [Row] {
    try await withThrowingTaskGroup(of: (Int, Row).self) { group in
      var rows: [Int: Row] = [:]
      for (number, fault) in faults.enumerated() {
        if number >= 6, let (done, row) = try await group.next() { rows[done] = row }
        group.addTask { (number, Row(fault: fault, observed: try await observe(fault, number))) }
      }
      for try await (done, row) in group { rows[done] = row }
      return rows.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  @Test("the catalogue names at least 40 faults, each once, with its source")
  func catalogue() {
    let faults = SimulatedFault.all
    #expect(faults.count >= 40)
    #expect(Set(faults.map(\.id)).count == faults.count)
    #expect(faults.allSatisfy { !$0.source.isEmpty && !$0.summary.isEmpty })
  }
}
