import BilateralBase

extension PricedSession {
  /// What whoever trusts the amount should know: of the session, its tariffs, and of pricing.
  package var findings: [PricingFinding] {
    var findings = session.findings
    for tariff in usedTariffs { findings += tariff.findings }
    if !doubts.isEmpty { findings += DoubtReport(self).findings }
    findings += unpricedDimensions
    findings += tariffFindings
    if tariffs.taxes.contains(where: { $0.mode == .within && $0.rate == nil }), net == nil {
      findings.append(
        PricingFinding(.netUnknowable, "prices hold a tax without saying its rate; only gross is known"))
    }
    for limit in limits {
      let name = limit.kind == .least ? "min_price" : "max_price"
      findings.append(
        PricingFinding(.priceLimitApplied, "\(name) was applied; the parts do not add up to the whole"))
    }
    return findings
  }

  /// The tariffs that price something.
  var usedTariffs: [CompiledTariff] {
    if tariffs.all.count == 1 { return tariffs.all }
    return Set(charges.map { Int($0.tariff) }).sorted().map { tariffs.all[$0] }
  }

  private var unpricedDimensions: [PricingFinding] {
    guard unpriced != 0 else { return [] }
    return PricingSlot.allCases.filter { unpriced & 1 << UInt8($0.rawValue) != 0 }.map { slot in
      let name = slot.component == .reservation ? "a reservation" : slot.component.rawValue
      return PricingFinding(
        .unpricedDimension, "\(name) was measured where the tariff has no price for it; that is free")
    }
  }

  private var tariffFindings: [PricingFinding] {
    var findings: [PricingFinding] = []
    for tariff in usedTariffs where !tariff.isValid(at: session.start) {
      findings.append(
        PricingFinding(.tariffNotValid, "tariff '\(tariff.id.text)' was not valid when the session started"))
    }
    if tariffs.all.count > 1, tariffs.candidates(of: session).count > 1 {
      findings.append(
        PricingFinding(
          .severalTariffsOfOneType, "several tariffs of one type were valid; for the whole the first counts"))
    }
    if let currency = session.currency, currency != tariffs.currency {
      findings.append(
        PricingFinding(
          .currencyMismatch, "the session is in \(currency), its tariff in \(tariffs.currency)"))
    }
    return findings
  }
}
