import BilateralBase

/// Follows up what is not certain about a price, by pricing as if the doubt were resolved the other way.
struct DoubtReport {
  private let priced: PricedSession
  private let tariffs: CompiledTariffs
  private let session: ChargedSession
  private let policy: PricingPolicy

  init(_ priced: PricedSession) {
    self.priced = priced
    tariffs = priced.tariffs
    session = priced.session
    policy = priced.policy
  }

  /// The findings; by fractions, and the session was priced before, so that nothing can be refused here.
  var findings: [PricingFinding] {
    let (doubts, period) = (priced.doubts, priced.doubtfulPeriod)
    var findings = electrical
    if doubts.contains(.spans), let finding = try? spans() { findings.append(finding) }
    if doubts.contains(.unnamed) {
      findings.append(
        PricingFinding(
          .noTariffNamed, "a period names none of several tariffs; it costs nothing", period: period))
    }
    if doubts.contains(.unknownTariff) {
      findings.append(
        PricingFinding(
          .unknownTariff, "a period names a tariff that was not supplied; the only one was taken",
          period: period))
    }
    if doubts.contains(.zeroStep), policy.stepSize != .off {
      findings.append(PricingFinding(.stepSizeZero, "a step_size is 0; nothing was rounded up"))
    }
    if doubts.contains(.timeStep), let finding = timeStep { findings.append(finding) }
    return findings
  }

  private var electrical: [PricingFinding] {
    let (doubts, period) = (priced.doubts, priced.doubtfulPeriod)
    var findings: [PricingFinding] = []
    if doubts.contains(.unmeasured) {
      let other = interval { $0.unmeasured = policy.unmeasured == .fails ? .holds : .fails }
      findings.append(
        PricingFinding(
          .missingElectricalData, "prices depend on current or power, which was not measured", period: period,
          interval: other))
    }
    if doubts.contains(.straddles) {
      let other = interval {
        $0.range = policy.range == .wholePeriod ? .anyMoment : .wholePeriod
      }
      findings.append(
        PricingFinding(
          .spansPriceChange, "current or power goes across a bound within the period", period: period,
          interval: other))
    }
    if doubts.contains(.estimated) {
      findings.append(
        PricingFinding(.powerEstimated, "power was worked out of energy and time", period: period))
    }
    return findings
  }

  private var timeStep: PricingFinding? {
    let other = interval {
      $0.timeStep = policy.timeStep == .parkingFirst ? .lastPeriod : .parkingFirst
    }
    guard let other, other.least != other.most else { return nil }
    return PricingFinding(
      .timeStepDisputed, "charging after parking: others may round up the time of charging", interval: other)
  }

  /// Between the price and the one under another policy.
  private func interval(_ change: (inout PricingPolicy) -> Void) -> PriceInterval? {
    var other = policy
    change(&other)
    guard var run = try? PricingRun<Rational>(tariffs, session, other), (try? run.run()) != nil else {
      return nil
    }
    return interval(priced.net, try? net(run, run.charges))
  }

  private func interval(_ one: Rational?, _ other: Rational?) -> PriceInterval? {
    guard let one, let other else { return nil }
    return PriceInterval(one, other)
  }

  private func net(_ run: PricingRun<Rational>, _ charges: [Charge]) throws -> Rational? {
    var tally = PricingTally<Rational>(tariffs, run.volumes, run.policy, charges)
    try tally.run()
    return PricedSession(run, tally).net
  }

  /// The cheapest and the dearest way to split the periods that lie across a change (R6).
  private func spans() throws -> PricingFinding? {
    var run = try PricingRun<Rational>(tariffs, session, policy)
    run.collectsOptions = true
    try run.run()
    let chooser = OptionChooser(tariffs, run.charges, run.options)
    let options = chooser.options
    guard !options.isEmpty else { return nil }
    let least = try net(run, chooser.charges { $0 < $1 })
    let most = try net(run, chooser.charges { $0 > $1 })
    let whole = [least, most, priced.net].compactMap { $0 }
    let periods = Set(options.map(\.period)).sorted()
    return PricingFinding(
      .spansPriceChange,
      "the price changes within \(periods.count == 1 ? "a period" : "\(periods.count) periods"); "
        + "billed as it was at the beginning",
      period: periods[0], interval: interval(whole.min(), whole.max()))
  }
}

/// All components that may have priced a slot of a period that lies across a change.
struct PriceOptions: Sendable {
  let period: Int
  let tariff: Int
  let slot: PricingSlot
  /// The candidates; nil for none, which is free.
  var candidates: Set<Int?>
}

/// Replaces charges by the cheapest or dearest of their options.
struct OptionChooser {
  let tariffs: CompiledTariffs
  let charges: [Charge]
  let options: [PriceOptions]

  init(_ tariffs: CompiledTariffs, _ charges: [Charge], _ options: [PriceOptions]) {
    self.tariffs = tariffs
    self.charges = charges
    self.options = options.filter { option in
      Set(
        option.candidates.map { place in
          place.map { tariffs.all[option.tariff].candidates[option.slot.rawValue][$0].price } ?? .nothing
        }
      ).count > 1
    }
  }

  /// The charges with, of each option, the one that goes before all others.
  func charges(by isBefore: (Rational, Rational) -> Bool) -> [Charge] {
    var result = charges.filter { charge in
      !options.contains { $0.period == Int(charge.period) && $0.slot == charge.slot }
    }
    for option in options {
      let chosen = option.candidates.min { isBefore(price($0, option), price($1, option)) }
      guard let chosen, let candidate = chosen else { continue }
      result.append(
        Charge(period: option.period, tariff: option.tariff, slot: option.slot, candidate: candidate))
    }
    return result.sorted { ($0.period, $0.slotNumber) < ($1.period, $1.slotNumber) }
  }

  private func price(_ candidate: Int?, _ option: PriceOptions) -> Rational {
    guard let candidate else { return .zero }
    return tariffs.all[option.tariff].candidates[option.slot.rawValue][candidate].price
      .value(unit: Measure.billionths)
  }
}
