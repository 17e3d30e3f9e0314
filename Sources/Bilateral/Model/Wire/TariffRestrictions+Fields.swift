extension TariffRestrictions {
  package init(blank: Blank) {
    self.init()
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.optional("start_time", &startTime, .form(.timeOfDay))
    try w.optional("end_time", &endTime, .form(.timeOfDay))
    try w.optional("start_date", &startDate, .form(.date))
    try w.optional("end_date", &endDate, .form(.date))
    try w.optional("min_kwh", &minKWh)
    try w.optional("max_kwh", &maxKWh)
    try w.optional("min_current", &minCurrent, .since(.v2_2_1))
    try w.optional("max_current", &maxCurrent, .since(.v2_2_1))
    try w.optional("min_power", &minPower)
    try w.optional("max_power", &maxPower)
    try w.optional("min_duration", &minDuration)
    try w.optional("max_duration", &maxDuration)
    try w.list("day_of_week", &dayOfWeek)
    try w.optional("reservation", &reservation, .since(.v2_2_1))
  }
}
