package import BilateralBase

/// One step of a volume rebate, `[[pricing.<side>.tier]]`.
package struct PriceTier: Hashable, Sendable {
  /// What a volume is counted over.
  package enum Period: String, Hashable, Sendable, CaseIterable { case month, quarter, year }
  /// Which units the rebate is for.
  package enum Reach: String, Hashable, Sendable {
    case above = "to-units-above"
    case all = "back-to-first"
  }

  /// `period`.
  package var period: Period
  /// `from`: the volume from which it counts.
  package var from: Energy
  /// `discount`.
  package var discount: Percent
  /// `applies`.
  package var reach: Reach
  /// `scope`: which volume counts; nil for all of the partner's.
  package var scope: String?
  /// Where it is written.
  package var place: SourcePlace?
}

/// A volume that was promised, `commitment`.
package struct VolumeCommitment: Hashable, Sendable {
  /// `volume`.
  package var volume: Energy
  /// `period`.
  package var period: PriceTier.Period
  /// `shortfall`: what is owed for each kWh that is missing.
  package var shortfall: EnergyPrice
}
