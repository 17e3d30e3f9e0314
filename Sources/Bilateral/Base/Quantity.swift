/// A measured amount with its unit in its type, so that kilowatts never meet kilowatt-hours by accident.
package protocol Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The amount in the type's base unit.
  var value: Rational { get }
  /// The amount in the type's base unit.
  init(value: Rational)
  /// The base unit as it is printed: `kWh`.
  static var unit: String { get }
}

extension Quantity {
  /// Nothing of it.
  package static var zero: Self { Self(value: .zero) }

  /// The exact sum.
  package static func + (left: Self, right: Self) -> Self { Self(value: left.value + right.value) }

  /// The exact difference.
  package static func - (left: Self, right: Self) -> Self { Self(value: left.value - right.value) }

  /// The exact multiple.
  package static func * (left: Self, right: Rational) -> Self { Self(value: left.value * right) }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  /// Amount and unit, at most six decimals: `12.5 kWh`.
  package var description: String { "\(value.decimalText(atMost: 6)) \(Self.unit)" }
}

/// Energy, in kilowatt-hours.
package struct Energy: Quantity {
  package let value: Rational
  package static let unit = "kWh"

  package init(value: Rational) {
    self.value = value
  }

  /// That many kilowatt-hours.
  package static func kilowattHours(_ value: Rational) -> Energy { Energy(value: value) }

  /// That many watt-hours, OCPI's unit of `step_size`.
  package static func wattHours(_ value: Int) -> Energy { Energy(value: Rational(value) * thousandth) }
}

/// Power, in kilowatts.
package struct Power: Quantity {
  package let value: Rational
  package static let unit = "kW"

  package init(value: Rational) {
    self.value = value
  }

  /// That many kilowatts, OCPI's unit in tariff restrictions.
  package static func kilowatts(_ value: Rational) -> Power { Power(value: value) }

  /// That many watts, OCPI's unit of `max_electric_power`.
  package static func watts(_ value: Int) -> Power { Power(value: Rational(value) * thousandth) }
}

/// A span of time that is charged for, in hours: the unit OCPI prices time in.
package struct TimeSpan: Quantity {
  package let value: Rational
  package static let unit = "h"

  package init(value: Rational) {
    self.value = value
  }

  /// That many hours.
  package static func hours(_ value: Rational) -> TimeSpan { TimeSpan(value: value) }

  /// That many minutes.
  package static func minutes(_ value: Rational) -> TimeSpan { TimeSpan(value: value * sixtieth) }

  /// That many seconds, OCPI's unit of `step_size`.
  package static func seconds(_ value: Int) -> TimeSpan {
    TimeSpan(value: Rational(value) * sixtieth * sixtieth)
  }

  /// The span in minutes.
  package var minutes: Rational { value * 60 }
}

/// A percentage: 19 is 19 %.
package struct Percent: Quantity {
  package let value: Rational
  package static let unit = "%"

  package init(value: Rational) {
    self.value = value
  }

  /// The percentage as a part of one: 0.19.
  package var fraction: Rational { value * hundredth }
}

/// Constants with denominators that are not zero.
private let sixtieth = Rational(reducing: 1, over: 60 as Int128)
private let hundredth = Rational(reducing: 1, over: 100 as Int128)
private let thousandth = Rational(reducing: 1, over: 1000 as Int128)
