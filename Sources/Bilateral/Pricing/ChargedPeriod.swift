package import BilateralBase

/// A part of a session as it is priced: what was measured in it, and when it began and ended.
package struct ChargedPeriod: Hashable, Sendable {
  /// When it begins.
  package let start: Timestamp
  /// When it ends: where the next one begins, the last one with the session (R1).
  package internal(set) var end: Timestamp
  /// The tariff that it names (from 2.2.1 on).
  package let tariffID: CiString?

  var energyMeasure: Measure?
  var chargingMeasure: Measure?
  var parkingMeasure: Measure?
  var reservationMeasure: Measure?
  private var box: ElectricalBox?

  /// What was measured of current and power; nil when nothing was.
  var electrical: Electrical? {
    get { box?.values }
    set { box = newValue.map(ElectricalBox.init) }
  }

  /// A period of exact amounts.
  ///
  /// - Parameters:
  ///   - start: when it begins.
  ///   - end: when it ends; a ``ChargedSession`` sets it from its neighbours.
  ///   - energy: kWh; negative when more was given back than taken.
  ///   - charging: hours of charging.
  ///   - parking: hours without charging.
  ///   - reservation: hours reserved.
  ///   - tariffID: the tariff it names.
  package init(
    start: Timestamp, end: Timestamp? = nil, energy: Rational? = nil, charging: Rational? = nil,
    parking: Rational? = nil, reservation: Rational? = nil, tariffID: CiString? = nil
  ) {
    self.start = start
    self.end = end ?? start
    self.tariffID = tariffID
    energyMeasure = energy.map { Measure($0, unit: Measure.billionths) }
    chargingMeasure = charging.map { Measure($0, unit: Measure.nanoseconds) }
    parkingMeasure = parking.map { Measure($0, unit: Measure.nanoseconds) }
    reservationMeasure = reservation.map { Measure($0, unit: Measure.nanoseconds) }
  }

  /// Energy in kWh; nil when none was reported.
  package var energy: Rational? { energyMeasure?.value(unit: Measure.billionths) }
  /// Hours of charging, snapped to whole seconds where they stood for them (R7).
  package var charging: Rational? { chargingMeasure?.value(unit: Measure.nanoseconds) }
  /// Hours without charging, snapped likewise.
  package var parking: Rational? { parkingMeasure?.value(unit: Measure.nanoseconds) }
  /// Hours of a reservation, snapped likewise.
  package var reservation: Rational? { reservationMeasure?.value(unit: Measure.nanoseconds) }

  /// Amperes over all phases: the least within the period.
  package var minCurrent: Rational? { electrical?.minCurrent?.value(unit: Measure.billionths) }
  /// Amperes over all phases: the most within the period.
  package var maxCurrent: Rational? { electrical?.maxCurrent?.value(unit: Measure.billionths) }
  /// Kilowatts: the least within the period.
  package var minPower: Rational? { electrical?.minPower?.value(unit: Measure.billionths) }
  /// Kilowatts: the most within the period.
  package var maxPower: Rational? { electrical?.maxPower?.value(unit: Measure.billionths) }
  /// Amperes at one moment, which only sessions report.
  package var current: Rational? { electrical?.current?.value(unit: Measure.billionths) }
  /// Kilowatts at one moment, which only sessions report.
  package var power: Rational? { electrical?.power?.value(unit: Measure.billionths) }

  /// The period with electrical values, each of them nil when it was not measured.
  package func measuring(
    minCurrent: Rational? = nil, maxCurrent: Rational? = nil, minPower: Rational? = nil,
    maxPower: Rational? = nil, current: Rational? = nil, power: Rational? = nil
  ) -> ChargedPeriod {
    func measure(_ value: Rational?) -> Measure? { value.map { Measure($0, unit: Measure.billionths) } }
    var period = self
    period.electrical = Electrical(
      minCurrent: measure(minCurrent), maxCurrent: measure(maxCurrent), minPower: measure(minPower),
      maxPower: measure(maxPower), current: measure(current), power: measure(power))
    return period
  }

  /// Microseconds that it lasts: until the next one begins, or as long as its hours say when these are clearly more.
  var length: Int64 {
    let span = max(0, end.microseconds(since: start))
    guard let hours = chargingMeasure ?? parkingMeasure ?? reservationMeasure,
      case .whole(let nanoseconds) = hours, nanoseconds / 1000 - 1_000_000 > span
    else { return span }
    return nanoseconds / 1000
  }

  /// Whether it only kept the place for somebody: reserved, and nothing else.
  package var isReservation: Bool {
    guard reservationMeasure != nil else { return false }
    return (chargingMeasure?.isZero ?? true) && (parkingMeasure?.isZero ?? true)
      && (energyMeasure?.isZero ?? true)
  }
}

/// What was measured of current and power, in billionths.
struct Electrical: Hashable, Sendable {
  var minCurrent: Measure?
  var maxCurrent: Measure?
  var minPower: Measure?
  var maxPower: Measure?
  var current: Measure?
  var power: Measure?
}

/// It is rare and large, so it lies beside the period.
private final class ElectricalBox: Hashable, Sendable {
  let values: Electrical

  init(_ values: Electrical) { self.values = values }

  static func == (left: ElectricalBox, right: ElectricalBox) -> Bool { left.values == right.values }

  func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
