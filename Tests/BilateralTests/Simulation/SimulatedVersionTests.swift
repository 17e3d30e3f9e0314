import Bilateral
import BilateralModel
import BilateralStore
import BilateralTesting
import Testing

/// Simulated partners without faults, in the versions that are not the default.
@Suite struct SimulatedVersionTests {
  @Test(
    "VE-10 TR-10 simulated operators of every version are registered with and pulled from",
    arguments: [OCPIVersion.v2_1_1, .v2_3_0])
  func walk(_ version: OCPIVersion) async throws {
    let house = try await FaultHouse.openEMSP()
    let partner = try house.meet(nil, 0, as: .cpo, terms: "", sync: "", in: version)
    _ = try await house.side.platform.reload()
    #expect(await house.register(partner) == nil)
    let link = house.side.link("faultless")
    #expect(link.facts.version == version)
    let report = await PullStep<Location>(link, house.side.platform.commons).syncOnce(.full)
    #expect(report.failure == nil && report.objects == partner.owned("locations") && report.objects > 0)
    let tariffs = await PullStep<Tariff>(link, house.side.platform.commons).syncOnce(.full)
    #expect(tariffs.failure == nil && tariffs.objects == partner.owned("tariffs"))
    let held = try await house.side.platform.commons.store.read { tx in
      try tx.quarantine.list().compactMap { $0.findings.first?.message }
    }
    #expect(held.isEmpty)
    await partner.stop()
    await house.close()
  }
}
