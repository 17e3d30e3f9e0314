/// Whether an EVSE can be used; REMOVED is the only way to delete one (LOC-06).
package struct Status: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let available = Status(rawValue: "AVAILABLE")
  package static let blocked = Status(rawValue: "BLOCKED")
  package static let charging = Status(rawValue: "CHARGING")
  package static let inoperative = Status(rawValue: "INOPERATIVE")
  package static let outoforder = Status(rawValue: "OUTOFORDER")
  package static let planned = Status(rawValue: "PLANNED")
  package static let removed = Status(rawValue: "REMOVED")
  package static let reserved = Status(rawValue: "RESERVED")
  package static let unknown = Status(rawValue: "UNKNOWN")

  package static let known: [Spelling] = [
    Spelling("AVAILABLE"),
    Spelling("BLOCKED"),
    Spelling("CHARGING"),
    Spelling("INOPERATIVE"),
    Spelling("OUTOFORDER"),
    Spelling("PLANNED"),
    Spelling("REMOVED"),
    Spelling("RESERVED"),
    Spelling("UNKNOWN"),
  ]
}
