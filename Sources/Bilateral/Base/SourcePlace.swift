/// A place in a text that a person wrote: file, line and column.
package struct SourcePlace: Hashable, Sendable {
  /// The file's name as it is shown, usually relative to the fleet folder.
  package var file: String
  /// The line, counted from 1.
  package var line: Int
  /// The column in characters (Unicode scalars), counted from 1.
  package var column: Int
  /// How many characters the thing at this place covers on its first line; at least 1.
  package var length: Int

  /// A place that covers `length` characters from `line` and `column` on.
  package init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}

extension SourcePlace: CustomStringConvertible {
  /// The form that editors and terminals turn into a link: `partners/acme.toml:96:12`.
  package var description: String { "\(file):\(line):\(column)" }
}

extension SourcePlace: Comparable {
  /// Orders by file, then by reading order.
  package static func < (a: SourcePlace, b: SourcePlace) -> Bool {
    (a.file, a.line, a.column, a.length) < (b.file, b.line, b.column, b.length)
  }
}
