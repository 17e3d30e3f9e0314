/// What one kilowatt-hour costs.
package struct EnergyPrice: Hashable, Sendable {
  /// Money for one kilowatt-hour.
  package let perKilowattHour: Money

  /// A price for one kilowatt-hour.
  package init(perKilowattHour: Money) {
    self.perKilowattHour = perKilowattHour
  }

  /// What that much energy costs, not rounded.
  package static func * (price: EnergyPrice, energy: Energy) -> Money { price.perKilowattHour * energy.value }
}

/// What one hour costs.
package struct TimePrice: Hashable, Sendable {
  /// Money for one hour.
  package let perHour: Money

  /// A price for one hour.
  package init(perHour: Money) {
    self.perHour = perHour
  }

  /// A price for one minute, as partner files spell it.
  package init(perMinute: Money) {
    perHour = perMinute * 60
  }

  /// What that much time costs, not rounded.
  package static func * (price: TimePrice, time: TimeSpan) -> Money { price.perHour * time.value }
}

/// What one session costs, however long and large.
package struct SessionPrice: Hashable, Sendable {
  /// Money for one session.
  package let perSession: Money

  /// A price for one session.
  package init(perSession: Money) {
    self.perSession = perSession
  }
}
