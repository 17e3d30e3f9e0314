import BilateralBase
import BilateralCrypto

extension PartnerFile {
  /// The two parts of a file that take effect in different ways (ruling 9).
  package enum Part: Hashable, Sendable {
    /// connection, security, sync, dialect, contacts: taken over by a reload.
    case technical
    /// Money, sharing, parties and status: taken over by `apply` only.
    case applied
  }

  /// The values of one part, one `path = text` a line in the order of the field table: the basis of hash and drift.
  package func canonicalText(_ part: Part) -> String {
    terms.effective.filter { value in
      Field.technicalSections.contains(Self.section(value.path)) == (part == .technical)
    }.map { "\($0.path) = \($0.text)\n" }.joined()
  }

  /// SHA-256 of the canonical text, in lower-case hexadecimal.
  package func sectionHash(_ part: Part) -> String {
    SHA256.hash(canonicalText(part)).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// What differs from another version of the file, path by path, in order.
  package func changes(since older: PartnerFile) -> [TermChange] {
    let before = Dictionary(older.effective.map { ($0.path, $0.text) }) { first, _ in first }
    let after = Dictionary(effective.map { ($0.path, $0.text) }) { first, _ in first }
    let added = effective.filter { before[$0.path] != $0.text }.map { value in
      TermChange(path: value.path, before: before[value.path], after: value.text)
    }
    let removed = older.effective.filter { after[$0.path] == nil }.map { value in
      TermChange(path: value.path, before: value.text, after: nil)
    }
    return added + removed
  }

  private static func section(_ path: String) -> String { String(path.prefix { $0 != "." && $0 != "[" }) }
}

/// One value that differs between two versions of a file.
package struct TermChange: Hashable, Sendable {
  /// The path of the value.
  package let path: String
  /// What it was, nil when it is new.
  package let before: String?
  /// What it is, nil when it is gone.
  package let after: String?

  /// A change from one text to the other.
  package init(path: String, before: String?, after: String?) {
    self.path = path
    self.before = before
    self.after = after
  }
}
