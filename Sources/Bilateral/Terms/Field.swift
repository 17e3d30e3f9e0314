/// One field of a file: the single place that says what it is called, what it holds and what it means.
///
/// Reader, unknown-key check, defaults, `show --effective`, `explain` and the field reference all derive from it.
package struct Field: Sendable {
  /// Where the field stands: `sync.locations.mode`; `[]` after an array of tables, `*` for a key of any name.
  package let path: String
  /// What it may hold.
  package let kind: FieldKind
  /// The built-in default as it would be written in the file (without quotes), nil when there is none.
  package let fallback: String?
  /// Whether the file is of no use without it.
  package let isMandatory: Bool
  /// Whether status live demands it.
  package let isMandatoryWhenLive: Bool
  /// What it means, one line.
  package let note: String

  init(
    _ path: String, _ kind: FieldKind, _ note: String, default fallback: String? = nil,
    mandatory: Bool = false,
    live: Bool = false
  ) {
    self.path = path
    self.kind = kind
    self.note = note
    self.fallback = fallback
    isMandatory = mandatory
    isMandatoryWhenLive = live
  }

  /// Sections whose changes take effect by themselves; all others by `apply` only (ruling 9).
  package static let technicalSections: Set<String> = [
    "connection", "security", "sync", "dialect", "contacts",
  ]

  /// The first part of the path.
  package var section: String { String(path.prefix { $0 != "." && $0 != "[" }) }
  /// Whether ruling 9 lets a change take effect without `apply`.
  package var isTechnical: Bool { Self.technicalSections.contains(section) }
}

/// The field tables, one list per file kind.
package enum FieldTable {
  static let versions = ["2.1.1", "2.2.1", "2.3.0"]
  static let modules = ["locations", "tariffs", "tokens", "sessions", "cdrs", "commands", "hubclientinfo"]

  /// Every field of a partner file, in the order in which it is shown.
  package static let partner: [Field] =
    header + agreement + parties + connection + security + route + share + sync + authorization + pricing
    + settlement + cdr + dispute + serviceLevel + compliance + contacts + dialect
}
