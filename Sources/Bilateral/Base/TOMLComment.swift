/// A comment with its `#`, and the line it stands on.
package struct TOMLComment: Hashable, Sendable {
  /// The text from `#` to the end of the line.
  package let text: String
  /// The line, counted from 1.
  package let line: Int
}

/// The comments that belong to one value or table header, kept so that a rewriting tool can put them back.
package struct TOMLComments: Hashable, Sendable {
  /// Whole-line comments above it.
  package var leading: [TOMLComment] = []
  /// The comment behind it on its last line.
  package var trailing: TOMLComment?
  /// Comments after the last element, before an array's closing bracket.
  package var closing: [TOMLComment] = []
}
