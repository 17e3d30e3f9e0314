import BilateralBase

/// What was measured in a period, in the numbers that are computed with; pricing looks at it again and again.
struct PeriodVolumes<Number: PricingNumber>: Sendable {
  /// When the period begins.
  let start: Timestamp
  /// Microseconds that it lasts.
  let length: Int64
  /// kWh.
  let energy: Number?
  /// Hours of charging.
  let time: Number?
  /// Hours of parking.
  let parking: Number?
  /// Hours reserved.
  let reservation: Number?
  /// Whether it only kept the place for somebody.
  let isReservation: Bool

  /// Those of all periods of a session.
  static func all(of session: ChargedSession) throws(OutOfRange) -> [PeriodVolumes] {
    var all: [PeriodVolumes] = []
    all.reserveCapacity(session.periods.count)
    for index in session.periods.indices { all.append(try PeriodVolumes(session.periods[index])) }
    return all
  }

  @inline(__always)
  private init(_ period: borrowing ChargedPeriod) throws(OutOfRange) {
    start = period.start
    length = period.length
    energy = try Self.number(period.energyMeasure, Measure.billionths)
    time = try Self.number(period.chargingMeasure, Measure.nanoseconds)
    parking = try Self.number(period.parkingMeasure, Measure.nanoseconds)
    reservation = try Self.number(period.reservationMeasure, Measure.nanoseconds)
    isReservation = reservation != nil && period.isReservation
  }

  private static func number(_ measure: Measure?, _ unit: Int64) throws(OutOfRange) -> Number? {
    guard let measure else { return nil }
    return try Number(measure, unit: unit)
  }

  /// What was measured for a slot; once for a flat fee.
  func quantity(_ slot: PricingSlot) throws(OutOfRange) -> Number? {
    switch slot {
    case .energy: energy
    case .time: time
    case .parking: parking
    case .reservedTime, .expiredTime: reservation
    case .flat, .reservedFlat, .expiredFlat: try Number(.whole(1), unit: 1)
    }
  }
}
