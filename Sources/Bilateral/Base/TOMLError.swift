/// The first thing in a TOML text that the grammar does not allow, before it gets its line and column.
struct TOMLError: Error {
  /// The finding's code: `BT100` for grammar, `BT101` for something defined twice.
  var code = "BT100"
  /// What is wrong.
  var message: String
  /// How to mend it.
  var help: String?
  /// The byte range at fault.
  var range: Range<Int>

  /// A grammar error at a byte range.
  static func syntax(_ message: String, _ range: Range<Int>, help: String? = nil) -> TOMLError {
    TOMLError(message: message, help: help, range: range)
  }

  /// A key or table defined twice.
  static func duplicate(_ message: String, _ range: Range<Int>, help: String? = nil) -> TOMLError {
    TOMLError(code: "BT101", message: message, help: help, range: range)
  }
}
