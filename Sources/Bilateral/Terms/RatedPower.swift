package import BilateralBase
package import BilateralModel

extension Connector {
  /// The power the connector is sold as: `max_electric_power`, else what its voltage and amperage make.
  ///
  /// What they make is cut to whole kilowatts from 1 kW on: 230 V × 32 A × 3 is 22.08 kW, and everybody, price rules
  /// included, calls it 22 kW. Voltage is line to neutral (LOC-29). Nil when nothing positive is known.
  package var ratedPower: Power? {
    if let watts = maxElectricPower { return watts > 0 ? .watts(watts) : nil }
    guard maxVoltage > 0, maxAmperage > 0 else { return nil }
    let kilowatts =
      Power.watts(1).value * Rational(maxVoltage) * Rational(maxAmperage) * Rational(phases)
    return .kilowatts(kilowatts < 1 ? kilowatts : kilowatts.rounded(toPlaces: 0, .down))
  }

  private var phases: Int {
    switch powerType {
    case .ac3Phase: 3
    case .ac2Phase, .ac2PhaseSplit: 2
    default: 1
    }
  }
}
