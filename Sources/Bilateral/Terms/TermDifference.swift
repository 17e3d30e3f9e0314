/// One value that differs between two states of a partner file, as people and programs are told.
package struct TermDifference: Hashable, Sendable {
  /// What happened to the value.
  package enum Change: String, Hashable, Sendable { case add, change, remove }

  /// Where it stands; rules by their names: `pricing.sell.rule[night-ac].discount`.
  package let path: String
  /// What happened to it.
  package let change: Change
  /// The value of before as written; nil when it was not there.
  package let old: String?
  /// The value from now on as written; nil when it is gone.
  package let new: String?
  /// What the field means, a few words.
  package let meaning: String?

  /// A difference of its parts.
  package init(path: String, change: Change, old: String?, new: String?, meaning: String?) {
    self.path = path
    self.change = change
    self.old = old
    self.new = new
    self.meaning = meaning
  }

  /// The difference as one line: `8 % → 9 %`.
  package var words: String {
    switch (old, new) {
    case (let old?, let new?): "\(old) → \(new)"
    case (nil, let new?): new
    case (let old?, nil): "was \(old)"
    case (nil, nil): ""
    }
  }
}

extension TermDifference {
  /// Every value that differs, in the order of the field table; what only the built-in defaults say is left out where
  /// there was no file before.
  ///
  /// - Parameters:
  ///   - old: the terms of before; nil when there were none.
  ///   - new: the terms to come.
  ///   - concerns: whether values at a path count; the path has positions, `pricing.sell.rule[0].discount`.
  /// - Returns: the differences.
  package static func between(
    _ old: PartnerFile?, _ new: PartnerFile, where concerns: (String) -> Bool = { _ in true }
  ) -> [TermDifference] {
    let before = NamedTerms(old, concerns)
    let after = NamedTerms(new, concerns, isWhole: old != nil)
    var found = after.values.compactMap { value -> TermDifference? in
      let known = before.texts[value.path]
      guard known != value.text else { return nil }
      return TermDifference(
        path: value.path, change: known == nil ? .add : .change, old: known, new: value.text,
        meaning: value.meaning)
    }
    found += before.values.filter { after.texts[$0.path] == nil }.map { value in
      TermDifference(path: value.path, change: .remove, old: value.text, new: nil, meaning: value.meaning)
    }
    return found + orders(before, after)
  }

  /// Rules that are the same and stand in another order: the first that fits counts.
  private static func orders(_ before: NamedTerms, _ after: NamedTerms) -> [TermDifference] {
    after.lists.compactMap { list -> TermDifference? in
      let names = after.names[list] ?? []
      let known = (before.names[list] ?? []).filter(names.contains)
      let kept = names.filter(known.contains)
      guard known != kept else { return nil }
      return TermDifference(
        path: list, change: .change, old: known.joined(separator: ", "), new: kept.joined(separator: ", "),
        meaning: "order of the rules; the first that fits counts")
    }
  }
}

/// The values of a file with its rules called by their names instead of their positions.
private struct NamedTerms {
  struct Value {
    var path: String
    var text: String
    var meaning: String?
  }

  private(set) var values: [Value] = []
  private(set) var texts: [String: String] = [:]
  /// The lists of named tables in order of appearance, such as `pricing.sell.rule`.
  private(set) var lists: [String] = []
  /// Names of each list, in written order.
  private(set) var names: [String: [String]] = [:]

  init(_ file: PartnerFile?, _ concerns: (String) -> Bool, isWhole: Bool = true) {
    guard let file else { return }
    for value in file.effective where concerns(value.path) && (isWhole || value.origin != .builtIn) {
      let path = named(value.path, in: file)
      values.append(Value(path: path, text: value.text, meaning: FieldReference.field(value.path)?.note))
      texts[path] = value.text
    }
  }

  private mutating func named(_ path: String, in file: PartnerFile) -> String {
    guard let open = path.firstIndex(of: "["), let close = path[open...].firstIndex(of: "]"),
      let name = file.entry(String(path[...close]) + ".id")?.text
    else { return path }
    let list = String(path[..<open])
    if names[list] == nil { lists.append(list) }
    if names[list]?.contains(name) != true { names[list, default: []].append(name) }
    return "\(list)[\(name)]" + path[path.index(after: close)...]
  }
}
