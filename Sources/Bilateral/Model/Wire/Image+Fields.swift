import BilateralBase

extension Image {
  package init(blank: Blank) {
    self.init(url: String(blank: blank), category: ImageCategory(blank: blank), type: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("url", &url, .url)
    try w.optional("thumbnail", &thumbnail, .url)
    try w.field("category", &category)
    try w.field("type", &type, .ci(4))
    try w.optional("width", &width)
    try w.optional("height", &height)
  }
}
