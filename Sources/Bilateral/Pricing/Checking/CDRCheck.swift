package import BilateralBase
package import BilateralModel

/// Checks received CDRs against the tariffs that were agreed; the tariffs within the CDR are only compared.
///
/// The order is: exact, explained by a convention, within the tolerance, mismatch (R16, decision 0012).
package struct CDRCheck: Sendable {
  let tariffs: [Tariff]
  let pricer: Pricer
  let tolerance: CDRTolerance
  /// What contract says of rounding; amounts rounded so are exact.
  let agreed: RoundingConvention

  /// A check by agreed tariffs.
  ///
  /// - Parameters:
  ///   - tariffs: those that the session may have had, as agreed.
  ///   - zone: the time zone of the location.
  ///   - version: the version that tariffs and CDRs are in.
  ///   - policy: the choices where it is silent.
  ///   - tolerance: what is not minded.
  ///   - agreed: how the contract rounds.
  /// - Throws: ``PricingRefusal`` when these tariffs price nothing.
  package init(
    tariffs: [Tariff], zone: ZoneFile, version: OCPIVersion, policy: PricingPolicy = .standard,
    tolerance: CDRTolerance = CDRTolerance(), agreed: RoundingConvention = .standard
  ) throws(PricingRefusal) {
    pricer = try Pricer(tariffs: tariffs, zone: zone, version: version, policy: policy)
    self.tariffs = tariffs
    self.tolerance = tolerance
    self.agreed = agreed
  }

  /// The version that tariffs and CDRs are in.
  package var version: OCPIVersion { pricer.version }
  /// The currency of the tariffs.
  package var currency: String? { tariffs.first?.currency }

  /// Only prices a CDR, one that states no total among them.
  ///
  /// - Parameter cdr: as received.
  /// - Returns: our price.
  /// - Throws: ``PricingRefusal`` when there is none.
  package func price(_ cdr: CDR) throws(PricingRefusal) -> PricedSession {
    try pricer.price(try ChargedSession(cdr, version: pricer.version, policy: pricer.policy))
  }

  /// Checks a CDR.
  ///
  /// - Parameters:
  ///   - cdr: as received.
  ///   - original: for a credit the CDR that it takes back, when it is known.
  /// - Returns: what we say of it; it never throws, as there is something to say of every CDR.
  package func check(_ cdr: CDR, creditOf original: CDR? = nil) -> CDRVerdict {
    let isCredit = cdr.isCredit ?? false
    let stated = StatedAmount(cdr.totalCost)
    let theirs = isCredit ? -stated : stated
    do throws(PricingRefusal) {
      let priced = try price(cdr)
      return judge(cdr, theirs, priced, isCredit ? creditFindings(cdr, original) : [])
    } catch {
      return CDRVerdict(
        outcome: .unpriceable(error.description), theirs: theirs, ours: nil, difference: nil, findings: [],
        priced: nil)
    }
  }

  private func judge(
    _ cdr: CDR, _ theirs: StatedAmount, _ priced: PricedSession, _ findings: [CDRFinding]
  ) -> CDRVerdict {
    let ours = StatedAmount(net: priced.net, gross: priced.gross)
    var findings = findings + totalFindings(cdr, priced) + tariffFindings(cdr, priced)
    if (theirs.gross == nil) != (ours.gross == nil) {
      findings.append(
        CDRFinding(.taxNotCompared, "total_cost", "only one of us states an amount with tax"))
    }
    let difference = theirs - ours.rounded(toPlaces: priced.currency.minorDigits)
    return CDRVerdict(
      outcome: outcome(cdr, theirs, priced, difference), theirs: theirs, ours: ours, difference: difference,
      findings: findings, priced: priced)
  }

  private func outcome(
    _ cdr: CDR, _ theirs: StatedAmount, _ priced: PricedSession, _ difference: StatedAmount
  ) -> CDRVerdict.Outcome {
    guard difference.net != nil || difference.gross != nil else {
      return .unpriceable("there is nothing that both amounts state: one is with tax, the other without")
    }
    if cdr.currency.uppercased() != priced.currency.code {
      return .unpriceable("the CDR is in \(cdr.currency), the agreed tariff in \(priced.currency)")
    }
    if isExact(theirs, priced) { return .exact }
    if let convention = convention(giving: theirs, priced) { return .explained(convention) }
    let coin = Self.coin(priced.currency)
    let rates = Rational(max(1, priced.taxes.filter { $0.rate != nil }.count))
    if difference.isWithin(net: tolerance.amount ?? coin, gross: tolerance.amount ?? coin * rates) {
      return .withinTolerance
    }
    return .mismatch(firstStep(cdr, theirs, priced))
  }

  /// Whether it is our amount as it is, in OCPI's four decimals, or rounded as agreed.
  func isExact(_ theirs: StatedAmount, _ priced: PricedSession) -> Bool {
    let ours = StatedAmount(net: priced.net, gross: priced.gross)
    return theirs.agrees(with: agreed.amount(of: priced)) || theirs.agrees(with: ours)
      || theirs.agrees(with: ours.rounded(toPlaces: 4))
  }

  /// The most usual convention that gives exactly their amount.
  func convention(giving theirs: StatedAmount, _ priced: PricedSession) -> RoundingConvention? {
    let exact = RoundableAmount(priced)
    return RoundingConvention.candidates.first { theirs.agrees(with: exact.rounded(by: $0)) }
  }

  /// The smallest coin of a currency.
  static func coin(_ currency: Currency) -> Rational {
    (0..<currency.minorDigits).reduce(Rational.one) { coin, _ in (try? coin / 10) ?? coin }
  }
}
