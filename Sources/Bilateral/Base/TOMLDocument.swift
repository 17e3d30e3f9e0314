/// A TOML 1.0 text with the place of every key and value, and its comments.
///
/// The reader reports all it can in one go: a line with a mistake is left out and reading goes on behind it, so
/// that a file with three mistakes needs one round, not three.
package final class TOMLDocument: Sendable {
  /// The file's name, as it appears in places.
  package let file: String
  /// Everything wrong with the text, in reading order; the document is sound when it is empty.
  package let problems: [Diagnostic]
  let tree: TOMLTree
  let bytes: [UInt8]
  let position: TOMLPosition

  /// Tables and arrays may nest this deep, dotted keys included.
  package static let deepestNesting = 128

  /// Reads a text; never fails, see `problems`.
  /// - Parameters:
  ///   - bytes: the file's content, UTF-8.
  ///   - file: its name, for places.
  package init(parsing bytes: [UInt8], file: String) {
    var parser = TOMLParser(bytes)
    parser.parse()
    self.file = file
    self.bytes = bytes
    let position = TOMLPosition(bytes)
    self.position = position
    tree = parser.tree
    problems = parser.errors.map { error in
      Diagnostic(
        .error, error.code, error.message, help: error.help, place: position.place(error.range, file: file))
    }
  }

  /// The table that holds everything.
  package var root: TOMLNode { TOMLNode(document: self, index: 0) }

  /// Comments after the last value.
  package var closingComments: [TOMLComment] { tree.closingComments }
}
