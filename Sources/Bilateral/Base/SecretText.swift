/// A text that may be used but never shown: tokens, keys, pass phrases (S-03).
///
/// Printing, interpolating, dumping or reflecting it gives `***`. There is no `==`, because comparing secrets must take
/// constant time: that is done on their hashes, in the Crypto room.
package struct SecretText: Sendable {
  private let hidden: String

  /// Hides a text.
  package init(_ text: String) {
    hidden = text
  }

  /// The text itself, for the one place that sends, hashes or seals it; never for a message.
  package var revealed: String { hidden }

  /// Length in UTF-8 bytes, which may be checked and told.
  package var byteCount: Int { hidden.utf8.count }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// What is printed in the place of the text.
  package static let mask = "***"

  package var description: String { Self.mask }
  package var debugDescription: String { Self.mask }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
