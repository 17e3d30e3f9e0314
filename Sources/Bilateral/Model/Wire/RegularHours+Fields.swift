import BilateralBase

extension RegularHours {
  package init(blank: Blank) {
    self.init(weekday: Int(blank: blank), periodBegin: String(blank: blank), periodEnd: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("weekday", &weekday)
    try w.field("period_begin", &periodBegin, .form(.timeOfDay))
    try w.field("period_end", &periodEnd, .form(.timeOfDay))
  }
}

extension RegularHours {
  /// Weekdays count from 1, Monday, to 7.
  package func checkTogether(_ checker: inout WireChecker) {
    guard !(1...7).contains(weekday) else { return }
    checker.note(.error, .badForm, "must be 1 (Monday) to 7", requirement: "LOC-20", member: "weekday")
  }
}
