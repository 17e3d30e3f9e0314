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

extension Endpoint {
  /// A version does not list modules of later ones.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard identifier.isKnown, !identifier.isKnown(in: writer.version) else { return nil }
    return "\(writer.version) has no module \(identifier)"
  }
}
