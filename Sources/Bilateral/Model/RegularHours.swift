/// Hours of one weekday.
package struct RegularHours: WireObject {
  /// 1 is Monday, 7 is Sunday.
  package var weekday: Int
  /// First minute, local time.
  package var periodBegin: String
  /// Last minute, local time.
  package var periodEnd: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    weekday: Int, periodBegin: String, periodEnd: String, extras: Extras = []
  ) {
    self.weekday = weekday
    self.periodBegin = periodBegin
    self.periodEnd = periodEnd
    self.extras = extras
  }
}
