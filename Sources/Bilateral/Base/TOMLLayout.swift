/// The one layout of a TOML text, for `fmt`: the same lines in the same order, spaced as every file of a fleet is.
///
/// Only blanks, line ends and an array's commas change. Values, keys and comments keep the bytes that a person wrote, so
/// that no price is ever respelled. A change of one value stays a change of one line: what stands behind a value does not
/// move the lines around it.
package enum TOMLLayout {
  /// Where comments behind a value begin, counted from 0; those behind longer values begin two blanks after them.
  static let commentColumn = 31

  /// The text in its layout.
  ///
  /// - Parameter document: the text as it was read.
  /// - Returns: the text, `nil` when the document has problems: what is not understood is not rewritten.
  package static func text(of document: TOMLDocument) -> [UInt8]? {
    guard document.problems.isEmpty else { return nil }
    var scanner = TOMLLayoutScanner(document.bytes)
    var printer = TOMLLayoutPrinter(scanner.statements())
    let text = printer.text()
    let again = TOMLDocument(parsing: text, file: document.file)
    // A layout that changed what is said would be a fault of ours; the file is left alone then.
    return again.says(theSameAs: document) ? text : nil
  }
}

extension TOMLDocument {
  /// Whether another text has the same values and the same comments in the same order.
  package func says(theSameAs other: TOMLDocument) -> Bool {
    problems.isEmpty && other.problems.isEmpty
      && TOMLTaggedJSON.text(of: self) == TOMLTaggedJSON.text(of: other)
      && commentTexts == other.commentTexts
  }

  /// The texts of all comments in reading order, without the blanks behind them.
  package var commentTexts: [String] {
    let held = tree.comments.values.flatMap { $0.leading + [$0.trailing].compactMap { $0 } + $0.closing }
    return (held + closingComments).sorted { $0.line < $1.line }.map { comment in
      String(decoding: TOMLLayoutScanner.trimmed(Array(comment.text.utf8)[...]), as: UTF8.self)
    }
  }
}
