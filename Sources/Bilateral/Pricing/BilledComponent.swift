package import BilateralModel

/// What a part of an amount was charged for.
package enum BilledComponent: String, Hashable, Sendable, CaseIterable {
  /// Kilowatt-hours.
  case energy
  /// Hours of charging.
  case time
  /// Hours connected without charging.
  case parking
  /// Once a session.
  case flat
  /// A reservation: its hours and its own fee (R11).
  case reservation

  /// The unit in which it is measured: `kWh`, `h`, or `session`.
  package var unit: String {
    switch self {
    case .energy: "kWh"
    case .time, .parking, .reservation: "h"
    case .flat: "session"
    }
  }

  /// The dimension of the tariff that prices it; a reservation is priced by TIME, and by FLAT besides.
  package var dimension: TariffDimensionType {
    switch self {
    case .energy: .energy
    case .time, .reservation: .time
    case .parking: .parkingTime
    case .flat: .flat
    }
  }
}
