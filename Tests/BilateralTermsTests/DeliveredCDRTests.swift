import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import BilateralTestTools
import Glibc
import Testing

/// CDRs as they leave the house, re-rated by who gets them: published is billed (ruling 20).
@Suite struct DeliveredCDRTests {
  private static let isSoak = getenv("BILATERAL_SOAK") != nil
  /// How the terms of these CDRs round; the usual one most often.
  private static let roundings = [
    "half-up 2 per-session", "half-up 2 per-session", "half-even 2 per-session", "down 2 per-component",
    "half-up 2 per-period", "half-up 3 per-session", "half-up 2 per-statement",
  ].compactMap { RoundingTerms($0) }

  /// So many sessions under the terms of one partner.
  private static let perPartner = 12

  /// What came of many CDRs.
  private struct Outcome: Sendable {
    var exact = 0
    var costly = 0
    var faults: [String] = []
  }

  @Test(
    "R16 the receiver's re-rating of delivered CDRs is exact each time, in each version's wire form",
    arguments: OCPIVersion.allCases)
  func exact(in version: OCPIVersion) throws {
    let count = Self.isSoak ? 5_000 : 72
    var outcome = Outcome()
    var seed: UInt64 = 0
    while outcome.exact < count, seed < UInt64(count) * 10, outcome.faults.count < 10 {
      seed += 1
      try deliver(version, seed, &outcome)
    }
    #expect(outcome.faults == [])
    #expect(outcome.exact >= count)
    #expect(outcome.costly > count * 2 / 3, "most sessions cost something")
  }

  /// Bills the sessions of one partner as the runtime does.
  private func deliver(_ version: OCPIVersion, _ seed: UInt64, _ outcome: inout Outcome) throws {
    guard let dealt = DealtTerms(version: version, seed: seed, reach: .everything),
      let pricing = dealt.pricing()
    else { return }
    var dealer = dealt.pair.furtherCDRs
    for cdr in [dealt.pair.cdr] + (1..<Self.perPartner).map({ _ in dealer.deal() }) {
      guard let published = dealt.tariffs(pricing, at: cdr.startDateTime) else { continue }
      let told = try zip(published, dealt.list).map { tariff, base in
        try BilledTariff(tariff, base: base.id, readIn: version, at: cdr.startDateTime)
      }
      if let fault = try deliver(cdr, told, dealt.zone, version, &outcome) {
        outcome.faults.append("\(version) seed \(seed): \(fault)")
      }
    }
  }

  /// Bills a session, writes and reads it as the two platforms do, and re-rates it; says what is not exact.
  private func deliver(
    _ cdr: CDR, _ told: [BilledTariff], _ zone: ZoneFile, _ version: OCPIVersion, _ outcome: inout Outcome
  ) throws -> String? {
    let rounding = Self.roundings[outcome.exact % Self.roundings.count]
    let billed: BilledCDR
    do throws(BillingRefusal) {
      billed = try BilledCDR(cdr, under: told, zone: zone, rounding: rounding, version: version)
    } catch {
      // What is priced and was never measured is not billed: nothing is delivered.
      return nil
    }
    let check = try CDRCheck(
      tariffs: told.map(\.tariff), zone: zone, version: version, agreed: RoundingConvention(rounding))
    let verdict = check.check(try Self.received(billed.cdr, version))
    guard case .exact = verdict.outcome, verdict.findings.isEmpty else {
      return "\(rounding): \(verdict.word) \(verdict.findings)"
    }
    outcome.exact += 1
    if !(billed.total.net?.isZero ?? true) { outcome.costly += 1 }
    return nil
  }

  /// The CDR over the wire.
  private static func received(_ cdr: CDR, _ version: OCPIVersion) throws -> CDR {
    var json = JSONWriter()
    _ = try WireWriter.write(cdr, version: version, extras: .none, style: WireStyle(), into: &json)
    return try WireReader.read(
      CDR.self, from: try JSONDocument(wire: json.bytes).root, version: version,
      context: WireContext(party: cdr.party, tokenParty: cdr.token.party))
  }
}
