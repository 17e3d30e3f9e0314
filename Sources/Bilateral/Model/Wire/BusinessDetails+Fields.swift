extension BusinessDetails {
  package init(blank: Blank) {
    self.init(name: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("name", &name, .text(100))
    try w.optional("website", &website, .url)
    try w.optional("logo", &logo)
  }
}
