extension Version {
  package init(blank: Blank) {
    self.init(version: String(blank: blank), url: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("version", &version, .text(0))
    try w.field("url", &url, .url)
  }
}
