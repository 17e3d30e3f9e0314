/// A text that is longer than its field allows, as a finding says it and as it is read back from there.
package struct TextLength: Sendable, Hashable {
  /// Characters of the text.
  package let seen: Int
  /// Characters that the version allows.
  package let allowed: Int

  /// A length.
  package init(seen: Int, allowed: Int) {
    self.seen = seen
    self.allowed = allowed
  }

  /// The words of the finding.
  package var words: String { "\(seen) characters where \(allowed) are allowed" }

  /// Reads the words of a finding; nil for others.
  package static func read(_ words: String) -> (seen: Int, allowed: Int)? {
    let numbers = words.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    return (numbers[0], numbers[1])
  }
}
