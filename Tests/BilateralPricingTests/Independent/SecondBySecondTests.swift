import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTestTools
import Glibc
import Testing

/// A stay priced one second at a time, with a period for each, against the periods that the builder makes of it.
@Suite struct SecondBySecondTests {
  @Test("R6 R18 the periods of a stay cost what the stay costs second by second")
  func agrees() throws {
    let count = getenv("BILATERAL_SOAK") == nil ? 30 : 3000
    var costly = 0
    for seed in 0..<count {
      let version = OCPIVersion.allCases[seed % 3]
      let stay = try #require(DealtStay(version: version, seed: UInt64(seed)))
      let pricer = try #require(SlowPricer(tariffs: [stay.tariff], zone: stay.zone, version: version))
      let builder = PeriodBuilder(tariff: stay.tariff, zone: try ZoneCatalog().zone(stay.zone))
      let built = try #require(builder.build(stay.series))
      let (fine, coarse) = (pricer.price(stay.cdr(stay.seconds)), pricer.price(stay.cdr(built.periods)))
      #expect(fine.total == coarse.total, "\(version) seed \(seed)")
      #expect(built.findings.isEmpty)
      if fine.total != .nothing { costly += 1 }
    }
    #expect(costly > count / 2)
  }
}

/// A stay at even power in spans of minutes, so that each second takes whole watt-hours and every bound of energy is met
/// at a whole second; where it begins with a minute and power is low, also at every tenth.
private struct DealtStay {
  let tariff: Tariff
  let zone: String
  let series: MeterSeries
  /// A period for each second, or for each ten.
  let seconds: [ChargingPeriod]
  private let frame: CDR

  init?(version: OCPIVersion, seed: UInt64) {
    guard let pair = DealtPair(version: version, seed: seed &+ 7_000_000) else { return nil }
    var dice = Dice(seed: seed)
    frame = pair.cdr
    tariff = pair.tariffs[0]
    zone = pair.zone
    var now = pair.cdr.startDateTime
    let grain = now.seconds % 60 == 0 ? 10 : 1
    var (register, seconds) = (0, [ChargingPeriod]())
    var series = MeterSeries(stay: nil)
    for _ in 0..<dice.number(1...4) {
      let length = dice.number(1...(grain == 1 ? 5 : 40)) * 60
      let step = dice.one(of: grain == 1 ? [0, 1, 2, 5] : [0, 1, 2])
      let activity: MeterSeries.Activity =
        step > 0 ? .charging : dice.one(of: [.suspendedEV, .suspendedEVSE])
      let amperes = step > 0 ? Rational(dice.number(6...63)) : 0
      series.changes.append(MeterSeries.Change(at: now, activity))
      series.readings.append(
        MeterSeries.Reading(
          at: now, register: Rational(register), power: Self.kilowatts(step), current: amperes))
      for second in stride(from: 0, to: length, by: grain) {
        let at = now.adding(seconds: Int64(second))
        seconds.append(Self.period(at, lasting: grain, step, activity, amperes))
      }
      register += length * step
      now = now.adding(seconds: Int64(length))
    }
    series.readings.append(MeterSeries.Reading(at: now, register: Rational(register)))
    series.stay = MeterSeries.Span(from: pair.cdr.startDateTime, until: now)
    self.series = series
    self.seconds = seconds
  }

  func cdr(_ periods: [ChargingPeriod]) -> CDR {
    var cdr = frame
    cdr.chargingPeriods = periods
    cdr.endDateTime = series.stay?.until ?? cdr.endDateTime
    return cdr
  }

  /// A second of the stay, or ten; 0.00027778 h is read as a whole second (R7).
  private static func period(
    _ start: Timestamp, lasting seconds: Int, _ wattHours: Int, _ activity: MeterSeries.Activity,
    _ amperes: Rational
  ) -> ChargingPeriod {
    let time: CDRDimensionType = activity == .suspendedEV ? .parkingTime : .time
    let power = kilowatts(wattHours).decimalText(atMost: 4)
    let told: [(CDRDimensionType, String)] = [
      (.energy, decimal(wattHours * seconds, places: 3).text),
      (time, seconds == 1 ? "0.00027778" : "0.0027778"), (.minPower, power),
      (.maxPower, power), (.minCurrent, "\(amperes)"), (.maxCurrent, "\(amperes)"),
    ]
    return ChargingPeriod(
      startDateTime: start,
      dimensions: told.compactMap { type, text in
        WireNumber(text).map { CDRDimension(type: type, volume: $0) }
      })
  }

  /// The power that takes so many watt-hours a second.
  private static func kilowatts(_ wattHours: Int) -> Rational { Rational(wattHours * 36, over: 10) ?? .zero }
}
