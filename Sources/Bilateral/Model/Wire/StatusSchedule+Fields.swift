import BilateralBase

extension StatusSchedule {
  package init(blank: Blank) {
    self.init(periodBegin: Timestamp(blank: blank), status: Status(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("period_begin", &periodBegin)
    try w.optional("period_end", &periodEnd)
    try w.field("status", &status)
  }
}
