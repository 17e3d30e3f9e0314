extension CommandResponse {
  package init(blank: Blank) {
    self.init(result: CommandResponseType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("result", &result)
    try w.optional("timeout", &timeout, .since(.v2_2_1).needed(since: .v2_2_1), orElse: 60)
    try w.list("message", &message, .since(.v2_2_1))
  }
}
