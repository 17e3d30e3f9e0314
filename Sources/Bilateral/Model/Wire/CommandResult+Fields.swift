extension CommandResult {
  package init(blank: Blank) {
    self.init(result: CommandResultType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("result", &result)
    try w.list("message", &message, .since(.v2_2_1))
  }
}
