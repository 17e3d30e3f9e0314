import BilateralBase
import BilateralModel

/// A period as it is billed the long way.
struct SlowPeriod {
  let start: Int
  let end: Int
  let tariff: Tariff?
  private let period: ChargingPeriod

  /// kWh.
  let energy: Rational
  /// Seconds of charging.
  let time: Rational
  /// Seconds of parking.
  let parking: Rational
  /// Seconds for which the EVSE was kept.
  let reservation: Rational

  init(_ period: ChargingPeriod, end: Int, tariff: Tariff?) {
    self.period = period
    start = Int(period.startDateTime.seconds)
    self.end = end
    self.tariff = tariff
    energy = Self.volume(.energy, of: period) ?? .zero
    time = Self.seconds(.time, of: period)
    parking = Self.seconds(.parkingTime, of: period)
    reservation = Self.seconds(.reservationTime, of: period)
  }

  /// The sum of what is said of a dimension; nil where nothing is.
  private static func volume(_ type: CDRDimensionType, of period: ChargingPeriod) -> Rational? {
    var sum: Rational?
    for dimension in period.dimensions where dimension.type == type {
      sum = (sum ?? .zero) + (dimension.volume.rational ?? .zero)
    }
    return sum
  }

  /// The seconds of a time dimension: whole ones where the hours are within 0.36 s of them (R7).
  private static func seconds(_ type: CDRDimensionType, of period: ChargingPeriod) -> Rational {
    let exact = (volume(type, of: period) ?? .zero) * 3600
    var whole = exact.rounded(toPlaces: 0, .floor)
    if exact - whole > whole + 1 - exact { whole += 1 }
    let distance = exact > whole ? exact - whole : whole - exact
    guard let bound = Rational(36, over: 100) else { return exact }
    return distance <= bound ? whole : exact
  }

  /// Whether the EVSE was only being kept.
  var isReservation: Bool { reservation > 0 && time == 0 && parking == 0 && energy == 0 }

  /// Whether the car only stood there.
  var isPureParking: Bool { parking > 0 && time == 0 && energy == 0 }

  /// Least and greatest amperes: of both or of the one that is told, else the one of the session; none while parking.
  var current: (Rational, Rational)? { range(.minCurrent, .maxCurrent, .current) }

  /// Least and greatest kW, likewise; estimated from energy and time where nobody told it.
  var power: (Rational, Rational)? {
    if let told = range(.minPower, .maxPower, .power) { return told }
    guard Self.volume(.energy, of: period) != nil, time > 0, let power = try? energy * 3600 / time else {
      return nil
    }
    return (power, power)
  }

  private func range(
    _ least: CDRDimensionType, _ greatest: CDRDimensionType, _ only: CDRDimensionType
  ) -> (Rational, Rational)? {
    let (low, high) = (Self.volume(least, of: period), Self.volume(greatest, of: period))
    if let low { return (low, high ?? low) }
    if let high { return (high, high) }
    if let told = Self.volume(only, of: period) { return (told, told) }
    return isPureParking ? (.zero, .zero) : nil
  }
}
