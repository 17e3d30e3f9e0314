package import BilateralBase

extension TermDuration {
  /// How many days the span is when it begins at a moment, in UTC; days that are begun count whole.
  ///
  /// - Parameter moment: when it begins.
  /// - Returns: the days; months end on the same day of a later month or on that month's last, working days are Monday to
  ///   Friday.
  package func days(from moment: Timestamp) -> Int? {
    let today = CivilDate(moment)
    switch unit {
    case .exact: return (scaled + 86_399_999) / 86_400_000
    case .months:
      let month = today.month - 1 + scaled
      let (year, index) = (today.year + month / 12, month % 12 + 1)
      let day = min(today.day, CivilDate.days(inMonth: index, ofYear: year))
      return CivilDate(year: year, month: index, day: day).map { $0.daysSince1970 - today.daysSince1970 }
    case .workingDays:
      // Five working days are a week, whatever day it is; the rest is counted.
      var (days, left) = (scaled / 5 * 7, scaled % 5)
      while left > 0 {
        days += 1
        if !Self.weekend.contains((today.weekday + days) % 7) { left -= 1 }
      }
      return days
    }
  }

  /// The day so long after another; nil beyond the calendar.
  package func day(after day: CivilDate) -> CivilDate? {
    days(from: Timestamp(seconds: Int64(day.daysSince1970) * 86_400)).map {
      CivilDate(daysSince1970: day.daysSince1970 + $0)
    }
  }

  private static let weekend: Set<Int> = [0, 6]
}
