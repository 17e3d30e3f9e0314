/// A place that one component of a tariff can fill in one period: a dimension, apart for reservations (R11, R12).
enum PricingSlot: Int, CaseIterable, Sendable {
  case energy, time, parking, flat, reservedTime, reservedFlat, expiredTime, expiredFlat

  /// What it is billed as.
  var component: BilledComponent {
    switch self {
    case .energy: .energy
    case .time: .time
    case .parking: .parking
    case .flat: .flat
    case .reservedTime, .reservedFlat, .expiredTime, .expiredFlat: .reservation
    }
  }

  /// Whether it is charged once and has no quantity.
  var isFlat: Bool { self == .flat || self == .reservedFlat || self == .expiredFlat }

  /// Small units of one kWh, hour, or session.
  var unit: Int64 {
    switch self {
    case .energy: Measure.billionths
    case .time, .parking, .reservedTime, .expiredTime: Measure.nanoseconds
    case .flat, .reservedFlat, .expiredFlat: 1
    }
  }

  /// What brings a quantity times a price to the common unit of amounts.
  var scale: Int64 {
    switch self {
    case .energy: Measure.nanoseconds / Measure.billionths
    case .time, .parking, .reservedTime, .expiredTime: 1
    case .flat, .reservedFlat, .expiredFlat: Measure.nanoseconds
    }
  }

  /// Small units that one of `step_size` has: a Wh, or a second.
  var stepUnit: Int64 { self == .energy ? 1_000_000 : 1_000_000_000 }
}
