/// One way in which a partner may differ from the specification: what it is called, how it is noticed, what it does.
///
/// The only list of them: the fields of `[dialect]`, `explain dialect.X`, the field reference, what the runtime learns
/// and what `check --learn` writes are all made of ``all``. The file's word wins over what was learned, and that over
/// the default; a file that says otherwise than what is seen is a finding and is obeyed all the same.
package struct DialectSwitch: Sendable, Hashable {
  /// Whether the runtime notices a deviation by itself, and what follows.
  package enum Noticing: Sendable, Hashable {
    /// Noticed as described and coped with at once, unless the file says otherwise.
    case applied(String)
    /// Noticed as described and told; coped with only when the file says so.
    case proposed(String)
    /// For people to set.
    case never
  }

  /// The key below `[dialect]`; `max_string.*` stands for keys of any name.
  package let name: String
  /// What it does, one line.
  package let note: String
  /// The problems it answers to, by the numbers that tests bear.
  package let pitfalls: [String]
  /// How the runtime comes to know.
  package let noticing: Noticing
  let kind: FieldKind
  /// What holds when nobody says anything.
  package let fallback: String?

  init(
    _ name: String, _ kind: FieldKind, _ note: String, _ pitfalls: [String], _ noticing: Noticing = .never,
    default fallback: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.note = note
    self.pitfalls = pitfalls
    self.noticing = noticing
    self.fallback = fallback
  }

  /// The path in a partner file.
  package var path: String { "dialect.\(name)" }

  /// The field of partner files that it is.
  var field: Field { Field(path, kind, note, default: fallback) }

  /// Whether what was noticed takes effect without the file.
  package var isAppliedWhenNoticed: Bool { if case .applied = noticing { true } else { false } }

  /// Whether several values may be noticed side by side: a list, or keys of any name.
  package var isMany: Bool {
    if case .list = kind { return true }
    return name.hasSuffix(".*")
  }

  /// Whether it lets in what would otherwise be refused for the sake of money: only people write it.
  package var isAboutMoney: Bool { self == .moneyAsStrings }

  /// How it is noticed and what follows, in words.
  package var noticed: String {
    switch noticing {
    case .applied(let how): "\(how); applied at once"
    case .proposed(let how): "\(how); told by `status`, applied when the file says so"
    case .never: "for people to set"
    }
  }

  /// The switch of a path such as `dialect.paging` or `dialect.max_string."location.address"`.
  package static func named(_ path: String) -> DialectSwitch? {
    let key = path.hasPrefix("dialect.") ? String(path.dropFirst(8)) : path
    return all.first { $0.name == key }
      ?? all.first { $0.name.hasSuffix(".*") && key.hasPrefix($0.name.dropLast()) }
  }

  package static func == (a: DialectSwitch, b: DialectSwitch) -> Bool { a.name == b.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
