package import BilateralBase
package import BilateralModel

/// What can be priced: the four dimensions of OCPI in the words of a partner file.
package enum PricedComponent: String, Hashable, Sendable, CaseIterable {
  /// Per kilowatt-hour; OCPI's ENERGY.
  case energy
  /// Per hour of charging; OCPI's TIME.
  case time
  /// Per hour connected without charging; OCPI's PARKING_TIME.
  case parking
  /// Once; OCPI's FLAT.
  case session

  /// The unit of its price: `EUR/kWh` without the currency.
  package var unit: String {
    switch self {
    case .energy: "kWh"
    case .time, .parking: "h"
    case .session: "session"
    }
  }
}

/// Net amounts per component, in the currency of the rules: per kWh, per hour, per hour, once.
package struct ComponentPrices: Hashable, Sendable {
  private var amounts: [PricedComponent: Rational] = [:]

  /// Prices of the components named; the others are not touched.
  package init(
    energy: EnergyPrice? = nil, time: TimePrice? = nil, parking: TimePrice? = nil,
    session: SessionPrice? = nil
  ) {
    amounts[.energy] = energy?.perKilowattHour.amount
    amounts[.time] = time?.perHour.amount
    amounts[.parking] = parking?.perHour.amount
    amounts[.session] = session?.perSession.amount
    currencies = Set(
      [energy?.perKilowattHour, time?.perHour, parking?.perHour, session?.perSession].compactMap(
        \.?.currency))
  }

  /// The amount for a component, if one is named.
  package subscript(component: PricedComponent) -> Rational? { amounts[component] }
  /// Whether none is named.
  package var isEmpty: Bool { amounts.isEmpty }
  /// The currencies of the amounts.
  let currencies: Set<Currency>
}

extension PricedComponent {
  /// The component that an OCPI dimension is; nil for one we do not know.
  package init?(_ dimension: TariffDimensionType) {
    guard let component = Self.allCases.first(where: { $0.dimension == dimension }) else {
      return nil
    }
    self = component
  }

  /// The OCPI dimension.
  package var dimension: TariffDimensionType {
    switch self {
    case .energy: .energy
    case .time: .time
    case .parking: .parkingTime
    case .session: .flat
    }
  }
}
