import BilateralBase
import BilateralModel

extension MomentSelector {
  /// The restrictions of OCPI that hold exactly when the selector does, one or several that exclude each other.
  ///
  /// OCPI has no months: they become ranges of dates of some years.
  func restrictions(years: ClosedRange<Int>) -> [TariffRestrictions] {
    var frame = TariffRestrictions()
    frame.minKWh = energyFrom.flatMap { WireNumber($0.value.decimalText(atMost: 4)) }
    frame.maxKWh = energyTo.flatMap { WireNumber($0.value.decimalText(atMost: 4)) }
    frame.minPower = powerMin.flatMap { WireNumber($0.value.decimalText(atMost: 4)) }
    frame.maxPower = powerMax.flatMap { WireNumber($0.value.decimalText(atMost: 4)) }
    frame.minDuration = durationFrom
    frame.maxDuration = durationTo
    frame.dayOfWeek = Self.week.enumerated().filter { days.contains(($0.offset + 1) % 7) }.map(\.element)
    let timed = hours.map { DayTimes($0).applied(to: frame) } ?? [frame]
    guard !months.isEmpty, months.count < 12 else { return timed }
    return dates(years).flatMap { dates in
      timed.map { restrictions in
        var dated = restrictions
        dated.startDate = dates.start.description
        dated.endDate = dates.end.description
        return dated
      }
    }
  }

  /// The months as ranges of days: neighbours together, also over New Year.
  private func dates(_ years: ClosedRange<Int>) -> [(start: CivilDate, end: CivilDate)] {
    var found: [(start: CivilDate, end: CivilDate)] = []
    for month in (years.lowerBound * 12)...(years.upperBound * 12 + 11) {
      guard months.contains(month % 12 + 1), let start = Self.first(of: month),
        let end = Self.first(of: month + 1)
      else { continue }
      if let last = found.last, last.end == start {
        found[found.count - 1].end = end
      } else {
        found.append((start, end))
      }
    }
    return found
  }

  private static func first(of month: Int) -> CivilDate? {
    CivilDate(year: month / 12, month: month % 12 + 1, day: 1)
  }

  private static let week: [DayOfWeek] = [
    .monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday,
  ]
}
