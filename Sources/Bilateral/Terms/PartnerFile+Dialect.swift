package import BilateralBase

extension PartnerFile {
  /// What the file, or the shared defaults, say about one key below `[dialect]`; built-in defaults are not told.
  package struct StatedDialect: Sendable, Hashable {
    /// The value as written, without quotes.
    package let text: String
    /// Where it is written.
    package let place: SourcePlace?

    package init(text: String, place: SourcePlace?) {
      self.text = text
      self.place = place
    }
  }

  /// Everything that the file says below `[dialect]`, by key such as `paging` or `max_string.location.address`.
  ///
  /// `detect` is what a key without a value means, so it is left out.
  package var statedDialect: [String: StatedDialect] {
    var stated: [String: StatedDialect] = [:]
    for value in effective where value.path.hasPrefix("dialect.") && value.origin != .builtIn {
      let key = String(value.path.dropFirst(8)).filter { $0 != "\"" }
      guard !key.hasPrefix("reason."), value.text != "detect" else { continue }
      stated[key] = StatedDialect(text: value.text, place: value.place)
    }
    return stated
  }
}
