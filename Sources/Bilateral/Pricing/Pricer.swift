package import BilateralBase
package import BilateralModel

/// Turns sessions into amounts under one set of tariffs; compiled once, used as often as you like.
package struct Pricer: Sendable {
  /// The zone of the charger, whose wall clock restrictions speak of (R17).
  package let zone: ZoneFile
  /// The version whose meaning the tariffs have.
  package let version: OCPIVersion
  /// The choices where that version is silent.
  package let policy: PricingPolicy
  private let tariffs: CompiledTariffs

  /// Compiles tariffs.
  ///
  /// - Parameters:
  ///   - tariffs: those that the session may have had, in order.
  ///   - zone: the time zone of the location.
  ///   - version: the version that the tariffs were written in.
  ///   - policy: what to do where the version is silent.
  /// - Throws: ``PricingRefusal`` when there is no tariff, or its currency or a price cannot be read.
  package init(
    tariffs: [Tariff], zone: ZoneFile, version: OCPIVersion, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    self.tariffs = try CompiledTariffs(tariffs, zone: zone, version: version, policy: policy)
    self.zone = zone
    self.version = version
    self.policy = policy
  }

  /// Prices a session, exactly.
  ///
  /// - Parameter session: what was measured.
  /// - Returns: the decisions, and the amounts that follow from them.
  /// - Throws: ``PricingRefusal`` when no amount can be given.
  package func price(_ session: ChargedSession) throws(PricingRefusal) -> PricedSession {
    do {
      return try price(session, by: Int64.self)
    } catch let refusal as PricingRefusal {
      throw refusal
    } catch {
      return try priceExactly(session)
    }
  }

  /// Prices by fractions alone: slower, without bounds, and never another amount.
  ///
  /// - Parameter session: what was measured.
  /// - Returns: the same as ``price(_:)``.
  /// - Throws: ``PricingRefusal`` when no amount can be given.
  package func priceExactly(_ session: ChargedSession) throws(PricingRefusal) -> PricedSession {
    do {
      return try price(session, by: Rational.self)
    } catch let refusal as PricingRefusal {
      throw refusal
    } catch {
      throw .number("a volume", path: "charging_periods")
    }
  }

  private func price<Number: PricingNumber>(
    _ session: ChargedSession, by numbers: Number.Type
  ) throws -> PricedSession {
    guard !session.periods.isEmpty else { throw PricingRefusal.noPeriods }
    var run = try PricingRun<Number>(tariffs, session, policy)
    try run.run()
    var tally = PricingTally<Number>(tariffs, run.volumes, policy, run.charges)
    try tally.run()
    return PricedSession(run, tally)
  }
}

extension PricedSession {
  init<Number: PricingNumber>(_ run: PricingRun<Number>, _ tally: PricingTally<Number>) {
    session = run.session
    tariffs = run.tariffs
    policy = run.policy
    charges = tally.charges
    surpluses = tally.surpluses
    sums = Number.Amount.keep(tally.sums)
    doubts = run.doubts.union(tally.doubts)
    doubtfulPeriod = run.doubtfulPeriod
    unpriced = run.unpriced
  }
}
