extension DisplayText {
  package init(blank: Blank) {
    self.init(language: String(blank: blank), text: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("language", &language, .form(.language))
    try w.field("text", &text, .text(512))
  }
}
