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
      fault, number, as: role, terms: "timeout = \"2 s\"\n",
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

  /// What every simulated partner is warned of: plain HTTP, and check digits of made-up contracts.
  private static let usual: Set<String> = ["TRN-01", "TOK-12"]
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../partnerctlTests/Fixtures/certify-faults.txt")

  /// `fault|role|what fails|what is warned of`, for one fault.
  private static func row(_ fault: SimulatedFault, _ number: Int, _ houses: [FaultHouse]) async throws
    -> String
  {
    let asksDriver = if case .decides = fault.promise { true } else { false }
    let record = try await findings(
      fault, number, as: asksDriver ? .emsp : .cpo, in: houses[asksDriver ? 1 : 0])
    func words(_ verdict: String) -> String {
      record.ids(verdict).filter { !usual.contains($0) }.joined(separator: " ")
    }
    return "\(fault.id)|\(asksDriver ? "EMSP" : "CPO")|\(words("fail"))|\(words("warn"))"
  }

  @Test func `each fault fails exactly the checks that are about it`() async throws {
    let environment = ProcessInfo.processInfo.environment
    let isUpdating = environment["BILATERAL_UPDATE_SNAPSHOTS"] != nil
    let isWhole = isUpdating || environment["BILATERAL_SOAK"] != nil
    let known = isUpdating ? "" : try String(contentsOf: Self.file, encoding: .utf8)
    let table = Set(known.split(separator: "\n").map(String.init))
    let houses = [try await FaultHouse.openEMSP(), try await FaultHouse.openCPO()]
    var rows: [String] = []
    for (number, fault) in SimulatedFault.all.enumerated() where isWhole || number % 13 == 5 {
      let row = try await Self.row(fault, number + 1, houses)
      rows.append(row)
      if !isUpdating { #expect(table.contains(row), "\(row)") }
    }
    if isUpdating {
      try rows.map { $0 + "\n" }.joined().write(to: Self.file, atomically: true, encoding: .utf8)
    }
    for house in houses { await house.close() }
  }
}
