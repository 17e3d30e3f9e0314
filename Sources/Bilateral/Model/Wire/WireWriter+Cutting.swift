import BilateralBase

extension WireWriter {
  /// The text as long as version and partner take it; nothing when it fits.
  ///
  /// Ids are of another type and never cut.
  mutating func cut(_ value: some WireValue, _ rule: FieldRule) -> String? {
    guard let text = value as? String else { return nil }
    let byVersion = rule.isCut ? rule.length(in: version) : 0
    let limit = min(style.longest[path.json.plainNames] ?? .max, byVersion > 0 ? byVersion : .max)
    guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return nil }
    note(
      .approximated,
      limit == byVersion ? "\(version) takes \(limit) characters" : "the partner takes \(limit) characters")
    return text.cut(to: limit, atWord: rule.isCut)
  }
}

extension String {
  /// The beginning of the text; at the end of a word if that keeps at least half of what is allowed.
  func cut(to limit: Int, atWord: Bool) -> String {
    let scalars = unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return self }
    var kept = scalars[..<end]
    if atWord, scalars[end] != " ", scalars[end] != ",", let space = kept.lastIndex(of: " "),
      scalars.distance(from: scalars.startIndex, to: space) * 2 >= limit
    {
      kept = kept[..<space]
    }
    while atWord, let last = kept.last, last == " " || last == "," { kept = kept.dropLast() }
    return String(kept)
  }
}
