/// The text of a JSON document as its UTF-8 bytes: stored as TEXT, never parsed or changed by the Store.
///
/// Bytes and not a `String`, because a page of a thousand objects goes from the disk to the wire unread.
package struct JSONText: SQLValue, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package var bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(stringLiteral value: String) { self.init(value) }

  package var description: String { String(decoding: bytes, as: UTF8.self) }

  package func bind(to place: SQLitePlace) -> Int32 { bytes.withUnsafeBytes { bindText($0, to: place) } }

  package init?(column: SQLitePlace) {
    guard !column.isNull else { return nil }
    bytes = Array(column.bytes)
  }
}
