/// How a stay becomes periods where the specification is silent: a named choice for each, with our default.
package struct PeriodPolicy: Hashable, Sendable {
  /// What time is billed as.
  package enum Billed: String, Hashable, Sendable, CaseIterable {
    /// TIME.
    case time
    /// PARKING_TIME.
    case parking
    /// Neither.
    case nothing
  }

  /// Plugged in and not begun.
  package var preparing = Billed.time
  /// The charger cannot.
  package var faulted = Billed.nothing
  /// Seconds without a reading of the register, with energy taken, from which on it is told.
  package var longestGap = 3600

  /// The default choices.
  package static let standard = PeriodPolicy()

  /// The default choices; change what you need.
  package init() {}

  /// What an activity is billed as: parking is a vehicle that asks for no power, so a pause by the charger is not (R18).
  package func billed(_ activity: MeterSeries.Activity) -> Billed {
    switch activity {
    case .charging, .suspendedEVSE: .time
    case .suspendedEV, .finishing: .parking
    case .preparing: preparing
    case .faulted: faulted
    }
  }
}
