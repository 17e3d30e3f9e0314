extension Endpoint {
  package init(blank: Blank) {
    self.init(identifier: ModuleID(blank: blank), url: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("identifier", &identifier)
    try w.optional("role", &role, .since(.v2_2_1).needed(since: .v2_2_1))
    try w.field("url", &url, .url)
  }
}
