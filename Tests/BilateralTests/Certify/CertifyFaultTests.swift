import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTesting
import BilateralTerms
import Foundation
import Testing

/// Simulated partners with one fault each: exactly the checks fail or warn that are about it.
@Suite(.timeLimit(.minutes(10))) struct CertifyFaultTests {
  private static let off = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
    .map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()

  /// What a partner with this fault is told; nil where it cannot be met.
  static func findings(
    _ fault: SimulatedFault?, _ number: Int, as role: RoleName, in house: FaultHouse
  ) async throws -> CertifyRecord {
    let card = SampleNetwork.uid(0)
    let partner = try house.meet(
      fault, number, as: role, terms: "timeout = \"10 s\"\n",
      sync: Self.off + "[onboarding]\ntest_cards = [\"\(card)\"]\n",
      id: fault == nil ? "faultless-\(role)".lowercased() : nil)
    defer { Task { await partner.stop() } }
    _ = await house.register(partner)
    var order = CertifyRun.Order()
    order.rotates = fault?.id.hasPrefix("rotate") == true
    return try await CertifyRecord.of(house.side, partner.plan.id, order)
  }

  @Test func `a simulated partner without a fault has none`() async throws {
    for role in [RoleName.cpo, .emsp] {
      let house = role == .cpo ? try await FaultHouse.openEMSP() : try await FaultHouse.openCPO()
      let record = try await Self.findings(nil, 1, as: role, in: house)
      print(
        "=== \(role)\nFAIL\n\(record.words("fail"))\nWARN\n\(record.words("warn"))\nSKIP\n\(record.words("skipped"))"
      )
      #expect(record.ids("fail").isEmpty, "\(record.words("fail"))")
      await house.close()
    }
  }

  /// What every simulated partner is warned of, plain HTTP and check digits of made-up contracts, and what the speed of
  /// the machine decides.
  private static let usual: Set<String> = ["TRN-01", "TOK-12", "LOAD-03", "AUTH-06"]
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../partnerctlTests/Fixtures/certify-faults.txt")

  /// A line of the table: `fault|role|what fails|what is warned of|why nothing is found`.
  private struct Row: Equatable, CustomStringConvertible {
    let fault: String
    let role: String
    let failed: String
    let warned: String
    var reason = ""

    var found: String { [fault, role, failed, warned].joined(separator: "|") }
    var isClean: Bool { failed.isEmpty && warned.isEmpty }
    var description: String { reason.isEmpty ? found : found + "|" + reason }

    init(_ fault: String, _ role: String, _ failed: String, _ warned: String) {
      (self.fault, self.role, self.failed, self.warned) = (fault, role, failed, warned)
    }

    init?(_ line: Substring) {
      let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard (4...5).contains(parts.count) else { return nil }
      self.init(parts[0], parts[1], parts[2], parts[3])
      reason = parts.count == 5 ? parts[4] : ""
    }
  }

  private static func table() throws -> [Row] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap(Row.init)
  }

  /// What came of one fault.
  private static func row(_ fault: SimulatedFault, _ number: Int, _ houses: [FaultHouse]) async throws -> Row
  {
    let asksDriver = if case .decides = fault.promise { true } else { false }
    let record = try await findings(
      fault, number, as: asksDriver ? .emsp : .cpo, in: houses[asksDriver ? 1 : 0])
    func words(_ verdict: String) -> String {
      record.ids(verdict).filter { !usual.contains($0) }.joined(separator: " ")
    }
    return Row(fault.id, asksDriver ? "EMSP" : "CPO", words("fail"), words("warn"))
  }

  @Test func `every fault is in the table, and where certify finds nothing the table says why`() throws {
    let table = try Self.table()
    #expect(table.map(\.fault) == SimulatedFault.all.map(\.id))
    for row in table {
      #expect(
        row.isClean != row.reason.isEmpty, "\(row): a reason stands where nothing is found, and only there")
    }
  }

  @Test func `each fault fails exactly the checks that are about it`() async throws {
    let environment = ProcessInfo.processInfo.environment
    let isUpdating = environment["BILATERAL_UPDATE_SNAPSHOTS"] != nil
    let isWhole = isUpdating || environment["BILATERAL_SOAK"] != nil
    let table = try Self.table()
    let houses = [try await FaultHouse.openEMSP(), try await FaultHouse.openCPO()]
    var rows: [Row] = []
    for (number, fault) in SimulatedFault.all.enumerated() where isWhole || number % 13 == 5 {
      var row = try await Self.row(fault, number + 1, houses)
      let known = table.first { $0.fault == fault.id }
      if row.isClean { row.reason = known?.reason ?? "" }
      rows.append(row)
      if !isUpdating { #expect(known?.found == row.found, "\(row)") }
    }
    if isUpdating {
      try rows.map { "\($0)\n" }.joined().write(to: Self.file, atomically: true, encoding: .utf8)
    }
    for house in houses { await house.close() }
  }
}
