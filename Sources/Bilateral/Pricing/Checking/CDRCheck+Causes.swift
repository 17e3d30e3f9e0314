import BilateralBase
import BilateralModel

/// Where a mismatch begins, and what would give the partner's number.
extension CDRCheck {
  func firstStep(_ cdr: CDR, _ theirs: StatedAmount, _ priced: PricedSession) -> CDRVerdict.DifferingStep {
    let cause = cause(cdr, theirs, priced)
    let coin = tolerance.amount ?? Self.coin(priced.currency)
    for part in partCosts(cdr, priced) where !(part.theirs - part.ours).isWithin(net: coin, gross: coin) {
      let lines = priced.lines.filter { $0.component == part.component }
      let left = part.theirs - part.ours
      return step(
        part.field, part.component, suspect(left, priced, among: lines), (part.theirs, part.ours), cause)
    }
    let ours = StatedAmount(net: priced.net, gross: priced.gross)
    let suspect = suspect(theirs - ours, priced, among: priced.lines, onlyOmitted: true)
    let omitted = suspect.map { "as if \($0.component.rawValue) of period \($0.period) were not charged" }
    return step("total_cost", suspect?.component, suspect, (theirs, ours), cause ?? omitted)
  }

  private func step(
    _ field: String, _ component: BilledComponent?, _ line: PricedLine?,
    _ amounts: (theirs: StatedAmount, ours: StatedAmount), _ cause: String?
  ) -> CDRVerdict.DifferingStep {
    let (theirs, ours) = amounts
    let isNet = theirs.net != nil && ours.net != nil && (theirs.net != ours.net || theirs.gross == nil)
    return CDRVerdict.DifferingStep(
      field: field, component: component, period: line?.period,
      theirs: (isNet ? theirs.net : theirs.gross) ?? .zero, ours: (isNet ? ours.net : ours.gross) ?? .zero,
      cause: cause)
  }

  /// The one line that the difference is about: the only one there is, or the only one that was left out.
  private func suspect(
    _ difference: StatedAmount, _ priced: PricedSession, among lines: [PricedLine], onlyOmitted: Bool = false
  ) -> PricedLine? {
    if lines.count == 1, !onlyOmitted { return lines[0] }
    guard let missing = difference.net.map({ -$0 }) else { return nil }
    let coin = Self.coin(priced.currency)
    let omitted = lines.filter { line in
      line.net.map { $0 > coin && ($0 - missing).magnitude <= coin } ?? false
    }
    return omitted.count == 1 ? omitted[0] : nil
  }

  /// What would give their number: the tariff in their CDR, another reading of the specification, or a slip.
  private func cause(_ cdr: CDR, _ theirs: StatedAmount, _ priced: PricedSession) -> String? {
    if let embedded = embedded(cdr), gives(theirs, embedded) {
      return "the tariff within the CDR gives it, which is not the agreed one"
    }
    for (words, change) in Self.readings {
      var policy = pricer.policy
      change(&policy)
      guard policy != pricer.policy, let other = price(cdr, tariffs, policy), gives(theirs, other) else {
        continue
      }
      return words
    }
    if let net = theirs.net, let gross = priced.gross, gross != priced.net,
      net == gross.rounded(toPlaces: priced.currency.minorDigits)
    {
      return "their amount without tax is ours with tax"
    }
    return nil
  }

  /// Readings of the specification that others have, in words.
  private static let readings: [(String, @Sendable (inout PricingPolicy) -> Void)] = [
    ("without step_size it comes out", { $0.stepSize = .off }),
    ("with step_size for each period it comes out", { $0.stepSize = .perPeriod }),
    (
      "with the step_size of the last period for time and parking it comes out", { $0.timeStep = .lastPeriod }
    ),
    ("with step_size also for what has no price it comes out", { $0.stepsUnpriced = true }),
    ("without snapping hours to whole seconds it comes out", { $0.snapsToSeconds = false }),
    ("with one element for all dimensions it comes out", { $0.lookup = .perElement }),
    ("with durations from the start of the reservation it comes out", { $0.sessionClock = .sessionStart }),
    ("with the weekday on which a night window opened it comes out", { $0.windowDay = .opening }),
    ("with conditions on power and current that nobody measured it comes out", { $0.unmeasured = .holds }),
    ("with power and current at any moment of a period it comes out", { $0.range = .anyMoment }),
  ]

  private func gives(_ theirs: StatedAmount, _ priced: PricedSession) -> Bool {
    isExact(theirs, priced) || convention(giving: theirs, priced) != nil
  }

  private func price(_ cdr: CDR, _ tariffs: [Tariff], _ policy: PricingPolicy) -> PricedSession? {
    guard
      let session = try? ChargedSession(cdr, version: pricer.version, policy: policy),
      let pricer = try? Pricer(
        tariffs: tariffs, zone: pricer.zone, version: pricer.version, policy: policy)
    else { return nil }
    return try? pricer.price(session)
  }

  /// The price by the tariffs within the CDR; nil where there are none, or they say the same as the agreed ones.
  private func embedded(_ cdr: CDR) -> PricedSession? {
    guard !cdr.tariffs.isEmpty, cdr.tariffs.map(\.asPrices) != tariffs.map(\.asPrices) else { return nil }
    return price(cdr, cdr.tariffs, pricer.policy)
  }

  /// Whether the tariffs within the CDR give another amount.
  func tariffFindings(_ cdr: CDR, _ priced: PricedSession) -> [CDRFinding] {
    guard let embedded = embedded(cdr) else { return [] }
    let theirs = StatedAmount(net: embedded.net, gross: embedded.gross)
    let ours = StatedAmount(net: priced.net, gross: priced.gross)
    guard embedded.currency == priced.currency else {
      return [
        CDRFinding(
          .currency, "tariffs", "they are in \(embedded.currency), the agreed one in \(priced.currency)")
      ]
    }
    guard !theirs.agrees(with: ours) else { return [] }
    return [CDRFinding(.otherTariff, "tariffs", "by the tariffs within the CDR " + Self.words(theirs, ours))]
  }
}

extension Tariff {
  /// The tariff with only what makes prices, to compare.
  fileprivate var asPrices: Tariff {
    Tariff(
      party: party, id: id, currency: currency, type: type, minPrice: minPrice, maxPrice: maxPrice,
      elements: elements, taxIncluded: taxIncluded, lastUpdated: .epoch)
  }
}
