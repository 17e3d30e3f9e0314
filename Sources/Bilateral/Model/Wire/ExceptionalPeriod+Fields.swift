import BilateralBase

extension ExceptionalPeriod {
  package init(blank: Blank) {
    self.init(periodBegin: Timestamp(blank: blank), periodEnd: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("period_begin", &periodBegin)
    try w.field("period_end", &periodEnd)
  }
}
