/// A day of the week.
package struct DayOfWeek: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let monday = DayOfWeek(rawValue: "MONDAY")
  package static let tuesday = DayOfWeek(rawValue: "TUESDAY")
  package static let wednesday = DayOfWeek(rawValue: "WEDNESDAY")
  package static let thursday = DayOfWeek(rawValue: "THURSDAY")
  package static let friday = DayOfWeek(rawValue: "FRIDAY")
  package static let saturday = DayOfWeek(rawValue: "SATURDAY")
  package static let sunday = DayOfWeek(rawValue: "SUNDAY")

  package static let known: [Spelling] = [
    Spelling("MONDAY"),
    Spelling("TUESDAY"),
    Spelling("WEDNESDAY"),
    Spelling("THURSDAY"),
    Spelling("FRIDAY"),
    Spelling("SATURDAY"),
    Spelling("SUNDAY"),
  ]
}
