import BilateralBase

extension ChargingPeriod {
  package init(blank: Blank) {
    self.init(startDateTime: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("start_date_time", &startDateTime)
    try w.list("dimensions", &dimensions, .any.filledIfPossible())
    try w.optional("tariff_id", &tariffID, .ci(36).since(.v2_2_1))
  }
}
